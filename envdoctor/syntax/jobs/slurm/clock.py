"""When: the moments of ``--begin`` and ``--deadline``."""

from __future__ import annotations

import re
import time

from envdoctor.late import pattern
from envdoctor.syntax.jobs.slurm.state import leading_integer, lower

_NAMED = {"midnight": 0, "noon": 12, "fika": 15, "teatime": 16}
_UNITS = (("second", 1), ("minute", 60), ("hour", 3600), ("day", 86400), ("week", 604800))
_CLOCK = pattern(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?[ \t\n\v\f\r]*(am|pm)?", re.IGNORECASE)
_ISO = pattern(r"([0-9]{4})-([0-9]{2})-([0-9]{1,2})")
_DATE = pattern(r"([0-9]{2}|[0-9](?![0-9]))[./]?([0-9]{2}|[0-9](?![0-9]))[./]?(?:([0-9]{2})|(?![0-9]))")
_DELTA = pattern(r"[ \t]*([+-])([0-9 \t\v\f\r]*)", re.IGNORECASE)


class _Parts:
    """What the words of a moment have said so far; None: nothing."""

    __slots__ = ("clock", "date", "now")

    def __init__(self) -> None:
        self.now = time.localtime()
        self.clock: tuple[int, int, int] | None = None
        self.date: tuple[int | None, int, int] | None = None

    def day(self, ahead: int) -> None:
        """Today, or a day ahead of it."""
        day = time.localtime(time.time() + ahead * 86400)
        self.date = (day.tm_year, day.tm_mon, day.tm_mday)


def moment(text: str, version: tuple[int, int]) -> int:
    """Seconds since 1970; 0 if Slurm does not take it."""
    if lower(text[:3]) == "uts":
        read = leading_integer(text[3:])
        return read[0] if read and not read[1] and 1_000_000 <= read[0] < 2**63 - 1 else 0
    parts, at, lowered = _Parts(), 0, lower(text)
    while at < len(text) and text[at] != "\n":
        if text[at] in " \t-T":
            at += 1
            continue
        after = _word(parts, text, lowered, at, version)
        if after is None:
            return 0
        at = after
    return _result(parts)


def _word(parts: _Parts, text: str, lowered: str, at: int, version: tuple[int, int]) -> int | None:
    """Reads what stands at an offset. The offset after it; None if it is nothing known."""
    named = {**_NAMED, "elevenses": 11} if version >= (24, 5) else _NAMED
    for name, hour in named.items():
        if lowered.startswith(name, at):
            parts.clock = (hour, 0, 0)
            return at + len(name)
    for ahead, name in enumerate(("today", "tomorrow")):
        if lowered.startswith(name, at):
            parts.day(ahead)
            return at + len(name)
    if lowered.startswith("now", at):
        return _now(parts, lowered, at + 3)
    if not ("0" <= text[at] <= "9"):
        return None
    if text[at + 1 : at + 2] == ":" or text[at + 2 : at + 3] == ":":
        return _clock(parts, text, at)
    return _date(parts, text, at)


def _now(parts: _Parts, lowered: str, at: int) -> int | None:
    delta, sign = 0, 1
    found = _DELTA.match(lowered, at)
    if found is not None:
        digits = "".join(found[2].split())
        if not digits:
            return None
        sign, delta, at = (1 if found[1] == "+" else -1), int(digits[:18]), found.end()
        for unit, factor in _UNITS:
            if lowered.startswith(unit, at):
                delta, at = delta * factor, at + len(unit) + lowered.startswith("s", at + len(unit))
                break
        if at < len(lowered) and lowered[at] not in " \t-t0123456789":
            return None
    elif lowered[at:].strip(" \t"):
        return None
    try:
        then = time.localtime(time.time() + sign * delta)
    except (OverflowError, OSError, ValueError):
        return None
    parts.date, parts.clock = (then.tm_year, then.tm_mon, then.tm_mday), (then.tm_hour, then.tm_min, then.tm_sec)
    return at


def _clock(parts: _Parts, text: str, at: int) -> int | None:
    found = _CLOCK.match(text, at)
    if found is None:
        return None
    hour, minute, second, half = int(found[1]), int(found[2]), int(found[3] or 0), lower(found[4] or "")
    if hour > 23 or minute > 59 or second > 59 or (half and hour > 12) or (half == "am" and hour > 12):
        return None
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    parts.clock = (hour, minute, second)
    return found.end()


def _date(parts: _Parts, text: str, at: int) -> int | None:
    iso = _ISO.match(text, at)
    found = iso or _DATE.match(text, at)
    if found is None:
        return None
    year = int(found[1]) if iso else (2000 + int(found[3]) if found[3] and int(found[3]) else None)
    month, day = (int(found[2]), int(found[3])) if iso else (int(found[1]), int(found[2]))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    parts.date = (year, month, day)
    return found.end()


def _result(parts: _Parts) -> int:
    if parts.clock is None and parts.date is None:
        return 0
    now = parts.now
    if parts.date is None and parts.clock is not None:
        parts.day(int(parts.clock[:2] <= (now.tm_hour, now.tm_min)))
    assert parts.date is not None
    year, month, day = parts.date
    hour, minute, second = parts.clock or (0, 0, 0)
    if year is None:
        ahead = (month, day, hour, minute) > (now.tm_mon, now.tm_mday, now.tm_hour, now.tm_min)
        year = now.tm_year + (not ahead)
    try:
        return max(0, int(time.mktime((year, month, day, hour, minute, second, 0, 0, -1))))
    except (OverflowError, ValueError):
        return 0
