"""What each kind of value may be, and what ``sbatch`` makes of it.

A setter takes the state, the option and the value, and gives "" or the sentence with which ``sbatch`` gives up.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envdoctor.catalogue.slurm_options import Option
from envdoctor.syntax.jobs.slurm import lists
from envdoctor.syntax.jobs.slurm.clock import moment
from envdoctor.syntax.jobs.slurm.durations import ENDLESS, minutes, seconds
from envdoctor.syntax.jobs.slurm.nodes import node_count
from envdoctor.syntax.jobs.slurm.state import NO_VALUE, State, int32, leading_integer, lower

Setter = Callable[[State, Option, "str | None"], str]

_NICE = 0x80000000 - 3
_LONG_MAX = 2**63 - 1
_UNITS = {"": 0, "k": -10, "m": 0, "g": 10, "t": 20}
_LIMITS = ("AS", "CORE", "CPU", "DATA", "FSIZE", "MEMLOCK", "NOFILE", "NPROC", "RSS", "STACK")
_PROFILES = ("energy", "task", "lustre", "network")


def mebibytes(text: str) -> int | None:
    """A size in MiB, the default unit; K is rounded up. None if Slurm does not take it."""
    read = leading_integer(text)
    if read is None or read[0] < 0 or read[0] == _LONG_MAX:
        return None
    number, unit = read[0], lower(read[1])
    if len(unit) == 2 and unit[1] == "b":
        unit = unit[0]
    shift = _UNITS.get(unit)
    if shift is None:
        return None
    return -(-number // 1024) if shift < 0 else number << shift


def integer(name: str, value: str, fewest: int, version: tuple[int, int] = (22, 5)) -> tuple[int, str]:
    """A whole number, at least ``fewest``, and "" or the sentence against it."""
    read = leading_integer(value)
    bad = (read is None or read[1] or read[0] < fewest) if value else fewest
    if bad:
        return 0, f'Invalid numeric value "{value}" for {name}.'
    number = read[0] if read else 0
    if number >= (_LONG_MAX if version < (23, 2) else 2**31 - 1):
        return 0, f"Numeric argument ({number}) to big for {name}."
    return int32(number), ""


def _text(state: State, option: Option, value: str | None) -> str:
    state.texts["clusters" if option.name == "cluster" else option.name] = value or ""
    return ""


def _limits(state: State, option: Option, value: str | None) -> str:
    value = value or "ALL"
    words = [] if value in ("ALL", "NONE") else re.split("[, \t\n]+", value)
    wrong = next((word for word in words if word and word.removeprefix("RLIMIT_") not in _LIMITS), "")
    state.texts[option.name] = value
    return f"Bad rlimit name: {wrong}" if wrong else ""


def _flag(state: State, option: Option, value: str | None) -> str:
    name = option.name
    if name in ("requeue", "no-requeue"):
        state.numbers["requeue"] = int(name == "requeue")
        if value and lower(value) != "expedite":
            return "Invalid --requeue specification"
    elif name == "oversubscribe":
        state.texts["exclusive"] = "oversubscribe"
    else:
        state.numbers[name] = 1
    return ""


def _count(state: State, option: Option, value: str | None) -> str:
    number, wrong = integer(f"--{option.name}", value or "", 1, state.version)
    if not wrong and option.name == "thread-spec":
        state.numbers["core-spec"] = number | 0x8000
    elif not wrong:
        state.numbers[option.name] = number
    return wrong


def _number(state: State, option: Option, value: str | None) -> str:
    number, wrong = integer(f"--{option.name}", value or "", 0, state.version)
    if not wrong and option.name == "wait-all-nodes" and number & 0xFFFF > 1:
        return "Invalid --wait-all-nodes specification"
    state.numbers[option.name] = number & 0xFFFF if option.name == "wait-all-nodes" else number
    return wrong


def _size(state: State, option: Option, value: str | None) -> str:
    size = mebibytes(value or "")
    if size is None or (size >= 2**63 and state.version >= (23, 2)):
        return f"Invalid --{option.name} specification"
    state.numbers[option.name] = size & (2**64 - 1)
    return ""


def _minutes(state: State, option: Option, value: str | None) -> str:
    limit = minutes(value or "")
    if limit == NO_VALUE:
        return f"Invalid --{option.name} specification"
    state.numbers[option.name] = limit or ENDLESS
    return ""


def _seconds(state: State, option: Option, value: str | None) -> str:
    duration = seconds(value or "")
    if duration == NO_VALUE:
        return f"Invalid --{option.name} specification"
    state.numbers[option.name] = duration & 0xFFFFFFFF
    return ""


def _moment(state: State, option: Option, value: str | None) -> str:
    when = moment(value or "", state.version)
    if not when:
        return f"Invalid --{option.name} specification"
    state.numbers[option.name] = when
    return ""


def _log(state: State, option: Option, value: str | None) -> str:
    state.texts[option.name] = "/dev/null" if lower(value or "") == "none" else value or ""
    return ""


def _nodes(state: State, _option: Option, value: str | None) -> str:
    fewest, most, wrong = node_count(value or "", state.version)
    state.numbers["min-nodes"], state.numbers["max-nodes"] = fewest, most
    state.numbers["nodes-set"] = int(not wrong)
    return wrong


def _node_names(state: State, option: Option, value: str | None) -> str:
    state.texts.pop("nodefile" if option.name == "nodelist" else "nodelist", None)
    state.texts[option.name] = value or ""
    return ""


def _gres(state: State, _option: Option, value: str | None) -> str:
    value = value or ""
    if lower(value) in ("help", "list"):
        return f"--gres={value} only prints what there is"
    slash = "gres/" if state.version >= (23, 11) else "gres:"
    if lower(value) != "none":
        value = (slash + value).replace(",", "," + slash).replace(slash + slash, slash)
    state.texts["gres"] = value
    return ""


def _nice(state: State, _option: Option, value: str | None) -> str:
    read = leading_integer(value) if value else (100, "")
    number = read[0] if read else 0
    if abs(number) > _NICE:
        return f"Invalid --nice value, out of range (+/- {_NICE})"
    state.numbers["nice"] = int32(number)
    return ""


def _priority(state: State, _option: Option, value: str | None) -> str:
    read = leading_integer(value or "")
    number = 0xFFFFFFFD if lower(value or "") == "top" else read[0] if read else 0
    if number < 0:
        return "Priority must be >= 0"
    if number >= 0xFFFFFFFE:
        return "Priority must be < 4294967294"
    state.numbers["priority"] = int32(number)
    return ""


def _no_kill(state: State, _option: Option, value: str | None) -> str:
    word = lower(value or "set")
    state.numbers["no-kill"] = int(word == "set")
    return "" if word in ("set", "off", "no") else "Invalid --no-kill specification"


def _open_mode(state: State, _option: Option, value: str | None) -> str:
    letter = lower((value or "?")[0])
    state.texts["open-mode"] = letter
    return "" if letter in "at" else "Invalid --open-mode specification"


def _yes_no(state: State, option: Option, value: str | None) -> str:
    # Both answers are bits of their own: a later "no" does not take an earlier "yes" back.
    word = lower(value or "")
    if state.texts.get(option.name) != "yes":
        state.texts[option.name] = word
    return "" if word in ("yes", "no") else f"Invalid --{option.name} specification"


def _profile(state: State, option: Option, value: str | None) -> str:
    word = lower(value or "")
    names = [name for name in _PROFILES if name in word]
    if "none" in word:
        names = ["none"]
    elif "all" in word:
        names = list(_PROFILES)
    state.texts[option.name] = ",".join(sorted(name.title() for name in names))
    return "" if names else f"invalid --profile={value} option"


def _power(state: State, option: Option, value: str | None) -> str:
    named = "level" in lower(value or "").split(",")
    state.texts[option.name] = "LEVEL" if named else "unset"
    return ""


def _root(_state: State, option: Option, _value: str | None) -> str:
    return f"--{option.name} only permitted by root user"


def _user_env(state: State, option: Option, value: str | None) -> str:
    read = leading_integer(value or "0")
    number, rest = read if read else (0, value or "")
    letter = lower(rest[:1])
    state.numbers[option.name] = int32(number)
    if letter:
        state.texts[option.name] = letter.upper()
    return "" if letter in ("", "s", "l") else "Invalid --get-user-env specification"


def _switches(state: State, option: Option, value: str | None) -> str:
    count, at, wait = (value or "").partition("@")
    if at:
        state.numbers["switches-wait"] = seconds(wait)
    number, wrong = integer("--switches", count, 1, state.version)
    state.numbers[option.name] = number
    return wrong


SETTERS: dict[str, Setter] = {
    "text": _text,
    "gpus": _text,
    "hint": _text,
    "folder": _text,
    "limits": _limits,
    "names": _node_names,
    "flag": _flag,
    "count": _count,
    "number": _number,
    "size": _size,
    "minutes": _minutes,
    "seconds": _seconds,
    "moment": _moment,
    "log": _log,
    "nodes": _nodes,
    "gres": _gres,
    "nice": _nice,
    "priority": _priority,
    "no-kill": _no_kill,
    "open-mode": _open_mode,
    "yes-no": _yes_no,
    "profile": _profile,
    "power": _power,
    "root": _root,
    "user-env": _user_env,
    "switches": _switches,
    **lists.SETTERS,
}
