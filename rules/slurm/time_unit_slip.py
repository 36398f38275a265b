"""A time limit of minutes and seconds looks as if hours were meant.

## Why is this bad?
`--time=24:00` is 24 minutes: two numbers are minutes and seconds. The job is ended long before it is done.

## What to do
Write three numbers for hours, `--time=24:00:00`, or days and hours, `--time=1-0`. If minutes are meant, `--time=24`
says so.

## Fix safety
Nothing is changed: a time limit is never written by envdoctor.

## References
- sbatch(1), option `--time`: "minutes", "minutes:seconds", "hours:minutes:seconds", "days-hours", and so on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import number_of

TWO_NUMBERS = re.compile(r"0*([1-9][0-9]*):([0-9]{2})")
HOURS = re.compile(
    r"[1-9]\d*\s*(?:h|hr|hrs|hours?|小时)(?![a-z])|\bhh?:mm?(?![:\w])|\bhours?:min(?:ute)?s?(?!\w*:)", re.I
)
MEANT = frozenset((12, 24, 36, 48, 72, 96, 168))
"""Half days and days in hours; as minutes nobody asks for them. 60 and 120 are usual minutes."""


@rule("SLU124", "time-unit-slip", severity=Severity.WARNING)
def time_unit_slip(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each limit of the form minutes:seconds that surely means hours."""
    keys = Keys()
    for directive in slurm.directives:
        if directive.option not in ("time", "time-min") or directive.value is None or directive.scheduler != "slurm":
            continue
        found = TWO_NUMBERS.fullmatch(directive.value)
        if found is None or not (_usual(found) or HOURS.search(directive.comment)):
            continue
        yield Finding(
            msg("{value} is {minutes} minutes, not hours; for hours write {value}:00"),
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, directive.value_span or directive.span),
            value=directive.value,
            minutes=number_of(found[1]),
        )


def _usual(found: re.Match[str]) -> bool:
    return number_of(found[1]) in MEANT and found[2] == "00"
