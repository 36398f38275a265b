"""JSON as Docker's daemon reads it (Go's ``encoding/json``): strict, and every value knows where it stands.

Python's own parser takes ``NaN``, drops doubled keys and has no place for a key, so it cannot point at what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor.i18n import _
from envdoctor.light import dataclass, field

DEEPEST = 10_000
"""Brackets in brackets that Go's parser follows."""

_TOKEN = re.compile(
    r"[ \t\r\n]*(?:(?P<mark>[{}\[\],:])"
    r'|(?P<string>"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>true|false|null))"
)
_SPACE = re.compile(r"[ \t\r\n]*")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


class NoJson(Exception):
    """The text is no JSON; ``str()`` says why, ``at`` is the offset in characters."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at


@dataclass(slots=True)
class Node:
    """A value.

    Attributes:
        kind: ``object``, ``array``, ``string``, ``number``, ``bool`` or ``null``.
        at: offset of its first character.
        plain: a text, the digits of a number as they are written, or a boolean; None for what holds others.
        members: of an object, doubled keys too: (key, offset of the key, value). items: of an array.
    """

    kind: str
    at: int
    plain: str | bool | None = None
    members: list[tuple[str, int, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def get(self, key: str) -> Node | None:
        """The value of a key, the last one where it is doubled."""
        return next((value for name, _at, value in reversed(self.members) if name == key), None)


def read(text: str) -> tuple[Node, int]:
    """The first value of ``text`` and the offset behind it; what follows is the caller's to judge.

    Raises:
        NoJson: there is none.
    """
    tokens = _tokens(text)
    kind, raw, at = next(tokens)
    root = _value(text, kind, raw, at)
    open_: list[Node] = [root] if root.kind in ("object", "array") else []
    end = at + len(raw)
    first = True
    while open_:
        if len(open_) > DEEPEST:
            raise NoJson(_("brackets are nested too deeply"), at)
        end, first = _step(text, tokens, open_, first)
    return root, end


def _step(text: str, tokens: Iterator[tuple[str, str, int]], open_: list[Node], first: bool) -> tuple[int, bool]:
    """One member, item or closing bracket of the innermost value. ``first``: nothing stands in it yet."""
    node = open_[-1]
    close = "}" if node.kind == "object" else "]"
    kind, raw, at = next(tokens)
    if raw == close and kind == "mark":
        open_.pop()
        return at + 1, False
    if not first:
        if raw != "," or kind != "mark":
            raise _wrong(text, at)
        kind, raw, at = next(tokens)
        if raw == close and kind == "mark":
            raise NoJson(_("a comma before {close} is not allowed: take it out", close=close), at)
    key = None
    if node.kind == "object":
        if kind != "string":
            raise _wrong(text, at)
        key = (_text(raw), at)
        _kind, colon, at = next(tokens)
        if colon != ":":
            raise _wrong(text, at)
        kind, raw, at = next(tokens)
    value = _value(text, kind, raw, at)
    node.items.append(value) if key is None else node.members.append((*key, value))
    if value.kind in ("object", "array"):
        open_.append(value)
        return at + 1, True
    return at + len(raw), False


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at = 0
    while True:
        match = _TOKEN.match(text, at)
        if match is None:
            space = _SPACE.match(text, at)
            raise _wrong(text, space.end() if space else at)
        kind = match.lastgroup or ""
        yield kind, match[kind], match.start(kind)
        at = match.end()


def _value(text: str, kind: str, raw: str, at: int) -> Node:
    if kind == "mark":
        if raw not in "{[":
            raise _wrong(text, at)
        return Node("object" if raw == "{" else "array", at)
    if kind == "string":
        return Node("string", at, _text(raw))
    if kind == "number":
        return Node("number", at, raw)
    return Node("null" if raw == "null" else "bool", at, _WORDS[raw])


def _text(raw: str) -> str:
    if "\\" not in raw:
        return raw[1:-1]
    import json

    text: str = json.loads(raw, strict=False)
    return text


def _wrong(text: str, at: int) -> NoJson:
    """What is wrong at ``at``, in words for somebody who edits the file by hand."""
    found = text[at : at + 2]
    if not found:
        return NoJson(_("the file ends too early: a closing bracket or quote is missing"), at)
    if found in ("//", "/*") or found[0] == "#":
        return NoJson(_("comments are not allowed in JSON: take this one out"), at)
    if found[0] == "'":
        return NoJson(_("single quotes are not allowed in JSON: write double ones"), at)
    if found[0] == '"' and _TOKEN.match(text, at):
        return NoJson(_("a comma or colon is missing before this"), at)
    if found[0] == '"':
        return NoJson(_("this quoted text is not closed in its line, or holds a backslash that means nothing"), at)
    shown = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
    return NoJson(_("{char} is not expected here", char=shown), at)


def line_column(text: str, at: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1; columns count code points."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
