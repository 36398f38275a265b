"""Words to text, as a shell would expand them; None where only the shell can."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from envdoctor.syntax.state import FLAGS, State, Var
from envdoctor.syntax.tree import Literal, Opaque, Param, Part, Word

_SPACE = re.compile(r"[ \t\n]+")
_GLOB = re.compile(r"[*?]|\[[^\]]*\]")
_ME = re.compile(r"(?:\$\(|`)\s*(?:/usr)?(?:/bin/)?(?:id\s+-(u|un)|(whoami))\s*[)`]")
_BRACES = re.compile(r"\{[^{}]*(?:,|\.\.)")
_CHANGED = re.compile(r"([A-Za-z_]\w*)\s*(?:(?:[-+*/%&|^]|<<|>>)?=(?!=)|\+\+|--)|(?:\+\+|--)\s*([A-Za-z_]\w*)")


def flags(interactive: bool) -> str:
    """What stands for the value of ``$-``."""
    return FLAGS + "i" if interactive else FLAGS


def equal(one: str | None, two: str | None) -> bool | None:
    """Are two values the same."""
    if one is None or two is None:
        return None
    if one != two and (FLAGS in one) != (FLAGS in two) and (one and two):
        return None
    return one == two


@lru_cache(maxsize=512)
def _regex(pattern: str) -> re.Pattern[str] | None:
    """A glob as a regular expression; a backslash quotes. None where it means more than ``*``, ``?`` and plain sets."""
    out, at = "", 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "\\" and at < len(pattern):
            out += re.escape(pattern[at])
            at += 1
        elif char in "*?":
            out += ".*" if char == "*" else "."
        elif char == "[":
            found = re.compile(r"([!^]?)([\w.,/-]+)\]", re.ASCII).match(pattern, at)
            if not found:
                return None
            out += "[" + ("^" if found[1] else "") + found[2].replace("/", "\\/") + "]"
            at = found.end()
        else:
            out += re.escape(char)
    try:
        return re.compile(out, re.DOTALL)
    except re.error:
        return None


def matches(value: str | None, pattern: str | None) -> bool | None:
    """Does ``value`` match the glob ``pattern`` (from :meth:`Expander.pattern`)."""
    if pattern is not None and re.fullmatch(r"\*+", pattern):
        return True
    if value is None or pattern is None or (regex := _regex(pattern)) is None:
        return None
    if FLAGS in value and re.search(r"[^*i]", pattern):
        return None
    return regex.fullmatch(value) is not None


def _trim(value: str, op: str, pattern: str) -> str | None:
    regex = _regex(pattern)
    if regex is None or len(value) > 20000 or (FLAGS in value and re.search(r"[^*i]", pattern)):
        return None
    ends = range(len(value) + 1)
    if op[0] == "#":
        cuts = (at for at in (ends if op == "#" else reversed(ends)) if regex.fullmatch(value, 0, at))
        return value[next(cuts, 0) :]
    cuts = (at for at in (reversed(ends) if op == "%" else ends) if regex.fullmatch(value, at))
    return value[: next(cuts, len(value))]


class Expander:
    """Expands words in a state.

    Args:
        state: gives the state in force (it is replaced where ways part and meet).
        special: value of ``$1``, ``$#``, ``$-`` and their like, by name.
        names: what a folder holds, sorted; None where that can't be told.
        unset: called where ``set -u`` or ``${X:?}`` may end it all.
        change: called with what an expansion sets: a name, and its value.
    """

    def __init__(
        self,
        shell: str,
        state: Callable[[], State],
        special: Callable[[str], Var | None],
        names: Callable[[str], tuple[str, ...] | None],
        unset: Callable[[], None],
        change: Callable[[str, str | None], None],
    ) -> None:
        self.shell, self._state, self._special = shell, state, special
        self._names, self._unset, self._change = names, unset, change

    def lookup(self, name: str) -> Var | None:
        """The variable or special parameter ``name``."""
        if name[0].isdigit() or name in "@*#?$!-":
            return self._special(name)
        return self._state().get(name)

    def fail(self) -> None:
        """A command fails in a way after which the shell may stop reading."""
        self._unset()

    # ---- one value

    def text(self, word: Word | None, *, assigned: bool = False, declared: bool = False) -> str | None:
        """The word as one value, without splitting: assignments, ``case``, ``[[``; ``export A={a,b}`` sets A twice."""
        if declared and word and any(isinstance(p, Literal) and not p.quoted and "{" in p.text for p in word.parts):
            return None
        return "" if word is None else self._join(word.parts, tilde=True, colons=assigned)

    def _join(self, parts: tuple[Part, ...], *, tilde: bool = False, colons: bool = False) -> str | None:
        out: str | None = ""
        for index, part in enumerate(parts):
            piece = self._piece(part)
            if self.shell == "zsh" and tilde and _named_command(part, index, colons):
                self._unset()  # the path of a command, or an error
                piece = None
            if piece is not None and tilde and isinstance(part, Literal) and not part.quoted and "~" in piece:
                piece = self._tilde(piece, index == 0, colons, last=index == len(parts) - 1)
            loose = isinstance(part, Literal) and not part.quoted
            if tilde and index and not out and loose and part.text.startswith("~"):  # type: ignore[union-attr]
                piece = None  # shells differ in what an empty expansion before a tilde means
            out = None if out is None or piece is None else out + piece
        return out

    def _tilde(self, text: str, first: bool, colons: bool, last: bool) -> str | None:
        pieces = text.split(":") if colons else [text]
        for index, piece in enumerate(pieces):
            if not piece.startswith("~") or (index == 0 and not first):
                continue
            closed = last or index < len(pieces) - 1 or "/" in piece
            home = self._state().get("HOME")
            if not closed or home is None or home.value is None or piece[1:2] not in ("", "/"):
                if self.shell == "zsh":
                    self._unset()  # an unknown user is an error there
                return None
            pieces[index] = home.value + piece[1:]
        return ":".join(pieces)

    def _piece(self, part: Part) -> str | None:
        if isinstance(part, Literal):
            return part.text
        if isinstance(part, Opaque):
            if part.text.startswith(("$((", "$[", "((")):
                for found in _CHANGED.finditer(part.text):
                    self._change(found[1] or found[2], None)
            me = _ME.fullmatch(part.text)
            var = self._special("id -u" if me[1] == "u" else "id -un") if me else None
            return var.value if var else None
        return self._join(part.argument) if part.op == "quote" else self._param(part)

    def _param(self, part: Param) -> str | None:
        var, op = self.lookup(part.name), part.op
        bare = op.lstrip(":")
        if bare in ("-", "=", "+", "?") and op:
            return self._default(part, var, op, bare)
        if var is None and op == "isset":
            return "0"
        if op == "isset":
            return "1" if var is not None and var.value is not None else None
        if var is None:
            if self._state().nounset:
                self._unset()
            value: str | None = ""
        else:
            value = var.value
        if op == "length":
            return None if value is None or FLAGS in value else str(len(value))
        if op:
            pattern = self._pattern(part.argument)
            return None if value is None or pattern is None else _trim(value, op, pattern)
        return value

    def _default(self, part: Param, var: Var | None, op: str, bare: str) -> str | None:
        """``${X:-y}`` and its relatives: is X there, and what follows from it."""
        there = var is not None and (True if op == bare else self.filled(var))
        if var is not None and op == bare and var.value is None and not var.filled:
            there = None
        if bare == "+":
            word = self._tilded(part)
            return word if there else "" if there is False else None
        if there:
            return var.value if var else None
        word = self._tilded(part)
        if bare == "?":
            self._unset()
            return None
        if bare == "=" and there is False:
            self._change(part.name, word)
        elif bare == "=":
            self._change(part.name, None)
        return word if there is False else None

    def _tilded(self, part: Param) -> str | None:
        return self._join(part.argument, tilde=not part.quoted)

    @staticmethod
    def filled(var: Var | None) -> bool | None:
        """Is a variable set to something that is not empty."""
        if var is None:
            return False
        return bool(var.value) if var.value is not None else True if var.filled else None

    def blank(self, word: Word) -> bool | None:
        """Is the word's value empty; more often known than the value."""
        value = self.text(word)
        if value is not None:
            return not value
        return False if self._surely_filled(word.parts) else None

    def _surely_filled(self, parts: tuple[Part, ...]) -> bool:
        for part in parts:
            if isinstance(part, Literal) and part.text:
                return True
            if isinstance(part, Param):
                if part.op == "quote" and self._surely_filled(part.argument):
                    return True
                if part.op in ("", "-", ":-") and part.name and self.filled(self.lookup(part.name)):
                    return True
        return False

    # ---- patterns

    def pattern(self, word: Word) -> str | None:
        """The word as a glob; what was quoted is escaped."""
        return self._pattern(word.parts)

    def _pattern(self, parts: tuple[Part, ...]) -> str | None:
        out = ""
        for part in parts:
            piece = self._piece(part)
            if piece is None or (isinstance(part, Literal) and not part.quoted and "~" in piece[:1]):
                return None
            quoted = part.quoted or (self.shell == "zsh" and isinstance(part, Param))
            if quoted:
                piece = re.sub(r"[*?\[\]\\]", r"\\\g<0>", piece)
            out += piece
        return out

    # ---- many values

    def fields(self, word: Word) -> list[str] | None:
        """The word as the arguments it becomes; None where that can't be told."""
        if any(isinstance(part, Param) and part.name in ("@", "*") for part in _flat(word.parts)):
            return None
        if len(word.parts) == 1 and isinstance(part := word.parts[0], Literal) and part.quoted:
            return [part.text]
        value = self.text(word)
        if value is None:
            if self.shell == "zsh":
                self._unset()  # a glob that matches nothing ends it all
            return None
        loose = [part for part in word.parts if not part.quoted]
        plain = "".join(part.text for part in loose if isinstance(part, Literal))
        if _BRACES.search(plain):
            return None
        split = [self._piece(part) or "" for part in loose if isinstance(part, Param)]
        separators = self._state().variables.get("IFS")
        if any(split) and (separators is None or separators.origin.kind != "default"):
            return None
        if self.shell == "zsh":
            split = []
            if not value and loose and len(loose) == len(word.parts):
                return []
        if self.shell == "zsh" and "[" in plain and plain != "[" and not _GLOB.search(plain):
            self._unset()  # a bad pattern
            return None
        if _GLOB.search(plain) or any(_GLOB.search(text) for text in split):
            return self._globbed(word)
        if any(_SPACE.search(text) for text in split):
            return _SPACE.split(value.strip(" \t\n")) if len(loose) == len(word.parts) else None
        return [value] if value or len(loose) < len(word.parts) else []

    def _globbed(self, word: Word) -> list[str] | None:
        """Paths that match; only the last part of a path may hold a glob."""
        pattern = self._pattern(word.parts)
        value = self.text(word)
        if self.shell == "zsh":
            self._unset()
        if pattern is None or value is None or _SPACE.search(value):
            return None
        folder, slash, last = value.rpartition("/")
        _, _, pattern_last = pattern.rpartition("/")
        if not slash or not folder.startswith("/") or _GLOB.search(folder) or "\\" in pattern:
            return None
        names = self._names(folder)
        if names is None or not (regex := _regex(pattern_last)):
            return None
        found = [f"{folder}/{name}" for name in names if regex.fullmatch(name) and (name[0] != "." or last[0] == ".")]
        if any(not name.isascii() for name in found):
            return None
        return found or (None if self.shell == "zsh" else [value])


def _named_command(part: Part, index: int, colons: bool) -> bool:
    """zsh puts the path of a command for ``=name``."""
    if not isinstance(part, Literal) or part.quoted or part.text == "=":
        return False
    return (index == 0 and part.text[:1] == "=") or (colons and ":=" in part.text)


def _flat(parts: tuple[Part, ...]) -> list[Part]:
    flat: list[Part] = []
    for part in parts:
        flat.append(part)
        if isinstance(part, Param):
            flat.extend(_flat(part.argument))
    return flat
