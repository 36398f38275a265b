"""A job asks for a few minutes only.

## Why is this bad?
At the limit the job is ended, whatever it has done so far. Example scripts often carry a limit of a few minutes that
was right for the example; with your own data the job ends in the middle of the first epoch.

## What to do
Ask for what the job needs and a bit more. In a queue for tests, and for a first try, a short limit is right: it starts
sooner.

A limit whose two numbers look like hours has rules of its own, SLU124 and PBS110, and is left to them.

`rules.settings.JOB203: {minutes: 2}` in a policy says up to how many minutes a limit is tiny: 5, if nothing is said.

## Fix safety
Nothing is changed: how long a job runs is known to its author only.

## References
- sbatch(1), option `--time`; bsub(1), option `-W`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.light import dataclass
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.values import Asked

TRIAL = pattern(r"debug|test|devel|short|express|quick|interactive|preempt|flash|mini", re.I)
"""Names of queues whose jobs are meant to be short."""
ONE = msg("the job is ended after one minute, whatever it has done by then")
SOME = msg("the job is ended after {minutes} minutes, whatever it has done by then")


HOURS = pattern(r"[1-9]\d*\s*(?:h|hr|hrs|hours?|小时)(?![a-z])|\bhh?:mm?(?![:\w])|\bhours?:min(?:ute)?s?(?!\w*:)", re.I)
SECONDS = pattern(r"\d{1,3}")
FEWEST = 300
"""Seconds; PBS110 says nothing of more."""
TWO = pattern(r"0*(\d{1,6}):(\d\d)")
MEANT = frozenset((12, 24, 36, 48, 72, 96, 168))
"""Days and half days, as SLU124 has them."""


@dataclass(frozen=True, slots=True)
class Options:
    """``minutes``: a limit of so much or less is tiny."""

    minutes: int = 5


def _slip(limit: Asked) -> bool:
    """Another rule says that hours are meant."""
    by, two = limit.directive, TWO.fullmatch(limit.text)
    whole = int(two[1]) if two is not None and two[2] == "00" else 0
    if by.scheduler == "slurm":
        return whole in MEANT or (two is not None and HOURS.search(by.comment) is not None)
    if by.scheduler != "pbs" or "min" in by.comment.lower() or "sec" in by.comment.lower():
        return False
    return (whole > 0 and whole % 12 == 0) or (SECONDS.fullmatch(limit.text) is not None and int(limit.text) < FEWEST)


@rule("JOB203", "tiny-time-limit", severity=Severity.NOTE, options=Options)
def tiny_time_limit(source: SourceFile, job: Request, options: Options) -> Iterator[Finding]:
    """At most one finding a script."""
    if job.minutes is None or not 0 < job.minutes.number <= options.minutes:
        return
    if any(asked is not None and TRIAL.search(asked.text) for asked in (job.queue, job.qos)):
        return
    if _slip(job.minutes):
        return
    by = job.minutes.directive
    yield Finding(
        SOME if job.minutes.number > 1 else ONE,
        place=source.path,
        key=by.option,
        location=at(source.path, by.span),
        minutes=job.minutes.number,
    )
