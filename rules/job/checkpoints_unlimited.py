"""The program saves one more checkpoint each time and deletes none.

## Why is this bad?
A checkpoint is often several gigabytes, with the optimiser's state three times the model. One for every epoch or
every 500 steps fills a disk or a quota in a night, and then the job dies while it saves.

## What to do
Keep the last few: `save_total_limit=3` for transformers, `save_top_k=3` for Lightning, or delete the oldest after
each save.

## Fix safety
Nothing is changed: the line stands in the program, and somebody may want to keep them all.

## References
- transformers, `TrainingArguments.save_total_limit`: by default all are kept.
- Lightning, `ModelCheckpoint(save_top_k=-1)`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import JobText
from envdoctor.facts.programs import Programs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

GROWS = msg("{program}:{line} saves one more file each time and none is ever deleted: limit how many are kept")


@rule("JOB309", "checkpoints-unlimited", severity=Severity.NOTE, signs=("programs",))
def checkpoints_unlimited(source: SourceFile, job_text: JobText, programs: Programs) -> Iterator[Finding]:
    """At each such program of a job script."""
    if ".py" not in job_text:
        return
    keys = Keys()
    for launch, program in programs.all:
        if program.unlimited is None or launch.script is None or launch.option("--save_total_limit") is not None:
            continue
        yield Finding(
            GROWS,
            place=source.path,
            key=keys(program.path),
            location=at(source.path, launch.script.span),
            program=program.path,
            line=program.unlimited,
        )
