"""Conditions: ``test``, ``[ ]`` and ``[[ ]]``, three-valued."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from envdoctor.host.probes import Seen
from envdoctor.syntax.expand import Expander, equal, matches
from envdoctor.syntax.state import State, merge
from envdoctor.syntax.tree import Word

_FILES = frozenset("-e -f -d -r -w -x -s -h -L -a".split())
_NUMBERS = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}


class World(Protocol):
    """What a condition may ask about."""

    expander: Expander
    state: State
    interactive: bool
    login: bool

    def look(self, path: str) -> Seen | None:
        """What stands at an absolute path; None where that can't be told."""

    def readable(self, seen: Seen) -> bool | None:
        """May the account read it."""


def both(one: bool | None, two: bool | None) -> bool | None:
    """Three-valued and."""
    return False if one is False or two is False else None if one is None or two is None else True


def either(one: bool | None, two: bool | None) -> bool | None:
    """Three-valued or."""
    return True if one or two else None if one is None or two is None else False


def negate(one: bool | None) -> bool | None:
    """Three-valued not."""
    return None if one is None else not one


def _file(world: World, op: str, path: str | None) -> bool | None:
    if path == "":
        return False
    seen = world.look(path) if path and path.startswith("/") else None
    if seen is None:
        return None
    if op in ("-h", "-L"):
        return seen.link is not None
    if not seen.exists:
        return None if seen.error else False
    if op in ("-f", "-d"):
        return seen.kind == {"-f": "file", "-d": "folder"}[op]
    if op == "-r":
        return world.readable(seen)
    if op == "-w":
        return True if seen.writable else None if seen.kind == "folder" else False
    if op == "-x":
        return bool(seen.mode & 0o111) if seen.mode & 0o111 in (0, 0o111) else None
    return seen.size > 0 if op == "-s" and seen.kind == "file" else None if op == "-s" else True


def unary(world: World, op: str, word: Word, value: str | None) -> bool | None:
    """``-z X``, ``-f X`` and so on."""
    if op in ("-z", "-n"):
        blank = (not value) if value is not None else world.expander.blank(word)
        return blank if op == "-z" else negate(blank)
    if op in _FILES:
        return _file(world, op, value)
    if op == "-t":
        return None if world.interactive else False
    if op == "-o":
        known = {"interactive": world.interactive, "login": world.login}
        return known.get(value or "") if world.expander.shell == "zsh" else None
    if op == "-v" and value and value.isidentifier():
        var = world.expander.lookup(value)
        return False if var is None else True if var.value is not None or var.filled else None
    return None


def _number(value: str | None) -> int | None:
    text = (value or "").strip(" \t")
    return int(text) if text.lstrip("+-").isdecimal() and text.isascii() and len(text) < 18 else None


def binary(world: World, left: Word, op: str, right: Word, double: bool) -> bool | None:
    """``X = Y``, ``X -eq Y``; in ``[[ ]]`` the right side of ``=`` is a pattern."""
    expander = world.expander
    if op in ("=", "==", "!="):
        one = expander.text(left)
        same = matches(one, expander.pattern(right)) if double else equal(one, expander.text(right))
        return negate(same) if op == "!=" else same
    if op in _NUMBERS:
        one_number, two_number = _number(expander.text(left)), _number(expander.text(right))
        if one_number is None or two_number is None:
            return None
        return bool(_NUMBERS[op](one_number, two_number))
    return None


