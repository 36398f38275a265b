"""The value of LSF's ``-R``: its sections, each with its place, and where its brackets do not fit."""

from __future__ import annotations

import re
from typing import NamedTuple

from envdoctor.catalogue.lsf_options import SECTIONS
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.lsf.words import nearest, unquoted
from envdoctor.syntax.jobs.values import number_of

_SECTION = re.compile(r"([A-Za-z_]\w*)[ \t]*\[")
_PAIRS = {"]": "[", ")": "(", "}": "{"}


class Section(NamedTuple):
    """``name[body]``; ``start`` of its name, ``body_start`` of what the brackets hold, ``end`` behind it."""

    name: str
    body: str
    start: int
    body_start: int
    end: int

    def number(self, key: str) -> int | None:
        """The whole number that ``key=`` gives in the body; None where there is none."""
        found = re.search(rf"(?<![\w]){re.escape(key)}[ \t]*=[ \t]*(\d+)(?![\w.])", self.body)
        return number_of(found[1]) if found else None


class Snag(NamedTuple):
    """What LSF does not take: ``open`` or ``closed`` (a bracket without its partner), ``section`` (an unknown name)."""

    kind: str
    start: int
    end: int
    word: str
    meant: str = ""


class Resources(NamedTuple):
    """All of one ``-R``."""

    sections: tuple[Section, ...] = ()
    snags: tuple[Snag, ...] = ()

    def named(self, name: str) -> tuple[Section, ...]:
        """Sections with this name."""
        return tuple(section for section in self.sections if section.name == name)


def resource_string(written: str) -> Resources:
    """Read the value of ``-R``; offsets count from the first code point of ``written``, its quotes included."""
    value, at = unquoted(written)
    snags = () if unknown(value) else _brackets(value, at)
    top: list[Section] = []
    for match in _SECTION.finditer(value):
        if top and at + match.start() < top[-1].end - 1:
            continue  # within the last one
        close = _close(value, match.end())
        top.append(Section(match[1], value[match.end() : close], at + match.start(), at + match.end(), at + close + 1))
    if not unknown(value):
        snags = (*snags, *(snag for section in top for snag in _name(section)))
    return Resources(tuple(top), snags)


def _close(value: str, at: int) -> int:
    """Where the bracket that was opened before ``at`` closes; the end where it does not."""
    depth = 1
    for index in range(at, len(value)):
        depth += (value[index] == "[") - (value[index] == "]")
        if not depth:
            return index
    return len(value)


def _brackets(value: str, at: int) -> tuple[Snag, ...]:
    opened: list[int] = []
    for index, char in enumerate(value):
        if char in "[({":
            opened.append(index)
        elif char in _PAIRS:
            if not opened or value[opened[-1]] != _PAIRS[char]:
                return (Snag("closed", at + index, at + index + 1, char),)
            opened.pop()
    return tuple(Snag("open", at + index, at + index + 1, value[index]) for index in opened[-1:])


def _name(section: Section) -> tuple[Snag, ...]:
    if section.name in SECTIONS:
        return ()
    meant = section.name.lower() if section.name.lower() in SECTIONS else nearest(section.name.lower(), SECTIONS)
    if not meant:
        return ()
    return (Snag("section", section.start, section.start + len(section.name), section.name, meant),)
