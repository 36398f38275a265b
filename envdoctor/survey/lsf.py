"""What ``bqueues``, ``lshosts`` and ``bhosts`` tell of an LSF cluster, in the forms of IBM's documentation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from envdoctor.catalogue.site import Queue
from envdoctor.survey.values import Described, Node, Surveyed, filled

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "version": ("lsid",),
    "queues": ("bqueues", "-l"),
    "hosts": ("lshosts", "-w"),
    "slots": ("bhosts", "-w"),
    "cards": ("lshosts", "-gpu"),
    "groups": ("bmgroup", "-w"),
}
NEEDED = ("queues", "hosts")

_VERSION = re.compile(r"LSF\D*?(\d+)\.(\d+)")
_CLUSTER = re.compile(r"^My cluster name is (\S+)", re.M)
_QUEUE = re.compile(r"^QUEUE: (\S+)", re.M)
_HOSTS = re.compile(r"^HOSTS:[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.M)
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([KMGT])")
_MIB = {"K": 1 / 1024, "M": 1, "G": 1024, "T": 1024 * 1024}


def read(said: Mapping[str, str]) -> Surveyed:
    """What the outputs of :data:`COMMANDS` come to."""
    version, cluster = _VERSION.search(said.get("version", "")), _CLUSTER.search(said.get("version", ""))
    nodes = _nodes(said)
    groups = _groups(said.get("groups", ""))
    pieces = _QUEUE.split(said.get("queues", ""))[1:]
    queues = list(zip(pieces[::2], pieces[1::2], strict=True))
    default = [name for name, text in queues if "default queue" in text.split("PARAMETERS/STATISTICS")[0]]
    return Surveyed(
        "lsf",
        (int(version[1]), int(version[2])) if version else None,
        cluster[1] if cluster else "",
        default[0] if default else "",
        tuple(_queue(name, text, nodes, groups) for name, text in queues),
        None,
        ()
        if said.get("cards", "").strip()
        else ("lshosts -gpu told nothing, so the cards of the hosts are not known",),
    )


def _rows(text: str) -> Iterator[list[str]]:
    """The rows of a table below its head."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("HOST_NAME"):
            break
    yield from (line.split() for line in lines if line.strip())


def _nodes(said: Mapping[str, str]) -> list[Node]:
    slots = {row[0]: int(row[3]) for row in _rows(said.get("slots", "")) if len(row) > 3 and row[3].isdigit()}
    cards = _cards(said.get("cards", ""))
    nodes = []
    for row in _rows(said.get("hosts", "")):
        # HOST_NAME type model cpuf ncpus maxmem maxswp server RESOURCES; a client host runs no jobs.
        if len(row) < 8 or not row[7].lower().startswith("yes"):
            continue
        cpus = slots.get(row[0]) or (int(row[4]) if row[4].isdigit() else None)
        kinds = cards.get(row[0], [])
        nodes.append(Node(row[0], len(kinds), cpus, _mib(row[5]), kinds[0] if kinds else ""))
    return nodes


def _mib(text: str) -> int | None:
    found = _SIZE.fullmatch(text)
    return int(float(found[1]) * _MIB[found[2]]) or None if found else None


def _cards(text: str) -> dict[str, list[str]]:
    """Host -> the models of its cards; rows of one host's further cards begin without its name."""
    found: dict[str, list[str]] = {}
    host = ""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("HOST_NAME"):
            break
    for line in lines:
        words = line.split()
        if words and not line[:1].isspace():
            host, words = words[0], words[1:]
        if len(words) > 1 and words[0].isdigit():
            found.setdefault(host, []).append(words[1])
    return found


def _groups(text: str) -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("GROUP_NAME"))
    return {row[0].rstrip("/"): tuple(row[1:]) for row in rows}


def _queue(name: str, text: str, nodes: Sequence[Node], groups: Mapping[str, tuple[str, ...]]) -> Described:
    default, _, maximum = text.partition("MAXIMUM LIMITS:")
    queue = Queue(name, minutes=_limit(maximum), default_minutes=_limit(default.partition("DEFAULT LIMITS:")[2]))
    listed = _HOSTS.search(text)
    words = [word.split("+")[0] for word in (listed[1].split() if listed else ["all"])]
    names = _hosts(words, groups, 0)
    chosen = [node for node in nodes if names is None or node.name in names or node.name.split(".")[0] in names]
    remarks = [] if "Open:Active" in text else ["this queue is closed or inactive now"]
    described = filled(queue, chosen)
    return Described(described.queue, (*remarks, *described.remarks))


def _hosts(words: Sequence[str], groups: Mapping[str, tuple[str, ...]], depth: int) -> set[str] | None:
    """Host names behind names of hosts and groups; None: all hosts."""
    found: set[str] = set()
    for word in words:
        if word in ("all", "none/all"):
            return None
        if word.startswith("~"):
            continue
        plain = word.rstrip("/")
        if plain in groups and depth < 9:
            inner = _hosts(groups[plain], groups, depth + 1)
            if inner is None:
                return None
            found |= inner
        else:
            found.add(plain)
    return found


def _limit(text: str) -> int | None:
    """Minutes below ``RUNLIMIT``: ``1440.0 min`` or ``1440.0 min of hostA``."""
    lines = text.splitlines()
    for above, line in pairwise(lines):
        if "RUNLIMIT" in above:
            at = above.split().index("RUNLIMIT")
            amounts = re.findall(r"(\d+(?:\.\d+)?) min", line)
            if amounts:
                return max(1, round(float(amounts[min(at, len(amounts) - 1)])))
    return None
