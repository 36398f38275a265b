"""Node counts, lists of hosts, and how many hosts a list of names holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from envdoctor.syntax.jobs.slurm.state import blank, int32, leading_integer

_MOST_HOSTS = 65536
_LONGEST = 18
_DIGITS = re.compile("[0-9]+")
_MARKS = re.compile(r"[\[\],]")
_RANGES = re.compile(r"\[([^\[\]]*)\]")


def _nodes(text: str) -> tuple[int, str]:
    """A count with its suffix, -1 without digits, and what is left of the text."""
    read = leading_integer(text)
    if read is None:
        return -1, text
    number, rest = read
    for letter, factor in (("k", 1024), ("m", 1024 * 1024)):
        if rest[:1].lower() == letter:
            number, rest = number * factor, rest[1:]
    return int32(number), rest


def _wrong(text: str) -> str:
    return f'"{text}" is not a valid node count'


def _list(text: str) -> tuple[int, int, str]:
    """Lists and steps (``1,2,4``, ``1-15:4``), taken from 23.02 on."""
    numbers = []
    for word in re.split("[,:-]", text):
        read = leading_integer(word)
        if word and (read is None or read[1]):
            return 0, 0, _wrong(word)
        if read is not None:
            numbers.append(read[0])
    return (min(numbers), max(numbers), "") if numbers else (0, 0, _wrong(text))


def node_count(text: str, version: tuple[int, int]) -> tuple[int, int, str]:
    """Fewest and most nodes, and "" or the sentence against them."""
    if version >= (23, 2) and ("," in text or ":" in text):
        return _list(text)
    first, dash, second = text.partition("-")
    fewest, rest = _nodes(first)
    if not blank(rest) or (fewest < 0 and not dash):
        return 0, 0, _wrong(first)
    most = fewest
    if dash:
        fewest = 1 if fewest < 0 else fewest
        most, rest = _nodes(second)
        if not blank(rest):
            return 0, 0, _wrong(second)
    if most and most < fewest:
        return 0, 0, f"Maximum node count {most} is less than minimum node count {fewest}"
    return fewest, most, ""


def _split(names: str) -> Iterator[str]:
    """At commas that stand outside brackets."""
    start = depth = 0
    for found in _MARKS.finditer(names):
        mark = found[0]
        if mark == "," and not depth:
            yield names[start : found.start()]
            start = found.end()
        elif mark != ",":
            depth = max(0, depth + (1 if mark == "[" else -1))
    yield names[start:]


def _expanded(name: str) -> Iterator[str]:
    found = _RANGES.search(name)
    if found is None:
        yield name
        return
    before, after = name[: found.start()], name[found.end() :]
    for part in found[1].split(","):
        low, dash, high = part.partition("-")
        if not low.isdigit() or (dash and not high.isdigit()) or len(low) > 9 or len(high) > 9:
            yield name
            return
        for number in range(int(low), int(high or low) + 1):
            yield from _expanded(f"{before}{number:0{len(low)}d}{after}")


def host_list_problem(names: str) -> str:
    """Nothing, or the sentence against a list of hosts. What has several brackets in one name is left alone."""
    for name in _split(names):
        prefix, bracket, rest = name.partition("[")
        inside, closed, after = rest.partition("]")
        if not bracket or not closed or "[" in rest or "]" in prefix:
            continue
        if after:
            return f"Invalid host list: {name}"
        wrong = next((part for part in inside.split(",") if not _range(part)), None)
        if wrong is not None:
            return f"_parse_single_range: Invalid range: `{wrong}'"
    return ""


def _range(part: str) -> bool:
    low, _dash, high = part.partition("-")
    if not (_DIGITS.fullmatch(low) and (not high or _DIGITS.fullmatch(high))):
        return False
    if not high or len(low) > _LONGEST or len(high) > _LONGEST:
        return True  # beyond 64 bits it wraps around
    return int(low) <= int(high) < int(low) + _MOST_HOSTS


def host_count(names: str) -> int:
    """How many different hosts a list like ``gpu[1-3],login`` names, as far as ``_MOST_HOSTS`` of them."""
    hosts = (host for name in _split(names) if name for host in _expanded(name))
    return len(set(islice(hosts, _MOST_HOSTS)))
