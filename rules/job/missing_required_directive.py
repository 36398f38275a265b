"""A job leaves out what this site requires of every job.

## Why is this bad?
The site refuses such jobs, or bills and plans them wrongly: without an account nobody knows who pays, without a time
limit the scheduler cannot fit short jobs into gaps.

## What to do
Write the line that is missing. How long the job runs, or on whose account, is for you to say.

## Fix safety
Nothing is changed: envdoctor cannot know the value, and never writes a time limit.

## References
- sbatch(1), bsub(1), qsub(1). What is required is the policy's `scheduler.required`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Location, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import REQUIRED, Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape

FLAGS = {
    "slurm": {
        "time": "--time",
        "queue": "--partition",
        "account": "--account",
        "output": "--output",
        "name": "--job-name",
    },
    "lsf": {"time": "-W", "queue": "-q", "account": "-P", "output": "-o", "name": "-J"},
    "pbs": {"time": "-l walltime", "queue": "-q", "account": "-A", "output": "-o", "name": "-N"},
}
"""How the usual ones are written."""


def _given(job: Request, word: str) -> bool:
    if word in ("gpus", "cpus"):
        found = shape(job)
        return (found.cards if word == "gpus" else found.cpus_by is not None or found.cpus == -1) != 0
    field = REQUIRED.get(word, "")
    if field and getattr(job, field) is not None:
        return True
    names = {word, field or word}
    return bool(names & job.unsure) or any(
        word in (directive.option, directive.written.lstrip("-")) for directive in job.directives
    )


@rule("JOB408", "missing-required-directive", severity=Severity.ERROR, signs=("required",))
def missing_required_directive(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding for each required word, at the first directive."""
    if not site.required or not speaks(job, site):
        return
    first = job.directives[0].span if job.directives else None
    for word in dict.fromkeys(site.required):
        if not _given(job, word):
            flag = FLAGS.get(job.scheduler, {}).get(word, "")
            yield Finding(
                msg("this site requires {what} of every job")
                if not flag
                else msg("this site requires {flag} of every job"),
                place=source.path,
                key=word,
                location=at(source.path, first) if first else Location(source.path, 1, 1, 1),
                what=word,
                flag=flag,
            )
