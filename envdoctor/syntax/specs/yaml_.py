"""YAML to the same tree as JSON. Aliases are shared, never copied, so that a few lines can't become gigabytes."""

from __future__ import annotations

import re
from typing import Any

from envdoctor.syntax.specs.values import (
    BOOL,
    LIST,
    MOST_TEXT,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Field,
    Flaw,
    Node,
    Places,
    Tree,
)

MOST_NODES = 200_000
MOST_DEPTH = 100
MOST_DOCUMENTS = 200
MOST_SLOW = 200_000
"""Code points that the reader without libyaml takes: it needs seconds for a megabyte."""

_PROPERTIES = re.compile(r"(?:[&!][^ \t\r\n]*[ \t]+)+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_INT = re.compile(r"[-+]?[0-9]{1,300}\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_BRACKET = re.compile(r"[\[\]{}]")
_CHAIN = re.compile(r"(?:[-?:][ \t]+){200}")
MOST_BRACKETS = 500
"""Open brackets in flight; libyaml's composer overflows the stack of the process at some ten thousand."""


class _TooMuch(Exception):
    """More than a spec that a person wrote."""


class _Maker:
    """Turns PyYAML's nodes into ours."""

    def __init__(self, places: Places, shift: int) -> None:
        self.places, self.shift = places, shift
        self.made: dict[int, Node] = {}
        self.left = MOST_NODES
        self.flaws: list[Flaw] = []

    def node(self, raw: Any, depth: int = 0) -> Node:
        known = self.made.get(id(raw))
        if known is not None:
            return known
        self.left -= 1
        if self.left < 0 or depth > MOST_DEPTH:
            raise _TooMuch
        start, end = raw.start_mark.index + self.shift, raw.end_mark.index + self.shift
        self.made[id(raw)] = Node(NULL, None, self.places.span(start, start), end=start)  # what holds itself ends here
        if raw.id == "scalar":
            made = self.scalar(raw, start, end)
        elif raw.id == "sequence":
            items = tuple(self.node(item, depth + 1) for item in raw.value)
            made = Node(LIST, None, self.places.span(start, start + 1), items=items, end=end)
        else:
            made = Node(OBJECT, None, self.places.span(start, start + 1), self.fields(raw, depth), end=end)
        self.made[id(raw)] = made
        return made

    def scalar(self, raw: Any, start: int, end: int) -> Node:
        if (before := _PROPERTIES.match(self.places.text, start)) is not None:
            start = min(before.end(), end)
        span, written = self.places.span(start, end), raw.value
        if raw.style or (raw.tag == "tag:yaml.org,2002:str" and not _plain(written)):
            return Node(STRING, written, span, end=end, quoted=raw.style in ("'", '"'))
        if written in _NULL:
            return Node(NULL, None, span, end=end)
        if written in _BOOL:
            return Node(BOOL, _BOOL[written], span, end=end)
        if _INT.match(written):
            return Node(NUMBER, int(written), span, end=end)
        if _FLOAT.match(written):
            return Node(NUMBER, float(written), span, end=end)
        return Node(STRING, written, span, end=end)

    def fields(self, raw: Any, depth: int) -> dict[str, Field]:
        merged: dict[str, Field] = {}
        own: dict[str, Field] = {}
        for key, value in raw.value:
            if key.id != "scalar":
                continue
            node = self.node(value, depth + 1)
            if key.value == "<<" and not key.style:
                for source in (node, *node.items):
                    self.left -= len(source.fields)
                    merged = {**source.fields, **merged}
                continue
            span = self.places.span(key.start_mark.index + self.shift, key.end_mark.index + self.shift)
            if key.value in own:
                self.flaws.append(Flaw("repeated-key", span, key.value, False))
            own[key.value] = Field(key.value, span, node)
        if self.left < 0:
            raise _TooMuch
        return {**merged, **own} if merged else own


def _plain(written: str) -> bool:
    """A scalar that is no string although it bears no other tag: never, but for what 1.1 and 1.2 read differently."""
    return written in _NULL or written in _BOOL or bool(_INT.match(written) or _FLOAT.match(written))


def _too_deep(text: str) -> bool:
    depth = 0
    for match in _BRACKET.finditer(text):
        depth += 1 if match[0] in "[{" else -1
        if depth > MOST_BRACKETS:
            return True
        depth = max(depth, 0)
    return bool(_CHAIN.search(text))


def read(text: str) -> Tree:
    """Read a YAML text of one or more documents; never raises. After a flaw, the documents before it stand."""
    import yaml

    fast = getattr(yaml, "CSafeLoader", None)
    places = Places(text if len(text) <= MOST_TEXT else "")
    if len(text) > (MOST_TEXT if fast else MOST_SLOW) or _too_deep(text):
        return Tree(flaws=(Flaw("too-long", places.span(0, 0)),))
    shift = 1 if text.startswith("\ufeff") else 0
    maker, roots = _Maker(places, shift), []
    try:
        for raw in yaml.compose_all(_SURROGATE.sub("\ufffd", text[shift:]), fast or yaml.SafeLoader):
            roots.append(maker.node(raw))
            if len(roots) >= MOST_DOCUMENTS:
                break
    except (yaml.YAMLError, _TooMuch, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        at = min(mark.index + shift if mark is not None else 0, len(text))
        maker.flaws.append(Flaw("yaml", places.span(at, at), getattr(error, "problem", "") or ""))
    return Tree(tuple(roots), tuple(maker.flaws))
