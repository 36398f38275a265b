"""What was learnt of a site: its queues and nodes, and what could not be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from envdoctor.catalogue.gpus import capability
from envdoctor.catalogue.site import Queue
from envdoctor.light import dataclass

_MAKERS = ("nvidia", "tesla", "geforce")


@dataclass(frozen=True, slots=True)
class Node:
    """A compute node. ``memory``: MiB, None: not known. ``card``: as the scheduler calls it. ``queues``: it serves."""

    name: str
    gpus: int = 0
    cpus: int | None = None
    memory: int | None = None
    card: str = ""
    queues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """A queue, and what a person should know beside it, as lines of comment."""

    queue: Queue
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A scheduler as it answered.

    Attributes:
        memory_configured: False: every node has MEMORY 1. None: not told.
        remarks: what could not be told, or differs from node to node.
    """

    kind: str
    version: tuple[int, int] | None = None
    cluster: str = ""
    default_queue: str = ""
    queues: tuple[Described, ...] = ()
    memory_configured: bool | None = None
    remarks: tuple[str, ...] = ()


def card_of(name: str) -> tuple[str, bool]:
    """A card's name in the words of the GPU catalogue ("" if it is not in there), and whether it is a MIG slice."""
    words = name.replace("_", " ").replace("-", " ").split()
    whole = [word for word in words if not (word[:1].isdigit() and "g." in word) and word.lower() != "mig"]
    plain = [word.removeprefix("Tesla") for word in whole if word.lower() not in _MAKERS]
    together = " ".join(plain)
    for guess in (together, together.upper(), *(word.upper() for word in plain)):
        if capability(guess) is not None:
            return guess, len(whole) < len(words)
    return "", len(whole) < len(words)


def filled(queue: Queue, nodes: Sequence[Node]) -> Described:
    """``queue`` with the shape of its nodes: the biggest of each; where they differ, a remark says how."""
    if not nodes:
        return Described(queue, ("no node of this queue was seen",))
    remarks: list[str] = []
    shapes = sorted({(node.gpus, node.cpus or 0, node.memory or 0, node.card) for node in nodes}, reverse=True)
    if len(shapes) > 1:
        remarks += [_shape(nodes, shape) for shape in shapes]
    cards = [card_of(name) for name in sorted({node.card for node in nodes if node.gpus and node.card})]
    known = sorted({name for name, _cut in cards if name})
    if len(known) > 1:
        remarks.append("cards: " + ", ".join(known))
    elif not known and cards:
        names = sorted({node.card for node in nodes if node.card})
        remarks.append("card: " + ", ".join(names) + " is not in envdoctor's table of cards")
    described = Queue(
        queue.name,
        minutes=queue.minutes,
        default_minutes=queue.default_minutes,
        nodes=queue.nodes if queue.nodes is not None else len(nodes),
        gpus=max(node.gpus for node in nodes),
        cpus=_most(node.cpus for node in nodes),
        memory=_most(node.memory for node in nodes),
        card=known[0] if len(known) == 1 else "",
        mig=any(cut for _name, cut in cards),
    )
    return Described(described, tuple(remarks))


def _most(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value]
    return max(known) if known else None


def _shape(nodes: Sequence[Node], shape: tuple[int, int, int, str]) -> str:
    gpus, cpus, memory, card = shape
    count = sum((node.gpus, node.cpus or 0, node.memory or 0, node.card) == shape for node in nodes)
    parts = [
        f"{gpus} GPUs" + (f" ({card})" if card else ""),
        f"{cpus} CPUs" if cpus else "",
        f"{memory} MiB" if memory else "",
    ]
    return f"{count} x " + ", ".join(part for part in parts if part)
