"""Dashes, spaces, quotes and signs of a ``#SBATCH`` line that only look like ASCII, and which of them do harm.

What is harm is asked of the reader of ``sbatch``: a name or a comment may hold any letter, and keeps it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from envdoctor.late import pattern
from envdoctor.syntax.jobs.slurm.reader import read

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
DOUBLE = "\u201c-\u201e\uff02"
ZERO_WIDTH = frozenset("\u200b\u2060\ufeff")
_OPENS, _CLOSES = rf"(?<![^\s={SPACES}])", rf"(?=[\s{SPACES}#]|\Z)"
_ODD = pattern(
    r"\"[^\"\n]*\"|'[^'\n]*'"
    rf"|(?:^|(?<=[\s{SPACES}]))(?P<dash>-*[{DASHES}][-{DASHES}]*)(?=[A-Za-z])(?=(?P<name>[A-Za-z]+))"
    rf"|(?P<space>[{SPACES}]+)"
    rf"|{_OPENS}[{DOUBLE}](?P<double>[^\"\n{DOUBLE}]*)[{DOUBLE}]{_CLOSES}"
    rf"|{_OPENS}[\u2018-\u201b](?P<single>[^'\n\u2018-\u201b]*)[\u2018-\u201b]{_CLOSES}"
    rf"|(?<=[a-z])(?P<equals>\uff1d)|(?<=[0-9])(?P<colon>\uff1a)(?=[0-9])|(?<=[A-Z0-9])(?P<comma>\uff0c)(?=[A-Z0-9])"
)
"""Quotes of the keyboard come first: what they surround is nobody's slip. Others count in pairs around a value."""
_SIGNS = {"equals": "=", "colon": ":", "comma": ","}
_QUOTES = {"double": '"', "single": "'"}
_COMMENT = pattern(r"--comment(?:=|\s+)\Z")
_MOST = 40
"""Such characters of one line; beyond it nothing is mended."""


class Strange(NamedTuple):
    """What looks like ASCII and is none, on one line.

    Attributes:
        kind: ``dash``, ``space``, ``double``, ``single``, ``equals``, ``colon`` or ``comma``: of the first one.
        start, end: where that stands in the options. sign, plain: its first character, and what is meant by it.
        refused: ``sbatch`` refuses the line for it. after: the options as they are meant, "" where that is not sure.
    """

    kind: str
    start: int
    end: int
    sign: str
    plain: str
    refused: bool
    after: str = ""


def strange(options: str) -> Strange | None:
    """The first such character that does harm in what follows ``#SBATCH``, a comment left out."""
    odd = [match for match in _ODD.finditer(options) if match.lastgroup]
    if not odd:
        return None
    if _accepted(options):
        return _told([match for match in odd if _at_an_edge(options, match)], refused=False)
    sure = [match for match in odd if _makes_a_word(options, match)]
    for some in (sure, odd) if len(odd) <= _MOST else ():
        if some and _accepted(_with(options, some)):
            needed = _needed(options, some)
            return _told(needed, refused=True, after=_with(options, needed))
    return _told(sure, refused=True)


def _accepted(options: str) -> bool:
    return read(f"#!/bin/sh\n#SBATCH{options}\n").accepted


def _told(odd: Sequence[re.Match[str]], *, refused: bool, after: str = "") -> Strange | None:
    if not odd:
        return None
    first = odd[0]
    kind = "dash" if first["dash"] is not None else first.lastgroup or ""
    plain = _QUOTES.get(kind) or _plain(first)
    end = first.start() + 1 if kind in _QUOTES else first.end()
    return Strange(kind, first.start(), end, first[0].lstrip("-")[0], plain, refused, after)


def _makes_a_word(options: str, match: re.Match[str]) -> bool:
    """An option becomes a word that is none."""
    return match["dash"] is not None or (match["space"] is not None and options[match.end() :][:1] == "-")


def _at_an_edge(options: str, match: re.Match[str]) -> bool:
    """In a line that is taken: an invisible beginning or end of a word, or quotes around a value of plain letters."""
    before, after = options[: match.start()], options[match.end() :]
    if match["space"] is not None:
        return not before or before[-1] in " \t" or not after or after[0] in " \t-"
    inner = match["double"] or match["single"]
    return bool(inner) and inner.isascii() and _COMMENT.search(before) is None


def _plain(match: re.Match[str]) -> str:
    """The ASCII that is meant."""
    kind = match.lastgroup or ""
    if match["dash"] is not None:
        return "--" if len(match["name"]) > 1 else "-"
    if kind == "space":
        return "" if set(match[0]) <= ZERO_WIDTH else " "
    if kind in _SIGNS:
        return _SIGNS[kind]
    return f"{_QUOTES[kind]}{match[kind]}{_QUOTES[kind]}"


def _with(options: str, odd: Collection[re.Match[str]]) -> str:
    """The options with these characters replaced."""
    starts = {match.start() for match in odd}
    return _ODD.sub(lambda match: _plain(match) if match.lastgroup and match.start() in starts else match[0], options)


def _needed(options: str, odd: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """Those without which the line is still refused: the others may be meant."""
    kept = list(odd)
    for match in odd:
        fewer = [each for each in kept if each is not match]
        if fewer and _accepted(_with(options, fewer)):
            kept = fewer
    return kept
