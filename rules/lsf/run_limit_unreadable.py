"""The run limit of `-W` is in a form that LSF does not read.

## Why is this bad?
`-W` takes minutes or `hours:minutes`. With three parts (`24:00:00`), a unit (`24h`) or days (`1-00:00`) `bsub` answers
that the run limit is bad and does not take the job. Three parts are how Slurm and PBS write it.

## What to do
`#BSUB -W 24:00` is a day, `#BSUB -W 90` an hour and a half.

## Fix safety
Nothing is changed: a time limit is yours to write.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-W [hour:]minute[/host_name | /host_model]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.request import minutes
from envdoctor.syntax.jobs.pointing import Keys, at

NUMBERS = re.compile(r"\d[\d:.\-]*\s*(?:d|h|hrs?|hours?|m|mins?|minutes?|s)?", re.I)
THREE = re.compile(r"(\d+:\d\d):\d\d")
SHORT = msg("-W takes minutes or hours:minutes, not {value}; {meant} is the same without seconds")
PLAIN = msg("-W takes minutes or hours:minutes, not {value}")


@rule("LSF104", "run-limit-unreadable", severity=Severity.ERROR)
def run_limit_unreadable(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each `-W` or `-We` that cannot be read."""
    keys = Keys()
    for directive in lsf.directives:
        value = directive.value or ""
        if directive.option not in ("W", "We") or not NUMBERS.fullmatch(value) or minutes(value) is not None:
            continue
        short = THREE.fullmatch(value)
        yield Finding(
            SHORT if short else PLAIN,
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, directive.value_span or directive.span),
            value=value,
            meant=short[1] if short else "",
        )
