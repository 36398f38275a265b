"""One tree of values for JSON and YAML, every value with its place in the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from envdoctor.syntax.jobs.values import Span

MOST_TEXT = 2_000_000
"""Code points; a longer text is no spec that a person wrote."""
MOST_PLAIN = 100_000
"""Values that :meth:`Node.plain` makes at most: aliases in YAML can stand for billions."""

OBJECT, LIST, STRING, NUMBER, BOOL, NULL = "object", "list", "string", "number", "bool", "null"


class Field(NamedTuple):
    """One key of an object, where it stands, and its value."""

    name: str
    key: Span
    value: Node


class Node(NamedTuple):
    """One value.

    Attributes:
        kind: ``object``, ``list``, ``string``, ``number``, ``bool``, ``null``.
        value: what a scalar is in Python; None for objects and lists.
        span: the scalar as written, quotes included (its first line, if it has several); of objects and lists, the
            opening bracket, or in YAML's block style the first key or dash.
        fields: of an object, by key; of repeated keys the last. items: of a list.
        end: offset after the whole value.
        quoted: a string in quotes.
    """

    kind: str
    value: Any
    span: Span
    fields: Mapping[str, Field] = {}
    items: tuple[Node, ...] = ()
    end: int = 0
    quoted: bool = False

    def get(self, dotted: str) -> Node | None:
        """The value at ``a.b.c``, or None."""
        node = self
        for name in dotted.split("."):
            field = node.fields.get(name)
            if field is None:
                return None
            node = field.value
        return node

    def text(self, dotted: str) -> str:
        """The string at ``a.b.c``, "" if there is none."""
        node = self.get(dotted)
        return node.value if node is not None and node.kind == STRING else ""

    def plain(self) -> Any:
        """The value in Python's own types; None in place of what is too much."""
        return _plain(self, [MOST_PLAIN], 0)


class Flaw(NamedTuple):
    """Something a strict reader refuses.

    Attributes:
        kind: a word of the reader's list. span: where. token: what stands there, or the bracket that is meant.
        fatal: a strict reader refuses the text; else it reads it otherwise than it looks.
    """

    kind: str
    span: Span
    token: str = ""
    fatal: bool = True


class Tree(NamedTuple):
    """What was read.

    Attributes:
        roots: the documents; one for JSON. flaws: in the order of the text.
        fragment: members of an object without the braces around them.
    """

    roots: tuple[Node, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    fragment: bool = False


EMPTY = Tree()


class Places:
    """Offsets to lines and columns; a line ends at its line feed alone."""

    __slots__ = ("starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        self.starts = starts

    def span(self, start: int, end: int) -> Span:
        """The piece ``start:end``, cut at the end of its first line."""
        line = bisect_right(self.starts, start)
        if line < len(self.starts) and end >= self.starts[line]:
            end = max(start, self.starts[line] - 1)
        return Span(start, end, line, start - self.starts[line - 1] + 1)


def walk(node: Node, most: int = 20_000) -> Iterator[tuple[str, Node, Span | None]]:
    """``(path, object, its key)`` of objects in ``node``, itself first: ``train[0].resources``; ``most`` at most.

    The key is None for the items of a list and for ``node`` itself.
    """
    waiting: list[tuple[str, Node, Span | None]] = [("", node, None)]
    while waiting and most > 0:
        most -= 1
        path, node, key = waiting.pop()
        below: list[tuple[str, Node, Span | None]]
        if node.kind == OBJECT:
            yield path, node, key
            fields = [field for field in node.fields.values() if _deep(field.value)]
            below = [(f"{path}.{field.name}" if path else field.name, field.value, field.key) for field in fields]
        else:
            below = [(f"{path}[{n}]", item, None) for n, item in enumerate(node.items) if _deep(item)]
        waiting += reversed(below)


def _deep(node: Node) -> bool:
    return node.kind in (OBJECT, LIST)


def _plain(node: Node, left: list[int], depth: int) -> Any:
    left[0] -= 1
    if left[0] < 0 or depth > 100:
        return None
    if node.kind == OBJECT:
        return {name: _plain(field.value, left, depth + 1) for name, field in node.fields.items() if left[0] > 0}
    if node.kind == LIST:
        return [_plain(item, left, depth + 1) for item in node.items if left[0] > 0]
    return node.value
