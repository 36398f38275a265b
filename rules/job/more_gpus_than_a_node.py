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
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape

SPREAD = msg(
    "{asked} GPUs on one node, but nodes of {queue} have {gpus}: this never starts; ask for {nodes} nodes with {each} "
    "each and run it distributed"
)
UNEVEN = msg("{asked} GPUs on one node, but nodes of {queue} have {gpus}: this never starts")
NONE = msg("GPUs are asked for, but nodes of {queue} have none: this never starts")
ALL = msg("{asked} GPUs in all, but {queue} has {nodes} nodes with {gpus}: this never starts")


@rule("JOB403", "more-gpus-than-a-node", severity=Severity.ERROR)
def more_gpus_than_a_node(source: SourceFile, job: Request, site: Site) -> Iterator[Finding]:
    """At most one finding: a node is too small, or all nodes together are."""
    queues = queues_of(job, site)
    gpus, nodes = most(queues, "gpus"), most(queues, "nodes")
    found = shape(job)
    if gpus is None or found.cards_by is None or any(queue.mig for queue in queues):
        return
    # With neither nodes nor tasks given, Slurm spreads --gpus over as many nodes as it takes.
    spreads = job.gpus is not None and job.nodes is None and job.tasks is None
    here = 0 if spreads else found.on_node_cards
    if here > gpus:
        count = -(-here // gpus) if gpus else 0
        said = NONE if not gpus else SPREAD if here % count == 0 and found.nodes == 1 else UNEVEN
    elif nodes is not None and found.cards > nodes * gpus:
        count, said = nodes, ALL if gpus else NONE
    else:
        return
    asked = here if here > gpus else found.cards
    yield Finding(
        said,
        place=source.path,
        key="gpus",
        location=at(source.path, found.cards_by.span),
        asked=asked,
        gpus=gpus,
        nodes=count,
        each=asked // count if count else 0,
        queue=", ".join(queue.name for queue in queues),
    )
