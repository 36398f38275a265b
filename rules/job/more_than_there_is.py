"""A job asks for more nodes, CPUs or memory than its queue has.

## Why is this bad?
The machines are not there, so the job never starts: Slurm refuses it, or lets it wait with `PartitionNodeLimit` or
`PartitionConfig`, which no other job's end changes.

## What to do
Ask for what one node has, or for fewer nodes. A program of one process cannot use the CPUs or the memory of a second
node. `scontrol show node`, `lshosts` or `pbsnodes -a` shows what the nodes are.

## Fix safety
Nothing is changed: what a program needs is known to its author only.

## References
- sbatch(1), options `--nodes`, `--cpus-per-task`, `--mem`; squeue(1), "JOB REASON CODES".
- The sizes are those of the policy's `scheduler.queues`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, amount, most, queues_of
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.values import Asked

NODES = msg("{asked} nodes, but {queue} has {limit}: this never starts")
CPUS = msg("{asked} CPUs on one node, but nodes of {queue} have {limit}: this never starts")
MEMORY = msg("{asked} of memory on one node, but nodes of {queue} have {limit}: this never starts")


def _cpus(job: Request) -> tuple[int, Asked | None]:
    """CPUs that surely stand on one node, and who says so."""
    if job.cpus_per_node is not None:
        return job.cpus_per_node.number, job.cpus_per_node
    each = job.cpus_per_task
    if each is None or each.number < 1:
        return 0, None
    tasks = job.tasks_per_node.number if job.tasks_per_node is not None else 1
    return each.number * max(tasks, 1), each


@rule("JOB404", "more-than-there-is", severity=Severity.ERROR)
def more_than_there_is(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding each for nodes, CPUs and memory."""
    queues = queues_of(job, site)
    if not queues or any(directive.component for directive in job.directives):
        return
    cpus, by = _cpus(job)
    # Several of PBS's chunks may share a node.
    nodes = job.nodes if job.scheduler != "pbs" else None
    asked = (
        (NODES, "nodes", nodes.number if nodes is not None else 0, nodes),
        (CPUS, "cpus", cpus, by),
        (MEMORY, "memory", job.memory.number if job.memory is not None else 0, job.memory),
    )
    for said, name, number, who in asked:
        limit = most(queues, name)
        if limit is None or who is None or number <= limit or (name == "memory" and site.memory_configured is False):
            continue
        yield Finding(
            said,
            place=source.path,
            key=name,
            location=at(source.path, who.directive.span),
            asked=amount(number) if said is MEMORY else number,
            limit=amount(limit) if said is MEMORY else limit,
            queue=", ".join(queue.name for queue in queues),
        )
