"""Directive lines of LSF and PBS: where they stand, and the words on them with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from envdoctor.syntax.jobs.values import Span

_PLAIN = re.compile(r"[^ \t\r\f\v\n]+")
_SPACE = " \t\r\f\v\n"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_OPENS = r"(?<![^\s=\u00a0\u3000])"
_CLOSES = r"(?=[\s\u00a0\u3000]|\Z)"
_ODD = re.compile(
    rf"""\"[^\"\n]*\"|'[^'\n]*'|\s\#[^\n]*|(?<![^\s\u00a0\u3000])(?P<dash>-?[{_DASHES}]-?)(?=[A-Za-z])"""
    r"""|(?P<space>[\u00a0\u202f\u2007\u3000\u200b\ufeff]+)"""
    rf"""|{_OPENS}(?P<double>[\u201c-\u201e\uff02][^\"\n\u201c-\u201e\uff02]*[\u201c\u201d\uff02]){_CLOSES}"""
    rf"""|{_OPENS}(?P<single>[\u2018\u2019][^'\n\u2018\u2019]*[\u2018\u2019]){_CLOSES}"""
)
"""Curved quotes count where they surround a value: within one they are letters that somebody wrote on purpose."""
_PLAINLY = {"dash": "-", "space": " ", "double": '"', "single": "'"}


class Odd(NamedTuple):
    """Characters of a directive that only look like ASCII: from the first to the last, and what is meant there."""

    span: Span
    after: str
    code: str
    plain: str


class Line(NamedTuple):
    """A directive's line, with the lines that its trailing backslashes join to it.

    Attributes:
        start, end: of the text after the directive's prefix; ``end`` is before the last line end.
        line: of its beginning. joined: it goes on over more than one line.
    """

    start: int
    end: int
    line: int
    joined: bool = False


class Word(NamedTuple):
    """One word. ``span``: as written, quotes included. ``open``: its quote never ends."""

    text: str
    span: Span
    open: str = ""


def unquoted(written: str) -> tuple[str, int]:
    """A value as written without its surrounding quotes, and how many code points they take at its front."""
    if written[:1] not in ('"', "'"):
        return written, 0
    return (written[1:-1] if len(written) > 1 and written[-1] == written[0] else written[1:]), 1


def span_at(text: str, start: int, end: int, line: Line) -> Span:
    """The place of ``start:end``, which lies in ``line``."""
    below = text.count("\n", line.start, start) if line.joined else 0
    return Span(start, end, line.line + below, start - text.rfind("\n", 0, start))


def words(text: str, line: Line, *, comments: bool, escapes: bool) -> tuple[list[Word], str]:
    """The words of a line, and the comment that ends it.

    Args:
        text: the script.
        line: which part of it.
        comments: a word that begins with ``#`` begins a comment.
        escapes: a backslash protects the next code point.
    """
    piece = text[line.start : line.end]
    if line.joined or '"' in piece or "'" in piece or "\\" in piece:
        return _slowly(text, line, comments, escapes)
    column = line.start - text.rfind("\n", 0, line.start)
    found: list[Word] = []
    for match in _PLAIN.finditer(piece):
        at, word = match.start(), match[0]
        if comments and word[0] == "#":
            return found, piece[at + 1 :].strip()
        found.append(Word(word, Span(line.start + at, line.start + match.end(), line.line, column + at)))
    return found, ""


def _slowly(text: str, line: Line, comments: bool, escapes: bool) -> tuple[list[Word], str]:
    found: list[Word] = []
    at, end = line.start, line.end
    while at < end:
        if text[at] in _SPACE or (line.joined and text[at] == "\\" and text[at + 1 : at + 2] in ("\n", "\r")):
            at += 1
        elif comments and text[at] == "#":
            return found, text[at + 1 : end].split("\n", 1)[0].strip()
        else:
            word, at = _word(text, at, line, escapes)
            found.append(word)
    return found, ""


def _word(text: str, start: int, line: Line, escapes: bool) -> tuple[Word, int]:
    """The word that begins at ``start``, and where it ends."""
    parts: list[str] = []
    at, end, opened = start, line.end, ""
    while at < end and text[at] not in _SPACE:
        char = text[at]
        if char in "\"'":
            close = text.find(char, at + 1, end)
            if close < 0:
                opened, close = char, end
            parts.append(text[at + 1 : close])
            at = min(close + 1, end)
        elif escapes and char == "\\" and at + 1 < end:
            parts.append(text[at + 1])
            at += 2
        elif line.joined and char == "\\" and text[at + 1 : at + 2] in ("\n", "\r"):
            break
        else:
            run = at + 1
            while run < end and text[run] not in " \t\r\f\v\n\"'\\":
                run += 1
            parts.append(text[at:run])
            at = run
    return Word("".join(parts), span_at(text, start, at, line), opened), at


def nearest(word: str, known: Iterable[str]) -> str:
    """The name of ``known`` that is most like ``word``; "" where none is."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), 1, 0.6)), "")


def odd(text: str, line: Line) -> Odd | None:
    """Dashes, spaces and quotes of a line that are none, outside of quotes and comments; None where there are none."""
    piece = text[line.start : line.end]
    if piece.isascii() or line.joined:
        return None
    found = [match for match in _ODD.finditer(piece) if match.lastgroup and _astray(piece, match)]
    if not found:
        return None
    start, end = found[0].start(), found[-1].end()
    plain = _ODD.sub(lambda match: _meant(match) if match.lastgroup and _astray(piece, match) else match[0], piece)
    cut = plain[start : len(plain) - (len(piece) - end)]
    first = next(char for char in found[0][0] if not char.isascii())
    span = span_at(text, line.start + start, line.start + found[0].end(), line)
    return Odd(span._replace(end=line.start + end), cut, f"{ord(first):04X}", _PLAINLY[found[0].lastgroup or "dash"])


def _astray(piece: str, match: re.Match[str]) -> bool:
    """A wide space parts words that are an option and its value, or stands at a word's edge; else a name has it."""
    if match.lastgroup != "space":
        return True
    start = max(piece.rfind(" ", 0, match.start()), piece.rfind("\t", 0, match.start())) + 1
    before, after = piece[start : match.start()], piece[match.end() : match.end() + 1]
    option = before[:1] == "-" and before[1:].isalpha()
    return not before or option or not after or after in f" \t\r-{_DASHES}"


def _meant(match: re.Match[str]) -> str:
    plain = _PLAINLY[match.lastgroup or "dash"]
    return plain if match.lastgroup in ("dash", "space") else f"{plain}{match[0][1:-1]}{plain}"


def line_from(text: str, start: int, number: int) -> Line:
    """The line whose rest begins at ``start``, joined with the next as long as a backslash ends it."""
    end = _line_end(text, start)
    joined = False
    while end < len(text) and text[start:end].rstrip("\r").endswith("\\"):
        joined = True
        end = _line_end(text, end + 1)
    return Line(start, end, number, joined)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
