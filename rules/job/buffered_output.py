"""Python's output reaches the log of a long job only in blocks.

## Why is this bad?
Where its output is no terminal, Python keeps it back until 8 KiB are full. The log of a job then stays empty for a
long time, and what was kept back when the job is killed at its time limit is lost: often just the line that one looks
for.

## What to do
`export PYTHONUNBUFFERED=1`, or `python -u`, or `print(..., flush=True)`. torchrun and DeepSpeed do it by themselves.
Said of jobs of an hour and more, or that ask for GPUs, and only where the program was read and prints.

## Fix safety
Safe: one line is put before the first command. Programs print the same text, only earlier.

## References
- Python's documentation, "Command line and environment": `-u`, `PYTHONUNBUFFERED`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.programs import Programs, Started
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, swap
from envdoctor.syntax.jobs.shell.reader import code_start
from envdoctor.syntax.jobs.values import UNLIMITED

LATE = msg("what {program} prints reaches the log late, and is lost if the job is killed; set PYTHONUNBUFFERED=1")
LONG = 60
"""Minutes."""
NAME = "PYTHONUNBUFFERED"
QUIET = frozenset(("stdbuf", "unbuffer"))


def _long(job: Request) -> bool:
    minutes = job.minutes.number if job.minutes is not None else None
    gpus = job.gpus or job.gpus_per_node or job.gpus_per_task
    if minutes is None:
        return gpus is not None
    return minutes >= LONG or minutes == UNLIMITED


def _late(started: Started, body: Body) -> bool:
    launch, program = started
    if program.prints is not True or program.flushes is True or launch.unbuffered:
        return False
    command = launch.command
    unbuffered = "srun" in launch.chain and any(
        outer.name == "srun" and ("-u" in outer.args or "--unbuffered" in outer.args)
        for outer in body.commands
        if outer.span.start < command.span.start <= outer.span.end
    )
    return not unbuffered and not QUIET & set(launch.chain) and NAME not in command.assigns


@rule("JOB304", "buffered-output", severity=Severity.NOTE, fix=Safety.SAFE, signs=("programs",))
def buffered_output(source: SourceFile, job: Request, body: Body, programs: Programs) -> Iterator[Finding]:
    """At the first such program of a script."""
    if NAME in source.text or not _long(job):
        return
    first = next((started for started in programs.all if _late(started, body)), None)
    if first is None or first.launch.script is None:
        return
    start = code_start(source.text)
    end = "\r\n" if source.text[:start].endswith("\r\n") else "\n"
    yield Finding(
        LATE,
        place=source.path,
        key=first.program.path,
        location=at(source.path, first.launch.script.span),
        wish=swap(source.path, source.text, start, start, f"export {NAME}=1{end}"),
        program=first.program.path,
    )
