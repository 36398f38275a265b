"""Blanks, reserved words, redirections and simple commands: what the parser of lists stands on."""

from __future__ import annotations

import re

from envdoctor.syntax.tree import Assign, Node, Opaque, Redirected, Simple, Word
from envdoctor.syntax.words import Fault, Words

_BLANK = re.compile(r"(?:[ \t]+|\\\n)*(?:#[^\n]*)?")
_BLANK_WITHIN = re.compile(r"(?:[ \t]+|\\\n)*")
_RESERVED = re.compile(
    r"(if|then|else|elif|fi|for|select|while|until|do|done|case|esac|function|time|coproc|foreach|repeat|!|\{|\}|\[\[)"
    r"(?=[ \t\n;&|<>()]|\Z)"
)
_RESERVED_FIRST = frozenset("itefsuwdc!{}[r")
_ASSIGN = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\[[^\]\n]*\])?(\+?)=", re.ASCII)
_REDIRECT = re.compile(r"(?:[0-9]+|\{[A-Za-z_]\w*\})?(&>>|&>|<<<|<<-|<<|<&|>&|<>|>\||>>|<(?!\()|>(?!\())")
_BLANKS, _REDIRECTING = frozenset(" \t\\#"), frozenset("<>&{")
_DECLARING = frozenset(("export", "declare", "typeset", "local", "readonly"))
_HARMLESS = re.compile(r"/dev/(?:null|stdin|stdout|stderr|tty)$|[0-9]+$|-$")


class Tokens(Words):
    """Reads simple commands."""

    def __init__(self, text: str, shell: str) -> None:
        super().__init__(text, shell)
        self._here: list[tuple[str, bool]] = []

    # ---- blanks, lines, operators

    def _blank(self) -> None:
        if self.text[self.at : self.at + 1] not in _BLANKS:
            return
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _newlines(self) -> None:
        self._blank()
        while self._take("\n"):
            self._blank()

    def _take(self, operator: str) -> bool:
        if not self.text.startswith(operator, self.at):
            return False
        self.at += len(operator)
        if operator == "\n":
            self._skip_documents()
        return True

    def _skip_documents(self) -> None:
        """Pass the here-documents that were announced on the line that just ended."""
        for delimiter, tabs in self._here:
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                line = self.text[self.at : end if end >= 0 else len(self.text)]
                self.at = end + 1 if end >= 0 else len(self.text)
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    break
        self._here.clear()

    def _reserved(self) -> str:
        if self.text[self.at : self.at + 1] not in _RESERVED_FIRST:
            return ""
        found = _RESERVED.match(self.text, self.at)
        return found[1] if found else ""

    def _expect(self, word: str) -> None:
        self._newlines()
        if self._reserved() != word:
            raise Fault(f"expected {word}")
        self.at += len(word)

    # ---- simple commands

    def _simple(self, start: int) -> Node:
        assigns: list[Assign] = []
        words: list[Word | Assign] = []
        risky = False
        end = start
        while True:
            risky |= self._redirects()
            found: Word | Assign | None = self._assign() if not words or self._declares(words[0]) else None
            if isinstance(found, Assign) and not words:
                assigns.append(found)
            elif found is not None or (found := self.word()) is not None:
                words.append(found)
            else:
                break
            end = self.at
        if self.at == start:
            raise Fault("expected a command")
        node = Simple(tuple(assigns), tuple(words), start, end)
        return Redirected(node, start, end) if risky else node

    def _declares(self, word: Word | Assign) -> bool:
        text = self.text[word.start : word.end].lstrip("\\")
        return text in _DECLARING or text in ("builtin", "command")

    def _assign(self) -> Assign | None:
        start = self.at
        found = _ASSIGN.match(self.text, start)
        if not found or (self.shell == "dash" and (found[2] or found[3])):
            return None
        self.at = found.end()
        if self.shell != "dash" and self.text.startswith("(", self.at):
            value: Word | None = self._array()
        else:
            value = self.word() or Word((), self.at, self.at)
        return Assign(found[1], bool(found[3]), bool(found[2]), value, start, self.at)

    def _array(self) -> Word:
        start = self.at
        self.at += 1
        self._newlines()
        while not self._take(")"):
            if self.word() is None:
                raise Fault("expected )")
            self._newlines()
        return Word((Opaque(self.text[start : self.at], False),), start, self.at)

    def _redirects(self) -> bool:
        """Pass redirections; True if one of them may fail."""
        risky = False
        while True:
            self._blank()
            char = self.text[self.at : self.at + 1]
            found = _REDIRECT.match(self.text, self.at) if char in _REDIRECTING or char.isdigit() else None
            if not found:
                return risky
            self.at = found.end()
            blank = _BLANK_WITHIN.match(self.text, self.at)
            self.at = blank.end() if blank else self.at
            word = self.word()
            if word is None:
                raise Fault("expected a file")
            raw = self.text[word.start : word.end]
            if found[1] in ("<<", "<<-"):
                self._here.append((re.sub(r"[\\'\"]", "", raw), found[1] == "<<-"))
            elif found[1] != "<<<":
                risky |= not _HARMLESS.match(raw)
