"""Settings files of one setting a line, text to plain values, each as its own tool reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from envdoctor.catalogue.parsers import Malformed, kept
from envdoctor.light import dataclass

_KEPT = 64
_DEEPEST = 40  # of replacements in each other
_LONGEST = 4096  # of a line; more is no path, and takes long

Lookup = Callable[[str], str | None]
"""The value of a variable, None where it is unset."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value and the line it stands in. ``kind``: ``text``, ``null``, ``number``, ``boolean`` or ``other``."""

    value: str
    line: int
    kind: str = "text"


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.split("\n"), 1)


# ---- go env -w


@lru_cache(_KEPT)
def goenv(text: str) -> Mapping[str, Line]:
    """``NAME=value`` a line, nothing trimmed or replaced, the last one wins; lines of another shape are ignored."""
    found = {}
    for number, line in _numbered(text):
        name, equals, value = line.partition("=")
        if equals and "A" <= name[:1] <= "Z":
            found[name] = Line(value, number)
    return found


# ---- Renviron


@lru_cache(_KEPT)
def renviron(text: str) -> tuple[tuple[str, Line], ...]:
    """``(name, value)`` in order, values before ``${NAME}`` is replaced; a line of another shape is ignored."""
    found = []
    for number, line in _numbered(text):
        name, equals, value = line.strip(" \t\r\v\f").partition("=")
        if equals and name.strip() and not name.startswith("#"):
            found.append((name.strip(), Line(value.strip(" \t\r\v\f"), number)))
    return tuple(found)


def renviron_value(raw: str, lookup: Lookup) -> str:
    """``raw`` as R takes it: ``${NAME}`` and ``${NAME-default}`` are replaced, then quotes and backslashes go.

    Raises:
        Malformed: it is longer than any path, or nested too deeply.
    """
    if len(raw) > _LONGEST:
        raise Malformed("a value is longer than any path")
    return _unquoted(_terms(raw, lookup, 0))


def _terms(text: str, lookup: Lookup, depth: int) -> str:
    """Every ``${...}``, up to the first ``$`` that begins none."""
    if depth > _DEEPEST:
        raise Malformed("replacements are nested too deeply")
    out = ""
    while (at := text.find("$")) >= 0 and text[at + 1 : at + 2] == "{" and (end := _closing(text, at + 2)) > 0:
        out += text[:at] + _term(text[at + 2 : end], lookup, depth)
        text = text[end + 1 :]
    return out + text


def _closing(text: str, at: int) -> int:
    depth = 0
    for place in range(at, len(text)):
        if text[place] == "}" and depth == 0:
            return place
        depth += {"{": 1, "}": -1}.get(text[place], 0)
    return -1


def _term(inner: str, lookup: Lookup, depth: int) -> str:
    """``NAME``, or ``NAME-default`` and ``NAME:-default``, which are the same to R: an empty variable is as none."""
    name, dash, default = inner.strip().partition("-")
    value = lookup(name.removesuffix(":") if dash else name) or ""
    if value or not dash:
        return value
    return _terms(default, lookup, depth + 1) if default.startswith("${") and default.endswith("}") else default


def _unquoted(raw: str) -> str:
    out, quote = "", ""
    for at, char in enumerate(raw):
        follows = raw[at + 1 : at + 2]
        if char in "\"'" and raw[at - 1 : at] != "\\" and quote in ("", char):
            quote = "" if quote else char
        elif char != "\\" or (follows != quote if quote else follows == "\\"):
            out += char
    return out


# ---- ccache.conf


@kept(Malformed)
def ccacheconf(text: str) -> Mapping[str, Line]:
    """``key = value`` a line, ``#`` at its start is a comment; the last one wins; ``$NAME`` is not replaced yet.

    Raises:
        Malformed: ccache would stop.
    """
    found = {}
    for number, line in _numbered(text):
        name, equals, value = line.strip().partition("=")
        if (not name.strip() and not equals) or name.startswith("#"):
            continue
        if not equals:
            raise Malformed(f"line {number}: missing equal sign")
        found[name.strip()] = Line(value.strip(), number)
    return found


def ccache_value(raw: str, lookup: Lookup) -> str:
    """``raw`` with ``$NAME`` and ``${NAME}`` replaced.

    Raises:
        Malformed: one is not set, or has no end.
    """

    def value(found: re.Match[str]) -> str:
        if found[1] is not None and found[2] is None:
            raise Malformed('missing "}"')
        name = found[3] if found[1] is None else found[2][:-1]
        got = lookup(name) if name else "$"
        if got is None:
            raise Malformed(f"the variable {name} is not set")
        return got

    if len(raw) > _LONGEST:
        raise Malformed("a value is longer than any path")
    return re.sub(r"\$(?:(\{)([A-Za-z0-9_]*\})?|([A-Za-z0-9_]*))", value, raw)
