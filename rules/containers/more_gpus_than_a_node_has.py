"""A container asks for more GPUs than any node has.

## Why is this bad?
One container runs on one node. If no node has that many GPUs, it waits for ever; free cards on several nodes together
do not help.

## What to do
Ask for what one node has, and spread the rest over several containers: distributed training (`torchrun --nnodes`), a
`PyTorchJob` with workers, or the platform's own "distributed" choice.
If a node has as many, a pod that is pending with "Insufficient nvidia.com/gpu" only waits: the cards are taken now, or
free ones lie on several nodes. `kubectl describe pod` says why; asking for fewer starts sooner.

## Fix safety
Nothing is changed: how the work is divided is yours to say.

## References
- PyTorch's documentation: "torchrun (Elastic Launch)".
- The policy's `scheduler.queues`: the GPUs of a node.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at


def _most(site: Site) -> int | None:
    """GPUs of the node that has most; None where the policy does not tell of every queue."""
    known = [queue.gpus for queue in site.queues.values() if queue.gpus is not None]
    if not known or len(known) < len(site.queues):
        return None
    return max(known)


@rule("CTR206", "more-gpus-than-a-node-has", severity=Severity.ERROR, signs=("containers",))
def more_gpus_than_a_node_has(source: SourceFile, containers: Containers, site: Site) -> Iterator[Finding]:
    """One finding a container, where the policy knows every queue's nodes."""
    asking = [container for container in containers.all if container.gpus.isdigit()]
    most, keys = _most(site), Keys()
    if most is None:
        return
    for container in asking:
        if int(container.gpus) > most and container.gpus_span is not None:
            yield Finding(
                msg("{asked} GPUs for one container, but no node has more than {most}: it never starts"),
                place=source.path,
                key=keys(container.subject(source.text)),
                location=at(source.path, container.gpus_span),
                asked=container.gpus,
                most=most,
            )
