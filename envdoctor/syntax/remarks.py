"""Comments that silence findings: ``# envdoctor: ignore[SLU101, late-directive] reason``, in any file with ``#``.

At the end of a line it is about that line; on a line of its own about the next one that is no such comment;
``ignore-file[..]``, within the first 20 lines, about the whole file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from envdoctor.syntax.jobs.which import in_heredoc

WORD = "envdoctor:"
WHOLE_FILE, NOTHING = 0, -1
FIRST_LINES = 20
"""Within so many lines ``ignore-file`` counts: further down nobody would look for it."""
_REMARK = re.compile(
    r"(?:^|(?<=[ \t]))#+[ \t]*envdoctor:[ \t]*ignore(-file)?(?![\w-])[ \t]*(?:\[([^\]\n]*)\])?([^\n]*)", re.M
)


class Name(NamedTuple):
    """One rule that a comment names: code or name as written, and where (offsets into the text)."""

    text: str
    start: int
    end: int


class Remark(NamedTuple):
    """One such comment.

    Attributes:
        line, column, end_column: where it stands, from 1; the end is exclusive.
        start, end: the same as offsets.
        target: the line it is about, ``WHOLE_FILE``, or ``NOTHING`` where it stands too far down for a whole file.
        names: the rules; ``blanket``: it names none, so it is about all.
        alone: on a line of its own. reason: what stands behind the bracket.
    """

    line: int
    column: int
    end_column: int
    start: int
    end: int
    target: int
    names: tuple[Name, ...]
    blanket: bool
    alone: bool
    reason: str


def read(text: str) -> tuple[Remark, ...]:
    """All such comments of ``text``, in order; those in here-documents belong to other files."""
    if WORD not in text:
        return ()
    found: list[Remark] = []
    for match in _REMARK.finditer(text):
        if "<<" in text and in_heredoc(text, match.start()):
            continue
        found.append(_remark(text, match))
    own = {one.line for one in found if one.alone}
    return tuple(_aimed(one, own) for one in found)


def _remark(text: str, match: re.Match[str]) -> Remark:
    line = text.count("\n", 0, match.start()) + 1
    begin = text.rfind("\n", 0, match.start()) + 1
    end = match.start() + len(match[0].rstrip())
    column = match.start() - begin + 1
    target = line if not match[1] else WHOLE_FILE if line <= FIRST_LINES else NOTHING
    names = tuple(_names(match[2] or "", match.start(2)))
    alone = not text[begin : match.start()].strip()
    reason = match[3].strip(" \t\r:,-")
    return Remark(
        line, column, column + end - match.start(), match.start(), end, target, names, not names, alone, reason
    )


def _names(inside: str, at: int) -> list[Name]:
    found = []
    for part in inside.split(","):
        word = part.strip()
        start = at + part.find(word)
        if word:
            found.append(Name(word, start, start + len(word)))
        at += len(part) + 1
    return found


def _aimed(one: Remark, own: set[int]) -> Remark:
    """``one``, if it has a line of its own, aimed at the next line that is no such comment."""
    if not one.alone or one.target in (WHOLE_FILE, NOTHING):
        return one
    target = one.line + 1
    while target in own:
        target += 1
    return one._replace(target=target)


def without(text: str, remark: Remark, names: frozenset[str]) -> tuple[int, int, str]:
    """(start, end, new text) that takes ``names`` (lower case) out of ``remark``; all of them: the whole comment.

    A comment on a line of its own goes with its line.
    """
    kept = [name.text for name in remark.names if name.text.lower() not in names]
    if kept and len(kept) < len(remark.names):
        return remark.names[0].start, remark.names[-1].end, ", ".join(kept)
    if remark.alone:
        end = text.find("\n", remark.end)
        return remark.start - (remark.column - 1), len(text) if end < 0 else end + 1, ""
    start = remark.start
    while start and text[start - 1] in " \t":
        start -= 1
    return start, remark.end, ""
