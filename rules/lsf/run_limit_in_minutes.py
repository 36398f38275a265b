"""A run limit without a colon is minutes, and this one looks like hours.

## Why is this bad?
`-W 24` ends the job after 24 minutes, `-W 1200` after 20 hours. Who meant a day or noon finds the job killed, or
waiting longer in the queue than it had to.

## What to do
Write hours and minutes: `-W 24:00` is a day, `-W 12:00` half a day. Where the minutes are meant, leave it as it is.

## Fix safety
Nothing is changed: a time limit is yours to write.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-W [hour:]minute`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

LIKE_HOURS = frozenset((12, 24, 36, 48, 72, 96))
LIKE_CLOCK = frozenset((1200, 2400, 3600, 4800))
FEW = msg("-W {value} is {value} minutes; {value} hours are -W {value}:00")
MANY = msg("-W {value} is {hours} hours, as it counts minutes; {clock} hours are -W {clock}:00")


@rule("LSF105", "run-limit-in-minutes", severity=Severity.NOTE)
def run_limit_in_minutes(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each such `-W`, unless a comment on its line speaks of minutes."""
    keys = Keys()
    for directive in lsf.directives:
        value = directive.value or ""
        if directive.option != "W" or not value.isdecimal() or not value.isascii() or len(value) > 4:
            continue
        number = int(value)
        if number not in LIKE_HOURS | LIKE_CLOCK or "min" in directive.comment.lower():
            continue
        yield Finding(
            FEW if number in LIKE_HOURS else MANY,
            place=source.path,
            key=keys("W"),
            location=at(source.path, directive.value_span or directive.span),
            value=number,
            hours=number // 60,
            clock=number // 100,
        )
