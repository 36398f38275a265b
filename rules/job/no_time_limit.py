"""A job has no time limit of its own.

## Why is this bad?
The queue's default applies then, often an hour, sometimes days. If it is short, the job is ended in the middle; if it
is long, the scheduler cannot fit the job into a gap and it starts later. A program that never ends by itself (a
notebook server, `sleep infinity`) holds its cards until somebody cancels it.

## What to do
Say how long the job may take: `#SBATCH --time=1-00:00:00`, `#BSUB -W 24:00`, `#PBS -l walltime=24:00:00`. What the
queue allows is shown by `sinfo -o "%P %l %L"`, `bqueues -l` or `qstat -Qf`. Where a site says that no limit is
needed, be sure that the program ends.

## Fix safety
Nothing is changed: a time limit is never written for you.

## References
- sbatch(1), option `--time`; slurm.conf(5), `DefaultTime`.
- bsub(1), option `-W`; qsub(1), resource `walltime`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import wants
from envdoctor.syntax.jobs.shell.commands import endless
from envdoctor.syntax.jobs.values import UNLIMITED

LIMITS = frozenset(("time", "t", "W", "We", "c", "walltime", "cput", "time-min", "deadline"))
TIMES = pattern(r"walltime|cput")
DASH = "\u2010-\u2015\u2212\ufe63\uff0d"
WRITTEN = pattern(
    r"^#(?:SBATCH|BSUB|PBS)(?:[^#\n]{0,500}\s)?"
    rf"(?:[{DASH}]-?(?:[tW]\b|l\b[^#\n]{{0,200}}walltime)|[-{DASH}]{{1,2}}(?:wall)?time\b)",
    re.M,
)
"""A limit that the scheduler does not read: with a dash that is none, with a misspelt option, below a command."""
NOTHING = msg("no time limit: the job gets the default of its queue")
ENDLESS = msg("no time limit, and {program} never ends by itself: the job holds its nodes as long as the queue lets it")


@rule("JOB204", "no-time-limit", severity=Severity.NOTE)
def no_time_limit(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """One finding a script, at the program that never ends, or else at the first directive."""
    unlimited = job.minutes is not None and job.minutes.number == UNLIMITED
    if not job.directives or job.unsure & LIMITS or (job.minutes is not None and not unlimited) or _elsewhere(job):
        return
    if job.minutes is None and WRITTEN.search(source.text):
        return
    never = next(((program, one.span) for one in body.commands if (program := endless(one))), None)
    if never is None and unlimited:
        return
    program, span = never or ("", job.directives[0].span)
    yield Finding(
        ENDLESS if never else NOTHING,
        place=source.path,
        key="endless" if never else "time",
        location=at(source.path, span),
        severity=Severity.WARNING if never else Severity.NOTE,
        program=program,
    )


def _elsewhere(job: Request) -> bool:
    """The limit is said in another way than by a time."""
    if wants(job, "time-min", "deadline"):
        return True
    return any(one.option == "l" and TIMES.search(one.value or "") for one in job.directives) and job.minutes is None
