"""What a PBS job asks for, in the words that all schedulers share."""

from __future__ import annotations

from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pbs.resources import Chunk, Resource, chunks, resources, seconds, size
from envdoctor.syntax.jobs.values import Asked, Request, Script, number_of

_TEXTS = {
    "q": "queue",
    "A": "account",
    "N": "name",
    "o": "output",
    "e": "error",
    "d": "workdir",
    "w": "workdir",
    "M": "mail_user",
    "m": "mail_type",
    "J": "array",
    "t": "array",
    "r": "requeue",
    "v": "export",
    "V": "export",
}
_MIB = 1 << 20


def request(script: Script, text: str) -> Request:
    """What the job asks for.

    A chunk of ``select`` is a node only where ``place`` scatters them or where there is one; else nodes are left open.
    """
    asked: dict[str, Asked] = {}
    unsure: set[str] = set()
    for directive in script.directives:
        if directive.option in _TEXTS:
            asked[_TEXTS[directive.option]] = Asked(-1, directive, directive.value or "")
    listed: dict[str, Resource] = {}
    for resource in resources(script, text):
        if unknown(resource.value):
            unsure.add(resource.name)
        listed.setdefault(resource.name, resource)
    known = {name: resource for name, resource in listed.items() if name not in unsure}
    _limit(known, asked, unsure)
    if "select" in known:
        _select(known, asked)
    elif "nodes" in known:
        _nodes(known, asked)
    elif not unsure & {"select", "nodes"}:
        _plain(known, asked)
    return Request(scheduler="pbs", directives=script.directives, unsure=frozenset(unsure), **asked)


def _limit(known: dict[str, Resource], asked: dict[str, Asked], unsure: set[str]) -> None:
    if limit := known.get("walltime"):
        count = seconds(limit.value)
        if count is None:
            unsure.add("walltime")
        else:
            asked["minutes"] = Asked(-(-count // 60), limit.directive, limit.value)


def _number(parts: dict[str, str], *names: str) -> int | None:
    return next((number_of(parts[name]) for name in names if parts.get(name, "").isdecimal()), None)


def _put(asked: dict[str, Asked], field: str, number: int | None, resource: Resource) -> None:
    if number is not None:
        asked[field] = Asked(number, resource.directive, str(number))


def _select(known: dict[str, Resource], asked: dict[str, Asked]) -> None:
    select = known["select"]
    found = chunks(select.value)
    if any(chunk.copies < 0 for chunk in found):
        return
    total = sum(chunk.copies for chunk in found)
    scattered = "place" in known and "scatter" in known["place"].value.split(":")
    if total == 1 or scattered:
        _put(asked, "nodes", total, select)
        _put(asked, "nodes_most", total, select)
    cards = [(_number(chunk.parts, "ngpus") or 0) for chunk in found]
    if any(cards):
        _put(asked, "gpus", sum(chunk.copies * count for chunk, count in zip(found, cards, strict=True)), select)
    if len(found) == 1 and "nodes" in asked:
        _chunk(found[0], cards[0], select, asked)


def _chunk(chunk: Chunk, cards: int, select: Resource, asked: dict[str, Asked]) -> None:
    """A single kind of chunk that is a node each."""
    if cards:
        _put(asked, "gpus_per_node", cards, select)
    _put(asked, "cpus_per_node", _number(chunk.parts, "ncpus"), select)
    _put(asked, "tasks_per_node", _number(chunk.parts, "mpiprocs"), select)
    _memory(chunk.parts.get("mem", ""), select, asked)
    if kind := chunk.parts.get("gpu_type") or chunk.parts.get("gpu_model") or chunk.parts.get("gputype"):
        asked["gpu_type"] = Asked(-1, select.directive, kind)


def _memory(value: str, resource: Resource, asked: dict[str, Asked]) -> None:
    count = size(value)
    if count is not None:
        _put(asked, "memory", count // _MIB, resource)


def _nodes(known: dict[str, Resource], asked: dict[str, Asked]) -> None:
    """``nodes=2:ppn=8:gpus=1``: a node each, at least by what is written."""
    nodes = known["nodes"]
    found = chunks(nodes.value)
    total = sum(abs(chunk.copies) for chunk in found)
    _put(asked, "nodes", total, nodes)
    _put(asked, "nodes_most", total, nodes)
    cards = [(_number(chunk.parts, "gpus", "ngpus") or 0) for chunk in found]
    if any(cards):
        _put(asked, "gpus", sum(abs(chunk.copies) * count for chunk, count in zip(found, cards, strict=True)), nodes)
    if len(found) == 1:
        if cards[0]:
            _put(asked, "gpus_per_node", cards[0], nodes)
        _put(asked, "cpus_per_node", _number(found[0].parts, "ppn"), nodes)
    if total == 1 and "mem" in known:
        _memory(known["mem"].value, known["mem"], asked)


def _plain(known: dict[str, Resource], asked: dict[str, Asked]) -> None:
    """``ncpus``, ``ngpus``, ``mem`` of the whole job; sites decide how many nodes that is."""
    if "ngpus" in known:
        _put(asked, "gpus", _number({"ngpus": known["ngpus"].value}, "ngpus"), known["ngpus"])
