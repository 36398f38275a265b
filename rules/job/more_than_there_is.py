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
from envdoctor.facts.site import Queue, Site, amount, most, queues_of
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.least import Need, cpus_in_all, cpus_on_node, memory_in_all, memory_on_node, most_nodes
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import fewer_nodes, shape

NODES = msg("{asked} nodes, but {queue} has {limit}: the job is refused or never starts")
CPUS = msg("{asked} CPUs on one node, but nodes of {queue} have {limit}: the job is refused or never starts")
CPUS_ALL = msg(
    "{asked} CPUs in all, but the nodes that the job can have in {queue} have {limit}: the job is refused or never "
    "starts"
)
MEMORY = msg("{asked} of memory on one node, but nodes of {queue} have {limit}: the job is refused or never starts")
MEMORY_ALL = msg(
    "{asked} of memory in all, but the job's nodes in {queue} can have {limit}: the job is refused or never starts"
)
TEXTS = {"nodes": NODES, "cpus": CPUS, "cpus in all": CPUS_ALL, "memory": MEMORY, "memory in all": MEMORY_ALL}


def _asked(job: Request, queues: tuple[Queue, ...]) -> Iterator[tuple[str, Need, int | None]]:
    """(key of ``TEXTS``, what is asked, what there is): one node first, then all of them."""
    found, nodes = shape(job), most(queues, "nodes")
    if job.nodes is not None and job.scheduler != "pbs":  # several of PBS's chunks may share a node
        yield "nodes", Need(fewer_nodes(job) or job.nodes.number, job.nodes.directive), nodes
    cpus, memory = most(queues, "cpus"), most(queues, "memory")
    many = most_nodes(job, nodes) if nodes is not None else None
    yield "cpus", cpus_on_node(job, found), cpus
    yield "cpus in all", cpus_in_all(job, found), cpus * many if cpus and many else None
    yield "memory", memory_on_node(job, found), memory
    yield "memory in all", memory_in_all(job, found), memory * many if memory and many else None


@rule("JOB404", "more-than-there-is", severity=Severity.ERROR, signs=("queues",))
def more_than_there_is(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """One finding each for nodes, CPUs and memory."""
    queues = queues_of(job, site)
    if not queues or any(directive.component for directive in job.directives):
        return
    told: set[str] = set()
    for kind, need, limit in _asked(job, queues):
        key = kind.split()[0]
        if limit is None or need.by is None or need.number <= limit or key in told:
            continue
        if key == "memory" and site.memory_configured is False:
            continue
        told.add(key)
        yield Finding(
            TEXTS[kind],
            place=source.path,
            key=key,
            location=at(source.path, need.by.span),
            asked=amount(need.number) if key == "memory" else need.number,
            limit=amount(limit) if key == "memory" else limit,
            queue=", ".join(queue.name for queue in queues),
        )
