"""Words of shell code as programs get them: quotes and backslashes taken off, where nothing expands them."""

from __future__ import annotations

import re
from bisect import bisect_right

from envdoctor.syntax.jobs.body import Word
from envdoctor.syntax.jobs.values import Span

_SPECIAL = re.compile(r"[\\'\"$`*?\[~{<>]")
"""What makes a word other than what is written; the others are taken as they are."""
_HARD = re.compile(r"[`<>()]|\\(?!\n)|(?<!\\)\n|\S\\\n(?=\S)|\$\{[^}]*[\s'\"$]|\A[A-Za-z_][\w\[\]]*\+?=")
"""What takes the parser's nodes to part a command into words."""
_TOKEN = re.compile(r"([^\s'\"\\$`*?\[~{<>]+)(?![^\s\\])|(?:[^\s'\"\\]+|'[^']*'|\"[^\"]*\")+")
"""A word; the group is set for one that is what is written."""
_IN_DOUBLE = re.compile(r"\\([$`\"\\])|\\\n")
_BACKSLASH = re.compile(r"\\(?:\n|(.))", re.DOTALL)
_PIECE = re.compile(
    r"'(?P<raw>[^']*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\"|(?P<plain>(?:[^'\"\\]|\\.)+)|(?P<odd>.)", re.DOTALL
)
_BRACES = re.compile(r"\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}")
_EXPANDED = re.compile(r"[$*?\[]|^[<>]\(")


class Words:
    """Makes words and spans of one text; lines are counted as they come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(at.end() for at in re.finditer("\n", text))]
        self._line, self._from, self._to = 0, 0, 0

    def _go(self, start: int) -> None:
        starts = self._starts
        self._line = line = bisect_right(starts, start)
        self._from = starts[line - 1]
        self._to = starts[line] if line < len(starts) else len(self.text) + 1

    def span(self, start: int, end: int) -> Span:
        """The place of ``text[start:end]``, cut at the end of its first line."""
        if not self._from <= start < self._to:
            self._go(start)
        if end >= self._to:
            end = start + len(self.text[start : self._to - 1].rstrip(" \t\r\\"))
        return tuple.__new__(Span, (start, end, self._line, start - self._from + 1))

    def across(self, words: tuple[Word, ...]) -> Span:
        """From the first word to the last."""
        return self.span(words[0][1][0], words[-1][1][1])

    def word(self, start: int, end: int) -> Word:
        """The word that is written as ``text[start:end]``."""
        raw, span = self.text[start:end], self.span(start, end)
        if _SPECIAL.search(raw) is None:
            return tuple.__new__(Word, (raw, span, True, False))
        text, certain = unquoted(raw)
        return Word(text, span, certain, raw[0] in "'\"")

    def plain_name(self, start: int, end: int) -> str:
        """The first word of a command without assignments, redirects and substitutions; "" if it may have some."""
        text = self.text
        raw = text[start:end]
        if _HARD.search(raw) is not None:
            return ""
        first = _TOKEN.match(raw)
        if first is None:
            return ""
        return first[1] or unquoted(first[0])[0]

    def plain(self, start: int, end: int) -> tuple[Word, ...]:
        """The words of a command that has a :meth:`plain_name`."""
        raw = self.text[start:end]
        if not self._from <= start < self._to:
            self._go(start)
        line, shift, until = self._line, 1 - self._from, self._to - start
        new, found = tuple.__new__, []
        for match in _TOKEN.finditer(raw):
            begin, end = match.span()
            if end >= until:  # another line
                if begin >= until:
                    self._go(start + begin)
                    line, shift, until = self._line, 1 - self._from, self._to - start
                if end >= until:
                    found.append(self.word(start + begin, start + end))
                    continue
            span = new(Span, (start + begin, start + end, line, start + begin + shift))
            if match.lastindex:
                found.append(new(Word, (match[1], span, True, False)))
            else:
                one = match[0]
                text, certain = unquoted(one)
                found.append(new(Word, (text, span, certain, one[0] in "'\"")))
        return tuple(found)


def unquoted(raw: str) -> tuple[str, bool]:
    """The text of a word, and whether that is what the program gets: nothing in it is expanded.

    What the shell expands stays as it is written, quotes within ``$(..)`` included.
    """
    first, quotes = raw[0], "'" in raw or '"' in raw or "\\" in raw
    if not quotes and "`" not in raw:
        return raw, not (first == "~" or _EXPANDED.search(raw) or ("{" in raw and _BRACES.search(raw)))
    if "$(" in raw or "`" in raw or raw[:2] in ("<(", ">("):
        inner = raw[1:-1] if len(raw) > 1 and first == raw[-1] == '"' and raw.count('"') == 2 else raw
        return inner, False
    if raw[:2] == "$'" and raw[-1:] == "'":
        return raw[2:-1], "\\" not in raw
    parts: list[str] = []
    certain = first != "~"
    for piece in _PIECE.finditer(raw):
        text, sure = _piece(piece)
        parts.append(text)
        certain = certain and sure
    return "".join(parts), certain


def _piece(piece: re.Match[str]) -> tuple[str, bool]:
    """One quoted or unquoted piece: its text, and whether nothing in it is expanded."""
    text = piece["raw"]
    if text is not None:
        return text, True
    text = piece["double"]
    if text is not None:
        if "\\" not in text:
            return text, "$" not in text
        return _IN_DOUBLE.sub(lambda m: m[1] or "", text), "$" not in text.replace("\\$", "")
    text = piece["plain"]
    if text is None:
        return piece[0], False
    bare = _BACKSLASH.sub("", text) if "\\" in text else text
    certain = _EXPANDED.search(bare) is None and not ("{" in bare and _BRACES.search(bare))
    return (_BACKSLASH.sub(lambda m: m[1] or "", text) if "\\" in text else text), certain
