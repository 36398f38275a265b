"""A job asks for more GPUs on one node than any node has.

## Why is this bad?
No node will ever satisfy it, however long the job waits: this is a matter of what the machines are, not of who uses
them just now. Slurm refuses it (`Requested node configuration is not available`); other schedulers and platforms let it
wait for ever.

## What to do
Ask for several nodes with as many cards as each has (`--nodes=2 --gpus-per-node=8`), and start the program so that it
works across nodes: `srun`, or `torchrun` with `--nnodes` and a rendezvous; on a platform, the "distributed" kind of
job. A program that runs on one node only cannot use more cards than a node has.

## Fix safety
Nothing is changed: a program must be written for several nodes.

## References
- sbatch(1), options `--nodes`, `--gres`, `--gpus-per-node`.
- The size of a node is `gpus` in the policy's `scheduler.queues`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.site import Site, most, queues_of
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.least import cards_on_node, most_nodes
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape

SPREAD = msg(
    "{asked} GPUs on one node, but nodes of {queue} have {gpus}: the job is refused or never starts; ask for {nodes} "
    "nodes with {each} each and run it distributed"
)
UNEVEN = msg("{asked} GPUs on one node, but nodes of {queue} have {gpus}: the job is refused or never starts")
NONE = msg("GPUs are asked for, but nodes of {queue} have none: the job is refused or never starts")
FEW = msg(
    "{asked} GPUs on {nodes} nodes, but nodes of {queue} have {gpus}: the job is refused or never starts; ask for more "
    "nodes"
)
ALL = msg("{asked} GPUs in all, but {queue} has {nodes} nodes with {gpus}: the job is refused or never starts")


@rule("JOB403", "more-gpus-than-a-node", severity=Severity.ERROR, signs=("queues",))
def more_gpus_than_a_node(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """At most one finding: a node is too small, or all nodes together are."""
    queues = queues_of(job, site)
    gpus, nodes = most(queues, "gpus"), most(queues, "nodes")
    found = shape(job)
    if gpus is None or found.cards_by is None or any(queue.mig for queue in queues):
        return
    here, many = cards_on_node(job, found), most_nodes(job, nodes) if nodes is not None else None
    by, asked = here.by, here.number
    if asked > gpus:
        count = -(-asked // gpus) if gpus else 0
        said = NONE if not gpus else SPREAD if asked % count == 0 and found.nodes == 1 else UNEVEN
    elif nodes is not None and many is not None and found.cards > many * gpus:
        by, asked, count = found.cards_by, found.cards, many
        said = NONE if not gpus else ALL if many == nodes else FEW
    else:
        return
    yield Finding(
        said,
        place=source.path,
        key="gpus",
        location=at(source.path, (by or found.cards_by).span),
        asked=asked,
        gpus=gpus,
        nodes=count,
        each=asked // count if count else 0,
        queue=", ".join(queue.name for queue in queues),
    )
