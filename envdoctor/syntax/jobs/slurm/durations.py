"""How long: Slurm's time limits, and how it prints them."""

from __future__ import annotations

import re

from envdoctor.late import pattern
from envdoctor.syntax.jobs.slurm.state import NO_VALUE, int32, lower
from envdoctor.syntax.jobs.values import number_of

ENDLESS = -1
"""Slurm's INFINITE in a signed field."""

_PLAIN = pattern(r"([0-9]{1,6})(?::([0-9]{1,6}))?(?::([0-9]{1,6}))?\Z")
_WRITTEN = pattern(r"[0-9:-]+\Z")
_GROUP = pattern(r"[0-9]+")


def _well_formed(text: str) -> bool:
    """Slurm's own test: how many groups of digits, dashes and colons, and no dash after a colon."""
    if not _WRITTEN.match(text) or text.count("-") > 1 or text.count(":") > 2:
        return False
    groups, dashes, colons = len(_GROUP.findall(text)), text.count("-"), text.count(":")
    if not groups or ("-" in text and ":" in text and text.index(":") < text.index("-")):
        return False
    return colons == 0 or groups >= colons + 1 + dashes


def _fields(text: str, separators: str) -> list[int]:
    """``sscanf("%d-%d:%d:%d")``: numbers up to the first thing that does not fit."""
    pattern = "([+-]?[0-9]+)" + "".join(f"(?:{mark}([+-]?[0-9]+)" for mark in separators) + ")?" * len(separators)
    found = re.match(pattern, text)
    return [int32(min(_signed(word), 2**63 - 1)) for word in found.groups() if word is not None] if found else []


def _signed(word: str) -> int:
    size = number_of(word.lstrip("+-"))
    return -size if word[0] == "-" else size


def seconds(text: str) -> int:
    """A duration in seconds; ``ENDLESS``; ``NO_VALUE`` if Slurm does not take it."""
    found = _PLAIN.match(text)
    if found is not None:
        first, second, third = int(found[1]), int(found[2] or 0), found[3]
        return first * 60 + second if third is None else first * 3600 + second * 60 + int(third)
    if lower(text) in ("-1", "infinite", "unlimited"):
        return ENDLESS
    if not _well_formed(text):
        return NO_VALUE
    if "-" in text:
        days, hours, mins, secs = (*_fields(text, "-::"), 0, 0, 0, 0)[:4]
        return int32(days * 86400 + hours * 3600 + mins * 60 + secs)
    numbers = _fields(text, "::")
    if len(numbers) == 3:
        return int32(numbers[0] * 3600 + numbers[1] * 60 + numbers[2])
    return int32(numbers[0] * 60 + (numbers[1] if len(numbers) > 1 else 0))


def minutes(text: str) -> int:
    """A duration in minutes, rounded up; ``ENDLESS``; ``NO_VALUE`` if Slurm does not take it."""
    duration = seconds(text)
    if duration in (ENDLESS, NO_VALUE):
        return duration
    up = duration + 59
    return up // 60 if up >= 0 else -(-up // 60)


def _printed(days: int, hours: int, mins: int, secs: int) -> str:
    if min(days, hours, mins, secs) < 0:
        return "INVALID"
    clock = f"{hours:02d}:{mins:02d}:{secs:02d}"
    return f"{days}-{clock}" if days else clock


def printed_minutes(number: int) -> str:
    """Minutes as Slurm prints a limit."""
    if number == ENDLESS:
        return "UNLIMITED"
    number &= 0xFFFFFFFF
    return _printed(number // 1440, number // 60 % 24, number % 60, 0)


def printed_seconds(number: int) -> str:
    """Seconds as Slurm prints a duration; negative ones are INVALID."""
    if number < 0:
        return "INVALID"
    if number == 0xFFFFFFFF:
        return "UNLIMITED"
    return _printed(number // 86400, number // 3600 % 24, number // 60 % 60, number % 60)
