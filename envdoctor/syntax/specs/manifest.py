"""What Kubernetes' API refuses in a manifest of pods, whatever cluster it is sent to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import templated
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.specs.pods import Pod
from envdoctor.syntax.specs.quantity import amount, meant, valid
from envdoctor.syntax.specs.values import BOOL, LIST, NUMBER, OBJECT, STRING, Field, Node

if TYPE_CHECKING:
    from re import Pattern

QUANTITY, MILLI, ABOVE, TEXT, WORDS, NAME = "quantity", "milli", "above", "text", "words", "name"
KINDS = frozenset(
    "Pod PodTemplate Job CronJob Deployment StatefulSet DaemonSet ReplicaSet ReplicationController PyTorchJob TFJob "
    "MPIJob XGBoostJob PaddleJob JAXJob RayJob RayCluster RayService JobSet LeaderWorkerSet".split()
)
"""Those whose pods are written as Kubernetes itself has them."""
_SUBDOMAIN = pattern(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\Z")
_LABEL = pattern(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z")
_STAND_IN = pattern(r"[$<>{}%@#*?]|(?:^|[-_.])[A-Z][A-Z0-9]{2,}(?:$|[-_.])|xxx|__", 0)
"""Marks of a name that somebody, or a program, has yet to fill in."""
_CARDS = ("nvidia.com/", "amd.com/")
_BYTES = ("memory", "ephemeral-storage")
_TINY = 1_000_000
"""Thousandths of a byte; programs write larger amounts so, where they divide."""


class Refusal(NamedTuple):
    """One thing that is refused.

    Attributes:
        kind: a constant above. span: the value. name: its key (``memory``), of a variable its own name.
        value: as written; "" where it may be a secret. other: what was meant, or the limit; "" if it can't be told.
        key: a part of subjects.
    """

    kind: str
    span: Span
    name: str
    value: str = ""
    other: str = ""
    key: str = ""


def refusals(pods: tuple[Pod, ...]) -> Iterator[Refusal]:
    """All of them, in the order of the text; of what an alias repeats, the first."""
    seen: set[tuple[str, int]] = set()
    for pod in pods:
        if pod.kind not in KINDS:
            continue
        for refusal in sorted(_of_pod(pod), key=lambda one: one.span.start):
            at = (refusal.kind, refusal.span.start)
            if at not in seen:
                seen.add(at)
                yield refusal


def _of_pod(pod: Pod) -> Iterator[Refusal]:
    yield from _head(pod.head, "metadata")
    yield from _head(pod.template, "template")
    yield from _texts(pod.spec.get("nodeSelector"), "nodeSelector")
    for volume in _items(pod.spec, "volumes"):
        yield from _named(volume, "name", _LABEL, "volume")
        size = volume.get("emptyDir.sizeLimit")
        if size is not None:
            yield from _amount("sizeLimit", size, "volume")
    for node in (*pod.containers, *_items(pod.spec, "initContainers")):
        yield from _container(node)


def _head(node: Node | None, where: str) -> Iterator[Refusal]:
    """Name and labels."""
    if node is None:
        return
    yield from _named(node, "name", _SUBDOMAIN, where)
    for table in ("labels", "annotations"):
        yield from _texts(node.get(table), f"{where}.{table}")


def _named(node: Node, field: str, shape: Pattern[str], where: str) -> Iterator[Refusal]:
    value = node.get(field)
    if value is None:
        return
    if value.kind in (NUMBER, BOOL):
        yield Refusal(TEXT, value.span, field, "", "", f"{where}:{field}")
    text = value.value if value.kind == STRING else ""
    if text and not shape.match(text) and not _STAND_IN.search(text):
        yield Refusal(NAME, value.span, field, text, "", f"{where}:{field}")


def _texts(node: Node | None, where: str) -> Iterator[Refusal]:
    """Values of a table of texts."""
    for field in node.fields.values() if node is not None else ():
        if field.value.kind in (NUMBER, BOOL):
            yield Refusal(TEXT, field.value.span, field.name, "", "", f"{where}:{field.name}")


def _container(node: Node) -> Iterator[Refusal]:
    name = node.text("name")
    yield from _named(node, "name", _LABEL, "container")
    for entry in _items(node, "env"):
        value = entry.get("value")
        if value is not None and value.kind in (NUMBER, BOOL):
            yield Refusal(TEXT, value.span, entry.text("name"), "", "", f"{name}:env:{entry.text('name')}")
    for field in ("command", "args"):
        yield from _words(node.get(field), field, name)
    yield from _resources(node, name)


def _words(node: Node | None, field: str, owner: str) -> Iterator[Refusal]:
    """``command`` and ``args`` are lists of texts."""
    if node is not None and node.kind == STRING and node.value and not templated(node.value):
        yield Refusal(WORDS, node.span, field, "", "", f"{owner}:{field}")
    for item in node.items if node is not None else ():
        if item.kind in (NUMBER, BOOL):
            yield Refusal(TEXT, item.span, field, "", "", f"{owner}:{field}")


def _resources(node: Node, owner: str) -> Iterator[Refusal]:
    limits, requests = node.get("resources.limits"), node.get("resources.requests")
    for table, side in ((limits, "limits"), (requests, "requests")):
        for field in _fields(table):
            yield from _amount(field.name, field.value, f"{owner}:{side}")
    for field in _fields(requests):
        limit = limits.fields.get(field.name) if limits is not None else None
        if limit is None or field.name.startswith(_CARDS):
            continue
        asked, most = amount(_written(field.value)), amount(_written(limit.value))
        if asked is not None and most is not None and asked > most:
            span, key = field.value.span, f"{owner}:{field.name}"
            yield Refusal(ABOVE, span, field.name, _written(field.value), _written(limit.value), key)


def _amount(name: str, node: Node, where: str) -> Iterator[Refusal]:
    text = _written(node)
    if not text or templated(text) or _STAND_IN.search(text):
        return
    key = f"{where}:{name}"
    if not valid(text):
        yield Refusal(QUANTITY, node.span, name, text, meant(text), key)
    elif name in _BYTES and text.endswith("m") and (amount(text) or 0) * 1000 < _TINY:
        yield Refusal(MILLI, node.span, name, text, f"{text[:-1]}Mi", key)


def _written(node: Node) -> str:
    return str(node.value) if node.kind in (STRING, NUMBER) else ""


def _fields(node: Node | None) -> tuple[Field, ...]:
    return tuple(node.fields.values()) if node is not None and node.kind == OBJECT else ()


def _items(node: Node, name: str) -> tuple[Node, ...]:
    found = node.get(name)
    return (
        tuple(item for item in found.items if item.kind == OBJECT) if found is not None and found.kind == LIST else ()
    )
