"""What an LSF job asks for, in the words that all schedulers share."""

from __future__ import annotations

import re
from collections.abc import Iterable

from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.lsf.gpu import gpu_string
from envdoctor.syntax.jobs.lsf.resources import Section, resource_string
from envdoctor.syntax.jobs.values import Asked, Directive, Request, Script, number_of

_LIMIT = re.compile(r"(?:(\d+):)?(\d+)(?:/\S+)?")
_COUNT = re.compile(r"(\d+)(?:,\s*(\d+))?")
_TEXTS = {
    "q": "queue",
    "P": "account",
    "J": "name",
    "o": "output",
    "oo": "output",
    "e": "error",
    "eo": "error",
    "cwd": "workdir",
    "u": "mail_user",
    "w": "dependency",
    "app": "qos",
    "env": "export",
}
_ARRAY = re.compile(r"\[([^\]]*)\](?:%\d+)?$")


def minutes(value: str) -> int | None:
    """The whole minutes of ``[hour:]minute[/host]``; None for anything else."""
    found = _LIMIT.fullmatch(value.strip())
    return number_of(found[1] or "0") * 60 + number_of(found[2]) if found else None


def slots(value: str) -> tuple[int, int] | None:
    """Fewest and most slots of ``min[,max]``; None for anything else."""
    found = _COUNT.fullmatch(value.strip())
    return (number_of(found[1]), number_of(found[2] or found[1])) if found else None


def request(script: Script, text: str) -> Request:
    """What the job asks for; of two options of one name the last counts here.

    Slots are the CPUs of the hosts they lie on: LSF does not know whether a slot is a process or a thread, so tasks are
    left open. ``num`` of ``-gpu`` counts per host unless ``/task`` says otherwise.
    """
    asked: dict[str, Asked] = {}
    unsure: set[str] = set()
    for directive in script.directives:
        if directive.value is None:
            _flag(directive, asked)
        elif directive.option != "R" and unknown(directive.value):
            unsure.add(directive.option)
            asked.update(_text(directive))
        else:
            asked.update(_text(directive))
            unsure |= _number(directive, asked)
    _spread(script.directives, asked, text)
    return Request(scheduler="lsf", directives=script.directives, unsure=frozenset(unsure), **asked)


def _flag(directive: Directive, asked: dict[str, Asked]) -> None:
    if directive.option == "x":
        asked["exclusive"] = Asked(1, directive)
    elif directive.option in ("r",):
        asked["requeue"] = Asked(1, directive)
    elif directive.option in ("N", "B"):
        asked["mail_type"] = Asked(-1, directive, directive.option)


def _text(directive: Directive) -> Iterable[tuple[str, Asked]]:
    value = directive.value or ""
    if directive.option in _TEXTS:
        yield _TEXTS[directive.option], Asked(-1, directive, value)
    if directive.option == "J" and (found := _ARRAY.search(value)):
        yield "array", Asked(-1, directive, found[1])


def _number(directive: Directive, asked: dict[str, Asked]) -> set[str]:
    """Read an option that holds a number; gives its name where it could not be read."""
    value = directive.value or ""
    if directive.option == "W":
        limit = minutes(value)
        if limit is None:
            return {"W"}
        asked["minutes"] = Asked(limit, directive, value)
    elif directive.option == "nnodes" and value.isdecimal():
        asked["nodes"] = asked["nodes_most"] = Asked(number_of(value), directive, value)
    return set()


def _spread(directives: tuple[Directive, ...], asked: dict[str, Asked], text: str) -> None:
    """Nodes, CPUs of a node and GPUs, from ``-n``, ``span[]`` and ``-gpu`` together."""
    last = {directive.option: directive for directive in directives if directive.value is not None}
    count = slots(last["n"].value or "") if "n" in last else (1, 1)
    given = last.get("n")
    for section, directive in _sections(directives, text):
        hosts, tile = section.number("hosts"), section.number("ptile")
        if hosts == 1:
            asked["nodes"] = asked["nodes_most"] = Asked(1, directive, "1")
            if count and given:
                asked["cpus_per_node"] = Asked(count[0], given, given.value or "")
        elif tile and count:
            nodes = [-(-slot // tile) for slot in count]
            asked["nodes"], asked["nodes_most"] = (Asked(number, directive, str(number)) for number in nodes)
            asked["cpus_per_node"] = Asked(min(tile, count[0]), directive, str(tile))
    if count == (1, 1) and given and "nodes" not in asked:
        asked["nodes"] = asked["nodes_most"] = asked["cpus_per_node"] = Asked(1, given, "1")
    _gpus(last.get("gpu"), asked, text)


def _sections(directives: tuple[Directive, ...], text: str) -> Iterable[tuple[Section, Directive]]:
    for directive in directives:
        if directive.option == "R" and directive.value_span is not None:
            written = text[directive.value_span.start : directive.value_span.end]
            if "span" in written:
                for section in resource_string(written).named("span"):
                    yield section, directive


def _gpus(directive: Directive | None, asked: dict[str, Asked], text: str) -> None:
    if directive is None or directive.value_span is None or unknown(directive.value or ""):
        return
    keys = gpu_string(text[directive.value_span.start : directive.value_span.end]).keys
    if "gmodel" in keys and keys["gmodel"].value:
        asked["gpu_type"] = Asked(-1, directive, keys["gmodel"].value)
    number, _, per = (keys["num"].value or "" if "num" in keys else "1").partition("/")
    if not number.isdecimal() or (directive.value or "").strip() == "-":
        return
    if per == "task":
        asked["gpus_per_task"] = Asked(number_of(number), directive, number)
        return
    asked["gpus_per_node"] = Asked(number_of(number), directive, number)
    nodes, most = asked.get("nodes"), asked.get("nodes_most")
    if nodes and most and nodes.number == most.number:
        total = number_of(number) * nodes.number
        asked["gpus"] = Asked(total, directive, str(total))
