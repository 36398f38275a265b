"""The time limit is in a form that PBS does not read.

## Why is this bad?
`walltime` takes seconds or `hours:minutes:seconds`. With a unit (`24h`) or a dash (`1-00:00:00`, Slurm's way) `qsub`
refuses the job. Days as a fourth part (`1:00:00:00`) work in Torque only.

## What to do
`-l walltime=24:00:00` is a day, `-l walltime=48:00:00` two: hours may be more than 23.

## Fix safety
Nothing is changed: a time limit is yours to write.

## References
- pbs_resources(7B), "walltime"; "Duration" in the reference guide of PBS Professional.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour
from envdoctor.syntax.jobs.pbs.resources import resources, seconds
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import clock_of

NUMBERS = re.compile(r"\d[\d:.\-]*(?:d|days?|h|hrs?|hours?|m|mins?|minutes?|s)?", re.I)
FORM = msg("walltime takes seconds or hours:minutes:seconds, not {value}")
MEANT = msg("walltime takes seconds or hours:minutes:seconds, not {value}; for {value} write {meant}")
DAYS = msg("{value} has days: PBS Professional refuses them, write the hours")


@rule("PBS109", "walltime-unreadable", severity=Severity.ERROR)
def walltime_unreadable(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each time that no PBS reads, or days where the script is for PBS Professional."""
    keys, kind = Keys(), None
    for resource in resources(pbs, source.text):
        value = resource.value
        if resource.name not in ("walltime", "cput", "pcput") or not NUMBERS.fullmatch(value):
            continue
        if seconds(value, days=False) is not None:
            continue
        days = seconds(value) is not None
        kind = kind or flavour(pbs) or "any"
        if days and kind != "pro":
            continue
        meant = clock_of(value)
        yield Finding(
            DAYS if days else MEANT if meant else FORM,
            place=source.path,
            key=keys(resource.name),
            location=at(source.path, resource.span),
            value=value,
            meant=meant,
        )
