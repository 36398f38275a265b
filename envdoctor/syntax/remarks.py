"""Comments that silence findings: ``# envdoctor: ignore[SLU101, late-directive] reason``, in any file with ``#``.

At the end of a line it is about that line; on a line of its own about the next one that is no such comment;
``ignore-file[..]``, within the first 20 lines, about the whole file.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from envdoctor.syntax.jobs.which import in_heredoc

WORD, SIGN = "nvdoctor", "envdoctor:"
WHOLE_FILE, NOTHING, MISWRITTEN = 0, -1, -2
FIRST_LINES = 20
"""Within so many lines ``ignore-file`` counts: further down nobody would look for it."""
_REMARK = re.compile(
    r"(?:^|(?<=[ \t]))#+[ \t]*([Ee]nvdoctor[ \t]*:?)[ \t]*ignore(-file)?(?![\w-])[ \t]*(?:\[([^\]\n]*)\])?([^\n]*)",
    re.M,
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
        target: the line it is about, ``WHOLE_FILE``, or ``NOTHING`` where it stands too far down for a whole file;
            ``MISWRITTEN``: it would silence something if it began with ``SIGN``.
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
    here, line, at = "<<" in text, 1, 0
    for match in _REMARK.finditer(text):
        if here and in_heredoc(text, match.start()):
            continue
        line += text.count("\n", at, match.start())
        at = match.start()
        remark = _remark(text, match, line)
        if remark.names or remark.target != MISWRITTEN:  # else it is a sentence about such comments
            found.append(remark)
    behind = dict[int, int]()  # line of a comment on a line of its own -> the next one that is none
    for one in reversed(found):
        if one.alone:
            behind[one.line] = behind.get(one.line + 1, one.line + 1)
    return tuple(_aimed(one, behind) for one in found)


def _remark(text: str, match: re.Match[str], line: int) -> Remark:
    begin = text.rfind("\n", 0, match.start()) + 1
    end = match.start() + len(match[0].rstrip())
    column = match.start() - begin + 1
    target = line if not match[2] else WHOLE_FILE if line <= FIRST_LINES else NOTHING
    target = target if match[1] == SIGN else MISWRITTEN
    names = tuple(_names(match[3] or "", match.start(3)))
    alone = not text[begin : match.start()].strip()
    reason = match[4].strip(" \t\r:,-")
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


def _aimed(one: Remark, behind: dict[int, int]) -> Remark:
    """``one``, if it has a line of its own, aimed at the next line that is no such comment."""
    if not one.alone or one.target in (WHOLE_FILE, NOTHING, MISWRITTEN):
        return one
    return one._replace(target=behind[one.line])


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
