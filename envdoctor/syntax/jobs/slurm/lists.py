"""Values made of words: signals, mail types, distributions, sharing and the layout of a node."""

from __future__ import annotations

from collections.abc import Callable

from envdoctor.catalogue.slurm_options import Option
from envdoctor.syntax.jobs.slurm import binding
from envdoctor.syntax.jobs.slurm.state import State, blank, int32, leading_integer, lower

SIGNALS = {
    "HUP": 1, "INT": 2, "QUIT": 3, "ABRT": 6, "KILL": 9, "ALRM": 14, "TERM": 15, "USR1": 10, "USR2": 12, "URG": 23,
    "CONT": 18, "STOP": 19, "TSTP": 20, "TTIN": 21, "TTOU": 22, "XCPU": 24,
}  # fmt: skip
LATER_SIGNALS = {"CHLD": 17, "PIPE": 13}
"""Names that Slurm knows from 23.11 on."""

MAIL = {
    "ARRAY_TASKS": 0x400, "INVALID_DEPEND": 0x800, "BEGIN": 0x1, "END": 0x2, "FAIL": 0x4, "REQUEUE": 0x8,
    "STAGE_OUT": 0x100, "TIME_LIMIT_50": 0x80, "TIME_LIMIT_80": 0x40, "TIME_LIMIT_90": 0x20, "TIME_LIMIT": 0x10,
}  # fmt: skip
"""In the order in which they are printed."""
MAIL_ALL = sum(MAIL[name] for name in ("INVALID_DEPEND", "BEGIN", "END", "FAIL", "REQUEUE", "STAGE_OUT"))

_BLOCKS = ("block", "cyclic", "fcyclic")


def signal_number(text: str, version: tuple[int, int]) -> int:
    """A signal's number; 0 for a name that Slurm does not know."""
    read = leading_integer(text)
    if read is not None:
        return read[0] & 0xFFFF if blank(read[1]) else 0
    name = lower(text).strip(" \t\n\v\f\r").removeprefix("sig").upper()
    return SIGNALS.get(name) or (LATER_SIGNALS.get(name, 0) if version >= (23, 11) else 0)


def _signal(state: State, _option: Option, value: str | None) -> str:
    rest, flags = value or "", ""
    for letter in "RBR":
        if rest[:1].upper() == letter:
            flags, rest = flags + letter, rest[1:]
    name, at, warning = rest.removeprefix(":").partition("@")
    number = signal_number(name, state.version)
    read = leading_integer(warning) or (0, warning)
    if not number or (at and (read[1] or not 0 <= read[0] <= 0xFFFF)):
        return "Invalid --signal specification"
    flags += state.texts.get("signal-flags", "")
    state.texts["signal-flags"] = "R" * ("R" in flags) + "B" * ("B" in flags)
    state.numbers["signal"], state.numbers["signal-time"] = number, read[0] if at else 60
    return ""


def mail_words(value: str) -> list[str]:
    """The words of a mail type, as ``strtok`` splits them."""
    return [word.upper() for word in value.split(",") if word]


def _mail(state: State, _option: Option, value: str | None) -> str:
    bits, none = 0, False
    for word in mail_words(value or ""):
        if word == "NONE":
            bits, none = 0, True
            break
        bits |= MAIL_ALL if word == "ALL" else MAIL.get(word, 0)
    if not bits and not none:
        return "Invalid --mail-type specification"
    before = state.numbers.get("mail-type", 0) if state.version < (25, 5) else 0
    state.numbers["mail-type"] = before | bits
    return ""


def _distribution(state: State, _option: Option, value: str | None) -> str:
    wrong, text = "Invalid --distribution specification", lower(value or "")
    if text.startswith("plane"):
        _plane, equals, size = text.partition("=")
        read = leading_integer(size)
        if not equals or read is None or read[1] or not 0 < read[0] < 2**31:
            return wrong
        state.texts["distribution"], state.numbers["plane"] = f"plane={read[0]}", read[0]
        return ""
    words = [word for word in text.split(",", 1) if word]
    if not words or text.startswith(","):
        return wrong
    base = _base(words[0])
    flags = [base] if base in ("pack", "nopack") else []
    flags += words[1:]
    if not base or any(flag not in ("pack", "nopack") for flag in flags):
        return wrong
    words[0] = base
    state.texts["distribution"] = ",".join(words)
    return ""


