"""The value of ``-l`` in PBS: its resources and chunks, each with its place; times and sizes."""

from __future__ import annotations

import re
from typing import NamedTuple

from envdoctor.syntax.jobs.values import Directive, Script, Span, number_of

_DURATION = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)(?:\.\d*)?")
_LONG = re.compile(r"(\d+):(\d+):(\d+):(\d+)(?:\.\d*)?")
_SIZE = re.compile(r"(\d+)([kmgtp]?)([bw]?)", re.I)
_WORD = 8


class Resource(NamedTuple):
    """One resource of ``-l``.

    Attributes:
        name, value: without quotes. span: of the whole; value_span: of the value, as written.
        directive: that it stands in.
    """

    name: str
    value: str
    span: Span
    value_span: Span
    directive: Directive


class Chunk(NamedTuple):
    """``copies:ncpus=4:mem=8gb``; ``copies`` is -1 where it is a host's name."""

    copies: int
    parts: dict[str, str]


def resources(script: Script, text: str) -> list[Resource]:
    """All resources of all ``-l``, in the order of the text."""
    found: list[Resource] = []
    for directive in script.directives:
        if directive.option == "l" and directive.value_span is not None:
            found += _split(directive, directive.value_span, text)
    return found


def _split(directive: Directive, span: Span, text: str) -> list[Resource]:
    found: list[Resource] = []
    begin = span.start
    for at in (*_commas(text, span), span.end):
        start, end = begin, at
        begin = at + 1
        while start < end and text[start] in " \t\"'":
            start += 1
        while end > start and text[end - 1] in " \t\"'" and not _quoted_value(text[start:end]):
            end -= 1
        if start == end or "\n" in text[start:end]:
            continue
        name, equals, value = text[start:end].partition("=")
        value_start = start + len(name) + len(equals)
        found.append(
            Resource(name.strip(), value.strip("\"' \t"), _at(span, start, end), _at(span, value_start, end), directive)
        )
    return found


def _quoted_value(piece: str) -> bool:
    return piece.count('"') == 2 or piece.count("'") == 2


def _commas(text: str, span: Span) -> list[int]:
    """Where commas stand that quotes inside the value do not protect."""
    found, opened = [], ""
    outer = text[span.start] if text[span.start] in "\"'" else ""
    for at in range(span.start + len(outer), span.end):
        char = text[at]
        if opened:
            opened = "" if char == opened else opened
        elif char in "\"'" and char != outer:
            opened = char
        elif char == ",":
            found.append(at)
    return found


def _at(span: Span, start: int, end: int) -> Span:
    return Span(start, end, span.line, span.column + start - span.start)


def chunks(value: str) -> list[Chunk]:
    """The chunks of ``select=`` or the parts of ``nodes=``, joined by ``+``."""
    found = []
    for piece in value.split("+"):
        first, *rest = piece.strip().split(":")
        if first.isdecimal():
            count = number_of(first)
        else:
            count, rest = (1, [first, *rest]) if "=" in first else (-1, rest)
        found.append(Chunk(count, {name: text for name, _, text in (part.partition("=") for part in rest)}))
    return found


def seconds(value: str, days: bool = True) -> int | None:
    """``[[hours:]minutes:]seconds``; with ``days`` Torque's ``days:hours:minutes:seconds`` as well; None for else."""
    if found := _DURATION.fullmatch(value):
        return number_of(found[1] or "0") * 3600 + number_of(found[2] or "0") * 60 + number_of(found[3])
    if days and (found := _LONG.fullmatch(value)):
        return number_of(found[1]) * 86400 + number_of(found[2]) * 3600 + number_of(found[3]) * 60 + number_of(found[4])
    return None


def size(value: str) -> int | None:
    """Bytes of ``8gb``, ``500MB``, ``4096``; words (``w``) count as eight bytes; None for anything else."""
    found = _SIZE.fullmatch(value)
    if not found:
        return None
    factor: int = 1 << 10 * " kmgtp".index(found[2].lower() or " ")
    return number_of(found[1]) * factor * (_WORD if found[3].lower() == "w" else 1)
