"""The job's log goes to a disk that is full.

## Why is this bad?
A log that finds no room ends in the middle of a line, and just what the program says of its own end is lacking. Where
the program writes its results to the same disk, it dies of it: "No space left on device".

## What to do
Let the log go to another disk, or make room first: `envdoctor check` without a file says what is large there, and which
commands empty caches.

## Fix safety
Nothing is changed: where logs belong is for you to say.

## References
- A disk counts as full under 5 % and 50 GB free; the policy section `storage` changes that. With more than 1 GB free it
  is a note. Only a folder that is here is looked at.
- sbatch(1), options `--output`, `--error`; bsub(1), options `-o`, `-e`; qsub(1B), options `-o`, `-e`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule, size
from envdoctor.facts.job_files import LogFolders
from envdoctor.facts.jobs import Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at

ROOM = 10**9
"""Bytes: enough for the log of nearly any job."""
NOTHING = msg("the disk of {folder} is full, {free} free: the log breaks off there")
LITTLE = msg("the disk of {folder} is nearly full, {free} free: once it is, the log breaks off")


@rule("JOB517", "log-on-full-disk", severity=Severity.WARNING, signs=("full",))
def log_on_full_disk(source: SourceFile, job: Request, log_folders: LogFolders) -> Iterator[Finding]:
    """One finding a folder."""
    told: set[str] = set()
    for option, asked in (("output", job.output), ("error", job.error)):
        folder, free = log_folders.full.get(option, ("", 0))
        if asked is None or not folder or folder in told:
            continue
        told.add(folder)
        yield Finding(
            NOTHING if free < ROOM else LITTLE,
            place=source.path,
            key=folder,
            location=at(source.path, asked.directive.value_span or asked.directive.span),
            severity=None if free < ROOM else Severity.NOTE,
            folder=folder,
            free=size(free),
        )
