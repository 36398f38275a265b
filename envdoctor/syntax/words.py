"""Words of a shell script: quotes, parameters, substitutions.

The parser is our own, not tree-sitter-bash: that grammar recovers where a shell stops, drops the carriage returns of
CRLF files, takes ``A=1 B=2`` and the next line for one command, and knows nothing of zsh and dash. What a shell does
with a file must be told exactly, or not at all.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod

from envdoctor.syntax.tree import Literal, Opaque, Param, Part, Word

_PLAIN = re.compile(r"[^ \t\n;&|<>()'\"\\$`]+")
_IN_DOUBLE = re.compile(r"[^\"\\$`]+")
_IN_BRACE = re.compile(r"[^}'\"\\$`]+")
_SINGLE = re.compile(r"'([^']*)'")
_BACKQUOTE = re.compile(r"`(?:[^`\\]|\\.)*`", re.DOTALL)
_ANSI = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]|[@*#?$!-]", re.ASCII)
_BRACE = re.compile(r"(#|\+)?([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(:?[-=+?]|##?|%%?|\})", re.ASCII)
_MODIFIER = re.compile(r"\[|:[A-Za-z&]")
_ESCAPES = dict(zip("nt\\'\"rabeE", "\n\t\\'\"\r\a\b\x1b\x1b", strict=True))
_DEEP = 60
_ARITHMETIC = 1000


class Fault(Exception):
    """The text is not what this shell's grammar allows, or not what this parser knows."""


