"""The signal before the end comes at the start.

## Why is this bad?
`--signal=B:USR1@7200` means two hours before the time limit. With a limit of an hour that moment has passed when the
job begins, so Slurm sends the signal at once. A script without a trap is ended by it within seconds; one with a trap
saves and stops before anything is done.

## What to do
The seconds behind `@` are what saving takes, some minutes: `--signal=B:USR1@300`. The limit has to be longer.

## Fix safety
Nothing is changed: how long saving takes, only you know, and a time limit is never written by envdoctor.

## References
- sbatch(1), option `--signal`: "when a job is within sig_time seconds of its end time".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request, Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, last_of

SIGNAL = re.compile(r"(?P<flags>[RB]*:)?[A-Z0-9]+(?:@(?P<seconds>\d{1,5}))?\Z", re.I | re.ASCII)
DEFAULT = 60
"""Seconds, where none are given."""
STEPS = ("srun", "mpirun", "mpiexec")
"""What starts the steps that get a signal without ``B:``."""


@rule("SLU137", "signal-at-start", severity=Severity.WARNING, words=("--sig",))
def signal_at_start(source: SourceFile, slurm: Slurm, job: Request) -> Iterator[Finding]:
    """At most one finding a script, at the signal, where the limit is no longer than its seconds."""
    given = last_of(slurm)
    asked, limit = given.get("signal"), job.minutes
    found = SIGNAL.match(asked.value or "") if asked else None
    if asked is None or found is None or limit is None or limit.number <= 0 or job.unsure & {"time", "signal"}:
        return
    seconds = int(found["seconds"] or DEFAULT)
    gets = "B" in (found["flags"] or "").upper() or any(word in source.text for word in STEPS)
    if seconds < limit.number * 60 or not gets:
        return
    yield Finding(
        msg("the signal comes {seconds} s before the end, and the limit is {limit} s: it is sent at the start"),
        place=source.path,
        key="signal",
        location=at(source.path, asked.value_span or asked.span),
        seconds=seconds,
        limit=limit.number * 60,
    )
