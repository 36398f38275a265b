"""Slurm's own words of a directive line. They are not the shell's: nothing is expanded, and ``#`` ends any word."""

from __future__ import annotations

import re
from typing import NamedTuple

from envdoctor.syntax.jobs.values import Span

SPACE = " \t\n\v\f\r"
"""C's white space; no other character separates words."""

_ODD = re.compile(r"""["'\\#]|(?:^|[ \t\v\f\r]):|(?:het|pack)job""", re.IGNORECASE)
_WORD = re.compile(r"[^ \t\n\v\f\r]+")
_SEPARATOR = re.compile(r"(?:packjob|hetjob)(?=[ \t\n\v\f\r]|\Z)", re.IGNORECASE)


class Token(NamedTuple):
    """One word.

    Attributes:
        text: what ``sbatch`` gets. start, end: offsets of what is written. line, column: where it begins, from 1.
        comment: what stands after the ``#`` that ends the line's words. glued: that ``#`` touches this word.
        plain: it is written as it is read, so offsets inside it can be computed.
    """

    text: str
    start: int
    end: int
    line: int
    column: int
    comment: str = ""
    glued: bool = False
    plain: bool = True

    @property
    def span(self) -> Span:
        """All of the word."""
        return Span(self.start, self.end, self.line, self.column)


class Problem(NamedTuple):
    """What makes ``sbatch`` give up at once: ``lone-colon`` or ``unmatched-quote``, and its own sentence."""

    kind: str
    span: Span
    reason: str


class Line(NamedTuple):
    """The words of one line.

    Attributes:
        dropped: offset from which words are dropped silently, -1 if none are.
        backslash: offset of a backslash that ends the line, -1 if none does.
        odd: some of these is set.
    """

    tokens: list[Token]
    problem: Problem | None = None
    dropped: int = -1
    backslash: int = -1
    odd: bool = False


class _Word(NamedTuple):
    text: str | None
    start: int
    end: int
    quote: int = -1


def _next(text: str, at: int, end: int, spaced: bool) -> _Word:
    """The next word from an offset; ``text`` None: the line has no more for ``sbatch``."""
    while at < end and text[at] in SPACE:
        at += 1
    start, letters, quote, opened, escaped = at, [], "", -1, False
    while at < end and (quote or text[at] not in SPACE):
        letter = text[at]
        if escaped:
            escaped = False
        elif letter == "\\":
            at += 1
            if not (spaced and text[at : at + 1] == " " and at < end):
                escaped = True
                continue
            letter = " "
        elif quote and letter == quote:
            quote, at = "", at + 1
            continue
        elif not quote and letter in "\"'":
            quote, opened, at = letter, at, at + 1
            continue
        elif not quote and letter == "#":
            break
        letters.append(letter)
        at += 1
    return _Word("".join(letters) if letters else None, start, at, opened if quote else -1)


def _slow(text: str, start: int, end: int, number: int, first: int, spaced: bool) -> Line:
    tokens: list[Token] = []
    problem, dropped, at = None, -1, start
    while True:
        while at < end and text[at] in SPACE:
            at += 1
        separator = _SEPARATOR.match(text, at, end)
        if separator is not None:
            dropped = separator.end() if text[separator.end() : end].strip(SPACE) else -1
            break
        if at < end and text[at] == ":":
            stop = _WORD.match(text, at, end)
            here = Span(at, stop.end() if stop else end, number, at - first + 1)
            reason = f"line {number}: Unexpected `:` in [{text[at:end]}]"
            problem, at = problem or Problem("lone-colon", here, reason), here.end
            continue
        word = _next(text, at, end, spaced)
        if word.quote >= 0:
            here = Span(word.quote, len(text[:end].rstrip(SPACE)), number, word.quote - first + 1)
            reason = f"line {number}: Unmatched `{text[word.quote]}` in [{text[at:end]}]"
            problem = problem or Problem("unmatched-quote", here, reason)
        if word.text is None:
            dropped = at if at < end and text[at] != "#" and text[at:end].strip(SPACE) != "\\" else -1
            break
        raw_end = word.end
        tokens.append(Token(word.text, at, raw_end, number, at - first + 1, plain=raw_end - at == len(word.text)))
        at = raw_end
    backslash = _backslash(text, at, end)
    odd = problem is not None or dropped >= 0 or backslash >= 0
    return Line(_commented(tokens, text, at, end), problem, dropped, backslash, odd)


def _commented(tokens: list[Token], text: str, at: int, end: int) -> list[Token]:
    """The words again, each with the comment that ends its line."""
    if at >= end or text[at] != "#":
        return tokens
    comment = text[at + 1 : end].rstrip(SPACE)
    return [token._replace(comment=comment, glued=token.end == at) for token in tokens]


def _backslash(text: str, at: int, end: int) -> int:
    """Where a backslash ends the line outside a comment; -1 if none does."""
    if at < end and text[at] == "#":
        return -1
    last = end
    while last > at and text[last - 1] in SPACE:
        last -= 1
    first = last
    while text[first - 1 : first] == "\\":
        first -= 1
    return last - 1 if (last - first) % 2 else -1  # two are one that is written out


def split(text: str, start: int, end: int, number: int, first: int, spaced: bool = False) -> Line:
    """The words between two offsets of a line that begins at ``first``.

    Args:
        text: the script.
        start: where the words begin, after ``#SBATCH``.
        end: where the line ends.
        number: the line's number, from 1.
        first: offset of the line's first character.
        spaced: a backslash keeps a following space, as from 24.05 on.
    """
    if _ODD.search(text, start, end) is None:
        return Line(
            [
                Token(found[0], found.start(), found.end(), number, found.start() - first + 1)
                for found in _WORD.finditer(text, start, end)
            ]
        )
    return _slow(text, start, end, number, first, spaced)


def separates(text: str, start: int, end: int) -> bool:
    """The line's first word is ``hetjob`` (``packjob``): a new component begins."""
    while start < end and text[start] in SPACE:
        start += 1
    return _SEPARATOR.match(text, start, end) is not None


def value_start(token: Token, raw: str, count: int) -> int:
    """Offset in the script of what is written after the first ``count`` characters that are read of a word."""
    if token.plain:
        return token.start + count
    at = quote = 0
    marks = ("", '"', "'")
    while count and at < len(raw):
        letter = raw[at]
        if letter == "\\":
            at, count = at + 2, count - 1
        elif quote and letter == marks[quote]:
            quote, at = 0, at + 1
        elif not quote and letter in marks[1:]:
            quote, at = marks.index(letter), at + 1
        else:
            at, count = at + 1, count - 1
    return token.start + at
