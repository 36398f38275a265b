"""A job in a queue for GPUs asks for none.

## Why is this bad?
It gets a node's CPUs and no card: the program runs on the CPU, slowly, or stops with "no CUDA-capable device".
Meanwhile the CPUs it takes are missing beside cards that others wait for.

## What to do
Ask for a card (`--gpus=1` or `--gres=gpu:1`; `-gpu "num=1"`; `-l select=1:ngpus=1`), or go to a queue without cards.

## Fix safety
Nothing is changed: how many cards a program uses is known to its author only.

## References
- sbatch(1), options `--gpus`, `--gres`; bsub(1), option `-gpu`.
- The policy's `gpu_only: true` says that a queue is for GPUs.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, queues_of
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape, wants

UNSURE = frozenset("gres gpus gpus-per-node gpus-per-task R gpu l tres-per-task tres-per-node tres-per-socket".split())


def _profiled(site: Site, names: set[str]) -> bool:
    """A profile of one of these queues says what to ask of its cards, and so does its finding."""
    return any(
        names & {str(value) for value in profile.when.values()}
        and any(name.startswith(("gpu", "gres", "select.ngpus")) for name in profile.require)
        for profile in site.profiles
    )


@rule("JOB407", "gpu-queue-without-gpu", severity=Severity.WARNING, signs=("queues",))
def gpu_queue_without_gpu(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """At most one finding, at the queue's name; whoever takes whole nodes gets their cards."""
    queues = queues_of(job, site)
    if not queues or job.queue is None or not all(queue.gpu_only for queue in queues) or job.exclusive is not None:
        return
    if shape(job).cards != 0 or job.unsure & UNSURE or wants(job, *UNSURE - {"R", "l"}):
        return
    if any("gpu" in (directive.value or "") for directive in job.directives if directive.option in ("R", "l")):
        return
    if _profiled(site, {queue.name for queue in queues}):
        return
    by = job.queue.directive
    yield Finding(
        msg("{queue} is for GPUs, and this job asks for none: it gets CPUs only"),
        place=source.path,
        key="gpus",
        location=at(source.path, by.span),
        queue=", ".join(queue.name for queue in queues),
    )