class Words(ABC):
    """Reads words from ``text`` at ``at``. ``shell`` is ``bash``, ``zsh`` or ``dash``."""

    def __init__(self, text: str, shell: str) -> None:
        self.text, self.shell, self.at, self.depth = text, shell, 0, 0

    @abstractmethod
    def commands(self, closing: str) -> None:
        """Pass the commands up to ``closing``; the parser of commands, which stands on this one, knows how."""

    def word(self) -> Word | None:
        """The word at the place we are at, or None where there is none."""
        start = self.at
        parts: list[Part] = []
        while self.at < len(self.text):
            if plain := _PLAIN.match(self.text, self.at):
                self.at = plain.end()
                parts.append(Literal(plain.group(), False))
            elif (part := self._special(False)) is not None:
                parts.append(part)
            elif not self._extended(start, parts):
                break
        return Word(tuple(parts), start, self.at) if self.at > start else None

    def _extended(self, start: int, parts: list[Part]) -> bool:
        """Extended globs and process substitutions; False where the word ends."""
        two = self.text[self.at : self.at + 2]
        before = self.text[self.at - 1] if self.at > start else ""
        if (self.shell != "dash" and two in ("<(", ">(")) or (self.shell == "zsh" and before == "=" and two[:1] == "("):
            parts.append(self._substitution(self.at, two.index("(") + 1, False))
        elif two[:1] == "(" and self.shell != "dash" and before and (before in "?*+@!" or self.shell == "zsh"):
            parts.append(self._balanced(self.at, 1, False))
        else:
            return False
        return True

    def _special(self, double: bool) -> Part | None:
        char = self.text[self.at : self.at + 1]
        if char == "$":
            return self._dollar(double)
        if char == "`":
            return self._matched(_BACKQUOTE, double)
        if char == "\\":
            return self._escape(double)
        if double:
            return None
        if char == "'":
            found = _SINGLE.match(self.text, self.at)
            if not found:
                raise Fault("a quote is not closed")
            self.at = found.end()
            return Literal(found[1], True)
        return self._double(1) if char == '"' else None

    def _matched(self, pattern: re.Pattern[str], quoted: bool) -> Opaque:
        found = pattern.match(self.text, self.at)
        if not found:
            raise Fault("a quote is not closed")
        self.at = found.end()
        return Opaque(found.group(), quoted)

    def _escape(self, double: bool) -> Literal:
        following = self.text[self.at + 1 : self.at + 2]
        self.at += 2 if following else 1
        if following == "\n":
            return Literal("", double)
        if not following or (double and following not in '$`"\\'):
            return Literal("\\" + following, True)
        return Literal(following, True)

    def _double(self, skip: int) -> Param:
        """A double-quoted string, as one part: ``"${:-parts}"`` keeps its quotedness where it is empty."""
        self.at += skip
        parts: list[Part] = []
        while self.at < len(self.text):
            if plain := _IN_DOUBLE.match(self.text, self.at):
                self.at = plain.end()
                parts.append(Literal(plain.group(), True))
            elif self.text[self.at] == '"':
                self.at += 1
                return Param("", "quote", tuple(parts), True)
            elif (part := self._special(True)) is not None:
                parts.append(part)
        raise Fault("a double quote is not closed")

    # ---- after a dollar

    def _dollar(self, double: bool) -> Part:
        text, at = self.text, self.at
        two, three = text[at : at + 2], text[at : at + 3]
        if three == "$((" and (found := self._arithmetic(at, 3)) is not None:
            return Opaque(found, double)
        if two == "$(":
            return self._substitution(at, 2, double)
        if two == "${":
            return self._brace(double)
        if two == "$[" and self.shell != "dash":
            return self._balanced(at, 2, double, "]")
        if not double and self.shell != "dash" and two == "$'":
            return self._ansi()
        if not double and self.shell == "bash" and two == '$"':
            return self._double(2)
        name = _NAME.match(text, at + 1)
        if name is None:
            self.at += 1
            return Literal("$", True)
        self.at = name.end()
        if self.shell == "zsh" and _MODIFIER.match(text, self.at):
            return self._subscript(at, double)
        return Param(name.group(), "", (), double)

    def _subscript(self, start: int, double: bool) -> Opaque:
        if self.text[self.at] == "[":
            self._balanced(start, self.at - start + 1, double, "]")
        else:
            self.at += 2
        return Opaque(self.text[start : self.at], double)

    def _ansi(self) -> Part:
        found = _ANSI.match(self.text, self.at)
        if not found:
            raise Fault("a quote is not closed")
        self.at = found.end()
        simple = re.fullmatch(r"(?:[^\\]|\\[nt\\'\"rabeE])*", found[1], re.DOTALL)
        if not simple:
            return Opaque(found.group(), True)
        return Literal(re.sub(r"\\(.)", lambda match: _ESCAPES[match[1]], found[1], flags=re.DOTALL), True)

    def _brace(self, double: bool) -> Part:
        start = self.at
        found = _BRACE.match(self.text, start + 2)
        if found is None or (found[1] == "+" and self.shell != "zsh") or (found[1] and found[3] != "}"):
            self._argument(start + 2, double)
            return Opaque(self.text[start : self.at], double)
        if found[3] == "}":
            self.at = found.end()
            return Param(found[2], {"#": "length", "+": "isset"}.get(found[1] or "", ""), (), double)
        plain_quotes = double and found[3][-1] in "-=+?"
        parts = self._argument(found.end(), plain_quotes)
        return Param(found[2], found[3], parts, double)

    def _argument(self, start: int, plain_quotes: bool) -> tuple[Part, ...]:
        """What stands up to the closing brace; in double quotes a single quote is plain text there."""
        self.at = start
        parts: list[Part] = []
        while self.at < len(self.text):
            char = self.text[self.at]
            if plain := _IN_BRACE.match(self.text, self.at):
                self.at = plain.end()
                parts.append(Literal(plain.group(), plain_quotes))
            elif char == "}":
                self.at += 1
                return tuple(parts)
            elif char == "'" and plain_quotes:
                self.at += 1
                parts.append(Literal("'", True))
            elif plain_quotes and char == "\\" and self.text[self.at + 1 : self.at + 2] == "}":
                self.at += 2
                parts.append(Literal("}", True))
            elif char == '"' or (part := self._special(plain_quotes)) is None:
                parts.append(self._double(1))
            else:
                parts.append(part)
        raise Fault("a brace is not closed")

    # ---- what is passed over as a whole

    def _substitution(self, start: int, skip: int, quoted: bool) -> Opaque:
        self.at = start + skip
        self.depth += 1
        if self.depth > _DEEP:
            raise Fault("too deep")
        self.commands(")")
        self.depth -= 1
        return Opaque(self.text[start : self.at], quoted)

    def _balanced(self, start: int, skip: int, quoted: bool, closing: str = ")") -> Opaque:
        opening, level, at = {")": "(", "]": "["}[closing], 1, start + skip
        while level:
            if at >= len(self.text) or self.text[at] == "\n":
                raise Fault(f"no {closing}")
            level += {opening: 1, closing: -1}.get(self.text[at], 0)
            at += 1
        self.at = at
        return Opaque(self.text[start:at], quoted)

    def _arithmetic(self, start: int, skip: int) -> str | None:
        """``((...))`` if it really is one; else None, and we have not moved."""
        level, at = 2, start + skip
        limit = min(len(self.text), at + _ARITHMETIC)
        while at < limit and level:
            char = self.text[at]
            level += {"(": 1, ")": -1}.get(char, 0)
            if level == 1 and char == ")" and self.text[at + 1 : at + 2] != ")":
                return None
            at += 1
        if level:
            return None
        self.at = at
        return self.text[start:at]
