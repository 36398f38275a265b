"""The table that ``sbatch -v`` prints of what it has read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

from envdoctor.catalogue.slurm_options import SBATCH
from envdoctor.syntax.jobs.slurm.durations import printed_minutes, printed_seconds
from envdoctor.syntax.jobs.slurm.lists import LATER_SIGNALS, MAIL, SIGNALS
from envdoctor.syntax.jobs.slurm.state import NO_VALUE, State, int32

CWD = "CWD"
"""Stands for the folder in which ``sbatch`` runs."""

NOTHING = "(null)"

Printer = Callable[[State, str], str]

_NAMES = {number: name for name, number in {**SIGNALS, **LATER_SIGNALS}.items()}


def _text(state: State, name: str) -> str:
    return state.texts.get(name, NOTHING)


def _number(state: State, name: str) -> str:
    return str(state.numbers.get(name, NO_VALUE))


def _size(state: State, name: str) -> str:
    size = state.numbers[name]
    for unit in ("", "G", "T", "P"):
        if size and size % 1024:
            return f"{size}{unit}"
        size //= 1024
    return f"{size}?"


def folder(state: State) -> str:
    """The job's working folder."""
    named = state.texts.get("chdir")
    return CWD if named is None else named if named.startswith("/") else f"{CWD}/{named}"


def _log(state: State, name: str) -> str:
    named = state.texts[name]
    return named if named.startswith("/") else f"{folder(state)}/{named}"


def _moment(state: State, name: str) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.localtime(state.numbers[name]))


def _nodes(state: State, _name: str) -> str:
    fewest, most = state.numbers.get("min-nodes", 1), state.numbers.get("max-nodes", 0)
    return str(fewest) if fewest == most else f"{fewest}-{most}"


def _signal(state: State, _name: str) -> str:
    number, warning = state.numbers["signal"], state.numbers["signal-time"]
    flags = state.texts.get("signal-flags", "")
    late = "" if warning == 60 else f"@{warning}"
    known = _NAMES.get(number, str(number))
    return f"{flags}{':' if flags else ''}{known}{late}"


def _mail(state: State, _name: str) -> str:
    bits = state.numbers.get("mail-type", 0)
    return ",".join(name for name, bit in MAIL.items() if bits & bit) or "NONE"


def _layout(state: State, _name: str) -> str:
    counts = [state.numbers.get(field) for field in ("sockets-per-node", "cores-per-socket", "threads-per-core")]
    printed = [f"{':' if index else ''}{count}" for index, count in enumerate(counts) if count is not None]
    return "".join(printed) or "unset"


def _flag(state: State, name: str) -> str:
    if name in ("requeue", "no-requeue"):
        return "requeue" if state.numbers["requeue"] else "no-requeue"
    if name == "oversubscribe":
        return _text(state, "exclusive")
    return "set"


def _core_spec(state: State, name: str) -> str:
    number = state.numbers["core-spec"]
    threads = bool(number & 0x8000)
    if number == 0xFFFE or threads != (name == "thread-spec"):
        return "unset"
    return str(number & ~0x8000 if threads else number)


def _switches(state: State, name: str) -> str:
    wait = state.numbers.get("switches-wait", -1)
    count = _number(state, name)
    return count if wait == -1 else f"{count}@{printed_seconds(wait)}"


def _distribution(state: State) -> str:
    words = state.texts["distribution"].split(",")
    # Both flags at once are none that Slurm can print.
    return NOTHING if {"pack", "nopack"} <= set(words) else ",".join(dict.fromkeys(words))


def _user_env(state: State, name: str) -> str:
    return f"{state.numbers[name]}{state.texts.get(name, '')}"


def _mem_bind(state: State, name: str) -> str:
    kinds, listed = state.texts.get(name), state.texts.get("mem-bind-list")
    return "unset" if not kinds else f"{kinds}:{listed}" if listed else kinds


PRINTERS: dict[str, Printer] = {
    "flag": _flag,
    "count": _number,
    "number": _number,
    "size": _size,
    "minutes": lambda state, name: printed_minutes(state.numbers[name]),
    "seconds": lambda state, name: printed_seconds(state.numbers[name]),
    "moment": _moment,
    "log": _log,
    "folder": lambda state, _name: folder(state),
    "nodes": _nodes,
    "nice": _number,
    "priority": _number,
    "no-kill": lambda state, name: "set" if state.numbers[name] else "unset",
    "layout": _layout,
    "signal": _signal,
    "mail": _mail,
    "exclusive": lambda state, _name: state.texts.get("exclusive", "unset"),
    "switches": _switches,
    "user-env": _user_env,
    "mem-bind": _mem_bind,
    "root": lambda state, name: str(int32(state.numbers.get(name, 0))),
}


class Table(Mapping[str, str]):
    """Every option that is set, with its value as ``sbatch -v`` shows it; made when somebody asks, which is seldom."""

    def __init__(self, state: State) -> None:
        self._state: State | None = state
        self._made: dict[str, str] = {}

    def _table(self) -> dict[str, str]:
        if self._state is not None:
            self._made, self._state = printed(self._state), None
        return self._made

    def __getitem__(self, name: str) -> str:
        return self._table()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._table())

    def __repr__(self) -> str:
        return repr(self._table())


def printed(state: State) -> dict[str, str]:
    """Every option that is set, with its value as ``sbatch -v`` shows it."""
    table = {}
    for name in state.given:
        if name in ("core-spec", "thread-spec"):
            table[name] = _core_spec(state, name)
        elif name == "umask":
            table[NOTHING] = _text(state, name)
        elif name == "distribution":
            table[name] = _distribution(state)
        elif name == "cluster":
            table[name] = _text(state, "clusters")
        else:
            grammar = SBATCH[name].grammar if name in SBATCH else "text"
            table[name] = PRINTERS.get(grammar, _text)(state, name)
    return table
