"""A long job saves checkpoints that its program never reads.

## Why is this bad?
A job that is put back into the queue, or submitted again after its time limit, starts the program anew. If that never
looks for what it saved, it begins from the start, and may write over the good file with a worse one.

## What to do
Look for the newest checkpoint when the program starts, and go on from there: `torch.load`, `accelerator.load_state`,
`trainer.train(resume_from_checkpoint=True)`, `trainer.fit(model, ckpt_path="last")`.

## Fix safety
Nothing is changed: only the program knows what it saved. It is said only of a program that was read to its end and in
which no name speaks of loading.

## References
- sbatch(1), option `--requeue`.
- Lightning's, transformers' and accelerate's guides, "checkpointing".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.programs import Programs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import UNLIMITED

LONG = 12 * 60
"""Minutes."""
AGAIN = msg("{program} saves checkpoints and never loads one: when the job starts again, it begins from the start")


def _starts_again(job: Request) -> bool:
    if any(directive.option == "requeue" for directive in job.directives):
        return True
    minutes = job.minutes.number if job.minutes is not None else 0
    return minutes >= LONG or minutes == UNLIMITED


@rule("JOB308", "checkpoints-never-loaded", severity=Severity.NOTE, signs=("programs",))
def checkpoints_never_loaded(source: SourceFile, job: Request, programs: Programs) -> Iterator[Finding]:
    """At each such program."""
    if not _starts_again(job):
        return
    keys = Keys()
    for launch, program in programs.all:
        if program.trains and program.saves and program.loads is False and launch.script is not None:
            yield Finding(
                AGAIN,
                place=source.path,
                key=keys(program.path),
                location=at(source.path, launch.script.span),
                program=program.path,
            )
