"""What ``scontrol`` tells of a Slurm cluster. Its one-line form is for programs: ``Key=Value`` with spaces between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envdoctor.catalogue.site import UNLIMITED, Queue
from envdoctor.survey.values import Described, Node, Surveyed, filled

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "config": ("scontrol", "show", "config"),
    "partitions": ("scontrol", "--all", "--oneliner", "show", "partition"),
    "nodes": ("scontrol", "--all", "--oneliner", "show", "node"),
}
NEEDED = ("partitions", "nodes")

_PAIR = re.compile(r"(?:^|\s)([A-Z]\w*)=(\S*)")
_CONFIG = re.compile(r"^([A-Za-z_]\w*)\s*=\s*(.*?)\s*$", re.M)
_GRES = re.compile(r"(?:^|,)gpu(?::([^:,(]+))?(?::(\d+))?(?:\([^)]*\))?(?=,|$)")
_TIME = re.compile(r"(?:(\d+)-)?(\d+):(\d+):(\d+)")
_VERSION = re.compile(r"(\d+)\.(\d+)")
_NOT_THERE = frozenset(("FUTURE",))


def read(said: Mapping[str, str]) -> Surveyed:
    """What the outputs of :data:`COMMANDS` come to."""
    config = {key.lower(): value for key, value in _CONFIG.findall(said.get("config", ""))}
    nodes = [node for node, memory in _nodes(said.get("nodes", ""))]
    memories = [memory for _node, memory in _nodes(said.get("nodes", ""))]
    partitions = list(_records(said.get("partitions", ""), "PartitionName"))
    version = _VERSION.match(config.get("slurm_version", ""))
    default = next((one["PartitionName"] for one in partitions if one.get("Default") == "YES"), "")
    configured = None if not memories else False if set(memories) == {1} else None if 1 in memories else True
    return Surveyed(
        "slurm",
        (int(version[1]), int(version[2])) if version else None,
        config.get("clustername", ""),
        default,
        tuple(_partition(one, nodes) for one in partitions),
        configured,
        ("some nodes show MEMORY 1, others do not",) if memories and 1 in memories and configured is None else (),
    )


def _records(text: str, first: str) -> Iterator[dict[str, str]]:
    for line in text.splitlines():
        record: dict[str, str] = {}
        for key, value in _PAIR.findall(line):
            record.setdefault(key, value)
        if record.get(first):
            yield record


def _nodes(text: str) -> Iterator[tuple[Node, int]]:
    for one in _records(text, "NodeName"):
        if set(re.split(r"[+*~#!%$@^-]", one.get("State", ""))) & _NOT_THERE:
            continue
        memory = _number(one.get("RealMemory")) or 0
        gpus, card = _cards(one.get("Gres", ""))
        queues = tuple(name for name in one.get("Partitions", "").split(",") if name)
        cpus = _number(one.get("CPUEfctv")) or _number(one.get("CPUTot"))
        yield Node(one["NodeName"], gpus, cpus, memory if memory > 1 else None, card, queues), memory


def _cards(gres: str) -> tuple[int, str]:
    """How many GPUs, and what they are called; of several kinds, that of which there are most."""
    kinds: dict[str, int] = {}
    for name, number in _GRES.findall(gres):
        if name.isdigit() and not number:
            name, number = "", name
        kinds[name] = kinds.get(name, 0) + int(number or 1)
    return sum(kinds.values()), max(kinds, key=lambda name: kinds[name], default="")


def _partition(one: Mapping[str, str], nodes: list[Node]) -> Described:
    name = one["PartitionName"]
    queue = Queue(
        name,
        minutes=_minutes(one.get("MaxTime", "")),
        default_minutes=_minutes(one.get("DefaultTime", "")),
    )
    described = filled(queue, [node for node in nodes if name in node.queues])
    remarks = [] if one.get("State", "UP") == "UP" else [f"this partition is {one['State']} now"]
    for key, sentence in (
        ("MaxNodes", "a job may have {} nodes here"),
        ("AllowAccounts", "only for the accounts {}"),
        ("AllowGroups", "only for the groups {}"),
        ("AllowQos", "only with the QOS {}"),
        ("QoS", "the QOS {} may limit jobs further: sacctmgr show qos {}"),
    ):
        if one.get(key, "") not in ("", "ALL", "UNLIMITED", "N/A", "NO"):
            remarks.append(sentence.replace("{}", one[key]))
    return Described(described.queue, (*remarks, *described.remarks))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _minutes(text: str) -> int | None:
    if text.upper() in ("UNLIMITED", "INFINITE"):
        return UNLIMITED
    found = _TIME.fullmatch(text)
    if not found:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return (days * 24 + hours) * 60 + minutes + (seconds > 0)
