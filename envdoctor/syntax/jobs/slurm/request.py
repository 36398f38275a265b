"""What a Slurm script asks for, in the words that all schedulers share."""

from __future__ import annotations

import re
from collections.abc import Callable

from envdoctor.syntax.jobs.slurm.durations import ENDLESS, minutes
from envdoctor.syntax.jobs.slurm.faults import TEMPLATE
from envdoctor.syntax.jobs.slurm.nodes import node_count
from envdoctor.syntax.jobs.slurm.state import NO_VALUE, leading_integer
from envdoctor.syntax.jobs.slurm.values import mebibytes
from envdoctor.syntax.jobs.values import UNLIMITED, Asked, Directive, Request, Script

_TEXTS = {
    "partition": "queue", "account": "account", "job-name": "name", "qos": "qos", "array": "array", "output": "output",
    "error": "error", "chdir": "workdir", "mail-user": "mail_user", "signal": "signal", "dependency": "dependency",
    "constraint": "constraint", "mail-type": "mail_type", "exclusive": "exclusive", "export": "export",
}  # fmt: skip
_COUNTS = {
    "ntasks": "tasks", "ntasks-per-node": "tasks_per_node", "cpus-per-task": "cpus_per_task",
    "cpus-per-gpu": "cpus_per_gpu", "mincpus": "cpus_per_node",
}  # fmt: skip
_SIZES = {"mem": "memory", "mem-per-cpu": "memory_per_cpu", "mem-per-gpu": "memory_per_gpu"}
_GPUS = {"gpus": "gpus", "gpus-per-node": "gpus_per_node", "gpus-per-task": "gpus_per_task"}
_GPU = re.compile(r"(?:gres[:/])?gpu(?:[:/=](.*))?", re.DOTALL)

_NUMERIC = frozenset("0123456789+- \t\n\v\f\r")
"""What a number begins with."""
_FIELDS = {"time": "minutes", "nodes": "nodes", "gres": "gpus_per_node", **_COUNTS, **_SIZES, **_GPUS}

_Read = tuple[int, str]


def gpu_count(text: str) -> _Read | None:
    """``[type:]count[,..]`` of ``--gpus`` and its like: the sum, and the type if there is one. None if unreadable."""
    total, kinds = 0, []
    for part in text.split(","):
        kind, _colon, number = part.rpartition(":")
        if not part:
            continue
        if number.isdecimal() and number.isascii():
            total += int(number[:9])
        elif not kind:
            kind, total = number, total + 1
        else:
            return None
        kinds += [kind] if kind else []
    return total, kinds[0] if len(set(kinds)) == 1 else ""


def gres_gpus(text: str) -> _Read | None:
    """The GPUs among generic resources: their number and type. (0, "") if there are none; None if unreadable."""
    total, kinds = 0, []
    for part in text.split(","):
        found = _GPU.fullmatch(part)
        if found is None:
            continue
        read = gpu_count(found[1]) if found[1] else (1, "")
        if read is None:
            return None
        total += read[0]
        kinds += [read[1]] if read[1] else []
    return total, kinds[0] if len(set(kinds)) == 1 else ""


def _minutes(value: str) -> int | None:
    limit = minutes(value)
    if limit == NO_VALUE:
        return None
    return UNLIMITED if limit in (0, ENDLESS) else limit


def _count(value: str) -> int | None:
    read = leading_integer(value)
    return read[0] if read is not None and not read[1] and read[0] > 0 else None


class _Gathering:
    """The request as it grows; the last directive for a field counts."""

    __slots__ = ("fields", "unsure")

    def __init__(self) -> None:
        self.fields: dict[str, Asked] = {}
        self.unsure: set[str] = set()

    def forget(self, option: str) -> None:
        self.fields.pop(_FIELDS.get(option, ""), None)
        if option == "nodes":
            self.fields.pop("nodes_most", None)

    def number(self, field: str, directive: Directive, read: Callable[[str], int | None]) -> None:
        value = directive.value or ""
        number = read(value)
        if number is None:
            self.unsure.add(directive.option)
            self.fields.pop(field, None)
        else:
            self.fields[field] = Asked(number, directive, value)

    def text(self, field: str, directive: Directive) -> None:
        value = directive.value or ""
        read = leading_integer(value) if value[:1] in _NUMERIC else None
        self.fields[field] = Asked(read[0] if read and not read[1] and read[0] >= 0 else -1, directive, value)

    def gpus(self, field: str, directive: Directive, read: _Read | None) -> None:
        if read is None:
            self.unsure.add(directive.option)
            self.fields.pop(field, None)
            return
        number, kind = read
        self.fields[field] = Asked(number, directive, directive.value or "")
        if kind:
            self.fields["gpu_type"] = Asked(-1, directive, kind)
        else:
            self.fields.pop("gpu_type", None)

    def nodes(self, directive: Directive) -> None:
        value = directive.value or ""
        fewest, most, wrong = node_count(value, (23, 2))
        if wrong:
            self.unsure.add("nodes")
            self.fields.pop("nodes", None)
            self.fields.pop("nodes_most", None)
        else:
            self.fields["nodes"] = Asked(fewest, directive, value)
            self.fields["nodes_most"] = Asked(most, directive, value)


def _add(gathering: _Gathering, directive: Directive) -> None:
    """Reads one option; a value with a place to be filled in makes its field unknown."""
    name, value = directive.option, directive.value or ""
    template = bool(value) and TEMPLATE.search(value) is not None
    if template:
        gathering.unsure.add(name)
    if name in _TEXTS:
        gathering.text(_TEXTS[name], directive)
    elif name in ("requeue", "no-requeue"):
        gathering.fields["requeue"] = Asked(int(name == "requeue"), directive, name)
    elif template:
        gathering.forget(name)
    else:
        _add_number(gathering, directive, name, value)


def _add_number(gathering: _Gathering, directive: Directive, name: str, value: str) -> None:
    if name in _COUNTS:
        gathering.number(_COUNTS[name], directive, _count)
    elif name in _SIZES:
        gathering.number(_SIZES[name], directive, mebibytes)
    elif name in _GPUS:
        gathering.gpus(_GPUS[name], directive, gpu_count(value))
    elif name == "time":
        gathering.number("minutes", directive, _minutes)
    elif name == "nodes":
        gathering.nodes(directive)
    elif name == "gres":
        read = gres_gpus(value)
        if read is None or read[0] or "gpu" in value:
            gathering.gpus("gpus_per_node", directive, read)


def request(script: Script, text: str) -> Request:  # noqa: ARG001 - every scheduler's reader is called alike
    """What the first component of a job asks for; the lines of other schedulers that ``sbatch`` reads count last."""
    gathering = _Gathering()
    mine = [directive for directive in script.directives if directive.component == 0]
    for directive in mine:
        gathering.unsure.discard(directive.option)
        _add(gathering, directive)
    return Request(
        "slurm" if script.directives else "",
        **gathering.fields,
        directives=script.directives,
        unsure=frozenset(gathering.unsure),
    )
