"""A time limit counts other units than it seems to.

## Why is this bad?
`walltime=24` is 24 seconds and `walltime=24:00` is 24 minutes. The job is killed long before it is done.

## What to do
Write all three parts: `walltime=24:00:00` is a day.

## Fix safety
Nothing is changed: a time limit is yours to write.

## References
- pbs_resources(7B), "walltime": `[[hours:]minutes:]seconds`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.resources import resources
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import number_of

SECONDS = re.compile(r"\d{1,3}")
MINUTES = re.compile(r"(\d+):00")
FEWEST = 300
"""Seconds; nobody asks for less on purpose without writing all parts."""
SECONDS_SAID = msg("walltime={value} is {value} seconds; {value} hours are {value}:00:00")
MINUTES_SAID = msg("walltime={value} is {count} minutes; {count} hours are {value}:00")


@rule("PBS110", "walltime-unit-slip", severity=Severity.WARNING)
def walltime_unit_slip(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each such limit."""
    keys = Keys()
    for resource in resources(pbs, source.text):
        if resource.name != "walltime":
            continue
        value, minutes = resource.value, MINUTES.fullmatch(resource.value)
        few = SECONDS.fullmatch(value) is not None and 0 < number_of(value) < FEWEST
        if not few and not (minutes and number_of(minutes[1]) and number_of(minutes[1]) % 12 == 0):
            continue
        if "min" in resource.directive.comment.lower() or "sec" in resource.directive.comment.lower():
            continue
        yield Finding(
            SECONDS_SAID if few else MINUTES_SAID,
            place=source.path,
            key=keys("walltime"),
            location=at(source.path, resource.span),
            value=value,
            count=minutes[1] if minutes else "",
        )