def _base(text: str) -> str:
    """The layout's full name, stars filled in; "" if there is none such."""
    parts = [part for part in text.split(":") if part]
    if parts == ["hostfile"] or parts == ["arbitrary"]:
        return "arbitrary"
    if len(parts) == 1 and parts[0] in ("pack", "nopack"):
        return parts[0]
    if not 1 <= len(parts) <= 3:
        return ""
    if parts[0] == "*":
        parts[0] = "block"
    if len(parts) > 1 and parts[1] == "*":
        parts[1] = "cyclic"
    if len(parts) > 2 and parts[2] == "*":
        parts[2] = parts[1]
    known = parts[0] in _BLOCKS[:2] and all(part in _BLOCKS for part in parts)
    return ":".join(parts) if known else ""


def _exclusive(state: State, _option: Option, value: str | None) -> str:
    word = lower(value or "exclusive")
    later = ("topo",) if state.version >= (24, 5) else ()
    if word not in ("exclusive", "oversubscribe", "user", "mcs", *later):
        return "Invalid --exclusive specification"
    state.texts["exclusive"] = word
    return ""


def _gres_flags(state: State, _option: Option, value: str | None) -> str:
    known = ["disable-binding", "enforce-binding"]
    words = [lower(value or "")]
    if state.version >= (23, 11):
        known += ["multiple-tasks-per-sharing", "one-task-per-sharing"]
        words = [word for word in words[0].split(",") if word]
    if any(word not in known for word in words):
        return "Invalid --gres-flags specification"
    state.texts["gres-flags"] = ",".join(words)
    return ""


def _range(text: str, which: str) -> tuple[int | None, str]:
    """A count, a range or a star of ``-B``: its lower end, None for any; and "" or the sentence against it."""
    if text[:1] in ("", "*"):
        return None, ""
    lowest = 0
    rest = text
    for last in (False, True):
        number, rest = leading_integer(rest) or (0, rest)
        if rest[:1] in ("k", "K", "m", "M"):
            number, rest = number * (1024 if rest[0] in "kK" else 1048576), rest[1:]
        if rest[:1] not in ("", "-") or number < int(last):
            return None, f'Invalid numeric value "{text}" for {which} arg of -B.'
        lowest = lowest if last else number
        if not rest:
            break
        rest = rest[1:]
    return int32(lowest), ""


def _layout(state: State, _option: Option, value: str | None) -> str:
    parts = [*(part[:47] for part in (value or "").split(":")[:3]), "", ""]
    for part, which, field in zip(
        parts, ("first", "second", "third"), ("sockets-per-node", "cores-per-socket", "threads-per-core"), strict=False
    ):
        number, wrong = _range(part, which)
        if wrong:
            return wrong
        if number is None:
            state.numbers.pop(field, None)
        else:
            state.numbers[field] = number
    state.numbers["layout-set"] = 1
    return ""


def _frequency(state: State, option: Option, value: str | None) -> str:
    for word in (value or "").split(","):
        lowered = lower(word)
        numbers = [leading_integer(word)]
        named = [name for name in ("energy=", "task=", "filesystem=", "network=") if name in lowered]
        numbers += [leading_integer(word[lowered.index(name) + len(name) :]) for name in named]
        if word and not any(read is not None and read[0] != -1 for read in numbers):
            return f"Invalid --acctg-freq specification: {word}"
    state.texts[option.name] = value or ""
    return ""


SETTERS: dict[str, Callable[[State, Option, str | None], str]] = {
    "signal": _signal,
    "mail": _mail,
    "distribution": _distribution,
    "exclusive": _exclusive,
    "gres-flags": _gres_flags,
    "layout": _layout,
    "freq": _frequency,
    **binding.SETTERS,
}
