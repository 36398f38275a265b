"""A job takes more CPUs or memory than go with its GPUs.

## Why is this bad?
A node's CPUs and memory are there for all of its cards. A job that takes one card and most of the CPUs leaves cards
that nobody can use, and such a job waits longer, since a whole node's worth must be free.

## What to do
Ask for the share that goes with the cards. If the program does need more (much augmentation on the CPU, a big data set
in memory), it is right as it is: this is a note.

## Fix safety
Nothing is changed: what a program needs is known to its author only.

## References
- sbatch(1), options `--cpus-per-gpu` and `--mem-per-gpu`.
- The share is the policy's `cpus_per_gpu` and `memory_per_gpu`, else what the node has by its cards.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Queue, Site, amount, most, queues_of
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape

CPUS = msg("{asked} CPUs for {cards} GPUs; in {queue} {share} belong to each: others of the node may stay idle")
CPUS_ONE = msg("{asked} CPUs for 1 GPU; in {queue} {share} belong to each: others of the node may stay idle")
MEMORY = msg("{asked} memory for {cards} GPUs; in {queue} {share} belong to each: others of the node may stay idle")
MEMORY_ONE = msg("{asked} memory for 1 GPU; in {queue} {share} belong to each: others of the node may stay idle")


def _share(queues: tuple[Queue, ...], given: str, whole: str) -> int | None:
    """What goes with one card."""
    share, cards, all_of_it = most(queues, given), most(queues, "gpus"), most(queues, whole)
    if share is not None or len(queues) != 1 or cards is None or cards < 2 or all_of_it is None or queues[0].mig:
        return share
    return -(-all_of_it // cards)


@rule("JOB406", "share-exceeded", severity=Severity.NOTE, signs=("queues",))
def share_exceeded(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding each for CPUs and memory. Who takes a whole node takes nothing from others."""
    queues = queues_of(job, site)
    found = shape(job)
    cards, gpus = found.on_node_cards, most(queues, "gpus")
    if not queues or cards < 1 or (gpus is not None and cards >= gpus):
        return
    cpus = found.cpus // found.nodes if found.cpus > 0 else 0
    memory = job.memory.number if job.memory is not None else 0
    cpus_by, memory_by = found.cpus_by, job.memory.directive if job.memory is not None else None
    for said, key, asked, by, share in (
        (CPUS_ONE if cards == 1 else CPUS, "cpus", cpus, cpus_by, _share(queues, "cpus_per_gpu", "cpus")),
        (MEMORY_ONE if cards == 1 else MEMORY, "memory", memory, memory_by, _share(queues, "memory_per_gpu", "memory")),
    ):
        if by is None or share is None or asked <= share * cards:
            continue
        yield Finding(
            said,
            place=source.path,
            key=key,
            location=at(source.path, by.span),
            asked=amount(asked) if key == "memory" else asked,
            cards=cards,
            share=amount(share) if key == "memory" else share,
            queue=", ".join(queue.name for queue in queues),
        )