class _Reader:
    """Recursive descent over ``[[``'s words."""

    def __init__(self, world: World, words: tuple[Word | str, ...], text: str) -> None:
        self.world, self.words, self.text, self.at = world, words, text, 0

    def _raw(self, ahead: int = 0) -> str | None:
        if self.at + ahead >= len(self.words):
            return None
        word = self.words[self.at + ahead]
        return word if isinstance(word, str) else self.text[word.start : word.end]

    def disjunction(self) -> bool | None:
        result = self.conjunction()
        while self._raw() == "||":
            self.at += 1
            result = either(result, self._beside(result is True, result, self.conjunction))
        return result

    def conjunction(self) -> bool | None:
        result = self.primary()
        while self._raw() == "&&":
            self.at += 1
            result = both(result, self._beside(result is False, result, self.primary))
        return result

    def _beside(self, passed: bool, left: bool | None, right: Callable[[], bool | None]) -> bool | None:
        """The right side, which is not looked at (so ``${X:=y}`` sets nothing) where the left one decides."""
        before = self.world.state.copy()
        result = right()
        if passed:
            self.world.state = before
        elif left is None:
            self.world.state = merge(before, self.world.state)
        return result

    def primary(self) -> bool | None:
        raw = self._raw()
        if raw == "!":
            self.at += 1
            return negate(self.primary())
        if raw == "(":
            self.at += 1
            result = self.disjunction()
            self.at += 1
            return result
        return self._plain(raw)

    def _plain(self, raw: str | None) -> bool | None:
        if self.at >= len(self.words):
            return None
        first = self.words[self.at]
        following = self.words[self.at + 1] if self.at + 1 < len(self.words) else ")"
        operator = self._raw(1)
        if isinstance(first, str) or operator in ("<", ">"):
            self.at += 3
            return None
        if raw and raw[0] == "-" and len(raw) == 2 and isinstance(following, Word):
            self.at += 2
            return unary(self.world, raw, following, self.world.expander.text(following))
        if isinstance(following, Word):
            right = self.words[self.at + 2] if self.at + 2 < len(self.words) else None
            self.at += 3
            if not isinstance(right, Word) or operator is None:
                return None
            return binary(self.world, first, operator, right, True)
        self.at += 1
        return negate(self.world.expander.blank(first))


def extended(world: World, words: tuple[Word | str, ...], text: str) -> bool | None:
    """``[[ ... ]]``; ``text`` is the script the words stand in."""
    reader = _Reader(world, words, text)
    result = reader.disjunction()
    return result if reader.at == len(words) else None


def classic(world: World, words: list[Word], text: str) -> bool | None:
    """``test ...`` (the closing bracket taken off), by the number of its arguments, as POSIX has it."""
    raw = [text[word.start : word.end] for word in words]
    for operator, combine in (("-o", either), ("-a", both)):
        places = [at for at in range(1, len(raw) - 1) if raw[at] == operator and len(raw) > 3]
        if places:
            at = places[-1] if operator == "-a" else places[0]
            if any(_confusing(world, word) for word in words[:at] if text[word.start] != "-"):
                return None
            return combine(classic(world, words[:at], text), classic(world, words[at + 1 :], text))
    if raw and raw[0] == "!" and len(raw) > 1:
        return negate(classic(world, words[1:], text))
    return _counted(world, words, raw)


def _confusing(world: World, word: Word) -> bool:
    """Would ``test`` take the value for an operator."""
    value = world.expander.text(word) or ""
    return value in ("!", "(", ")") or value[:1] == "-"


def _counted(world: World, words: list[Word], raw: list[str]) -> bool | None:
    loose = [word for word in words if not all(part.quoted for part in word.parts)]
    given = [world.expander.fields(word) for word in loose]
    if len(words) == 2 and words[1] in loose:
        if given[-1] == [] and world.expander.shell != "zsh":
            return True  # "[ -n ]" asks whether the text "-n" is empty
        if given[-1] is None and raw[0] == "-z" and world.expander.blank(words[1]) is False:
            return False  # one filled word, or several and so an error
    texts = [world.expander.text(word) for word in loose]
    if any(len(words) > 1 and (fields is None or fields != [text]) for fields, text in zip(given, texts, strict=True)):
        return None
    if not words:
        return False
    if len(words) == 1:
        return negate(world.expander.blank(words[0])) if given in ([], [texts[0:1]], [[]]) else None
    if len(words) == 2:
        return unary(world, raw[0], words[1], world.expander.text(words[1]))
    if len(words) != 3:
        return None
    if raw[1] == "==" and world.expander.shell != "bash":
        world.expander.fail()  # dash: an error; zsh: the command named "=" is not found
        return False if world.expander.shell == "dash" else None
    return binary(world, words[0], raw[1], words[2], False)
