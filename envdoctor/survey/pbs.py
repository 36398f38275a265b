"""What ``qstat`` and ``pbsnodes`` tell of a PBS cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envdoctor.catalogue.site import Queue
from envdoctor.survey.values import Described, Node, Surveyed, filled

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "server": ("qstat", "-Bf"),
    "queues": ("qstat", "-Qf"),
    "nodes": ("pbsnodes", "-a"),
}
NEEDED = ("queues", "nodes")

_VERSION = re.compile(r"(\d+)\.(\d+)")
_TIME = re.compile(r"(?:(\d+):)?(\d+):(\d+)")
_SIZE = re.compile(r"(\d+)(b|kb|mb|gb|tb)?", re.I)
_UNITS = {"": 1, "b": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30, "tb": 1 << 40}


def read(said: Mapping[str, str]) -> Surveyed:
    """What the outputs of :data:`COMMANDS` come to."""
    server = next(_records(said.get("server", ""), "Server: "), {})
    nodes = [_node(one) for one in _records(said.get("nodes", ""), "")]
    version = _VERSION.match(server.get("pbs_version", ""))
    queues = _records(said.get("queues", ""), "Queue: ")
    return Surveyed(
        "pbs",
        (int(version[1]), int(version[2])) if version else None,
        server.get("", ""),
        server.get("default_queue", ""),
        tuple(_queue(one, nodes) for one in queues),
    )


def _records(text: str, head: str) -> Iterator[dict[str, str]]:
    """Blocks of ``name = value`` lines below a line that is not indented; its name stands under ""."""
    record: dict[str, str] = {}
    for line in text.splitlines():
        if line.strip() and not line[:1].isspace():
            if record:
                yield record
            record = {"": line.removeprefix(head).strip()}
        elif record:
            key, equals, value = line.partition("=")
            if equals:
                record[key.strip()] = value.strip()
    if record:
        yield record


def _node(one: Mapping[str, str]) -> Node:
    known = {
        name: one.get(f"resources_available.{name}", "") for name in ("ncpus", "ngpus", "mem", "Qlist", "gpu_model")
    }
    serves = known["Qlist"] or one.get("queue", "")
    return Node(
        one[""],
        int(known["ngpus"]) if known["ngpus"].isdigit() else 0,
        int(known["ncpus"]) if known["ncpus"].isdigit() else None,
        _mib(known["mem"]),
        known["gpu_model"],
        tuple(name.strip() for name in serves.split(",") if name.strip()),
    )


def _queue(one: Mapping[str, str], nodes: list[Node]) -> Described:
    name = one[""]
    if one.get("queue_type", "").lower().startswith("r"):
        return Described(Queue(name), ("jobs go on from here to other queues",))
    queue = Queue(
        name,
        minutes=_minutes(one.get("resources_max.walltime", "")),
        default_minutes=_minutes(one.get("resources_default.walltime", "")),
    )
    wanted = one.get("default_chunk.Qlist", name)
    own = [node for node in nodes if wanted in node.queues or name in node.queues]
    described = filled(queue, own or [node for node in nodes if not node.queues])
    running = one.get("enabled", "True") == "True" and one.get("started", "True") == "True"
    return Described(described.queue, (*(() if running else ("this queue is stopped now",)), *described.remarks))


def _minutes(text: str) -> int | None:
    found = _TIME.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 60 + minutes + (seconds > 0)


def _mib(text: str) -> int | None:
    found = _SIZE.fullmatch(text)
    return (int(found[1]) * _UNITS[(found[2] or "").lower()] >> 20) or None if found else None
