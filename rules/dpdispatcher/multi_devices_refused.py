"""if_cuda_multi_devices is set where DPDispatcher refuses it.

## Why is this bad?
`if_cuda_multi_devices` spreads tasks over the cards of one node. With no card, or with several nodes, DPDispatcher
stops with an error before anything is submitted.

## What to do
Set it to false, or give `gpu_per_node` the number of cards and `number_node` 1.

## Fix safety
Nothing is changed: which of the two is meant is yours to say.

## References
- DPDispatcher's source, `submission.py`, class `Resources`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Dispatch, Part
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

FLAG = "strategy.if_cuda_multi_devices"
NO_CARD = msg("if_cuda_multi_devices is refused with gpu_per_node {value}; at least 1 is needed")
NODES = msg("if_cuda_multi_devices is refused with number_node {value}; it works on one node")


def _number(part: Part, name: str, default: int) -> int | None:
    """The number as it counts; None where the file gives none."""
    node = part.node.get(name)
    if node is None:
        return default
    return node.value if isinstance(node.value, int) else None


@rule("DPD112", "multi-devices-refused", severity=Severity.ERROR)
def multi_devices_refused(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a set of resources."""
    unique = Keys()
    for part in dispatch.resources:
        flag = part.node.get(FLAG)
        if flag is None or flag.value is not True:
            continue
        cards, nodes = _number(part, "gpu_per_node", 0), _number(part, "number_node", 1)
        if (cards is None or cards >= 1) and (nodes is None or nodes == 1):
            continue
        no_card = cards is not None and cards < 1
        yield Finding(
            NO_CARD if no_card else NODES,
            place=source.path,
            key=unique(part.called(FLAG)),
            location=at(source.path, flag.span),
            value=cards if no_card else nodes,
        )
