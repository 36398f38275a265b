"""A job asks for fewer CPUs than GPUs.

## Why is this bad?
Each card needs at least one process that feeds it, and training reads, decodes and copies batches on CPUs besides. A
job with one CPU and eight cards computes at the speed of that CPU; the cards wait, and nobody else can have them.
Slurm gives one CPU a task where the script says nothing, and `--ntasks=1` is one task.

## What to do
Ask for several CPUs a card, `--cpus-per-task=16` for one task with two cards, say, or for fewer cards. A site that
gives CPUs by the card has its own custom; `--cpus-per-gpu` says it where the site allows that option.

## Fix safety
Nothing is changed: how many CPUs a program can use is known to its author only.

## References
- sbatch(1), options `--cpus-per-task`, `--cpus-per-gpu`, `--ntasks`.
- bsub(1), option `-n`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape

WHOLE = ("gpu", "node", "exclusive")
"""Constraints of sites that give out whole nodes."""
ONE = msg("one CPU for {cards} GPUs: the cards wait for it; ask for several CPUs a card")
FEW = msg("{cpus} CPUs for {cards} GPUs: the cards wait for them; ask for several CPUs a card")
TASKS = msg("one CPU a task is {cpus} in all for {cards} GPUs, unless the site gives CPUs by the card")
NONE = msg("{cards} GPUs and no word about CPUs: that is {cpus} in all unless the site gives CPUs by the card")


@rule("JOB201", "one-cpu-for-many-gpus", severity=Severity.WARNING)
def one_cpu_for_many_gpus(source: SourceFile, job: Request) -> Iterator[Finding]:
    """At most one finding a script."""
    found = shape(job)
    if found.cards_by is None or not 0 < found.cpus < found.cards:
        return
    if job.constraint is not None and job.cpus_per_task is None and job.constraint.text.lower().startswith(WHOLE):
        return
    by = found.cpus_by or found.cards_by
    if found.cpus_by is None:
        said = NONE
    elif job.scheduler == "slurm" and job.cpus_per_task is None:
        said = TASKS
    else:
        said = FEW if found.cpus > 1 else ONE
    yield Finding(
        said,
        place=source.path,
        key=by.option,
        location=at(source.path, by.span),
        severity=Severity.NOTE if said in (NONE, TASKS) else Severity.WARNING,
        cpus=found.cpus,
        cards=found.cards,
    )
