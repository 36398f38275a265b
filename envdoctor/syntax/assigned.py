"""Which variables a piece of code may set, without following it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from envdoctor.syntax.known import CHANGING
from envdoctor.syntax.tree import (
    AndOr,
    Arithmetic,
    Aside,
    Assign,
    Body,
    Case,
    For,
    Function,
    Group,
    If,
    Node,
    Not,
    Pipe,
    Redirected,
    Simple,
    While,
)

ANYTHING = "*"
_LITERAL_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_NAMING = frozenset(
    "export unset read declare typeset local readonly getopts mapfile readarray integer float let".split()
)
_OPAQUE = frozenset(("eval", ".", "source", "emulate", "trap")) | CHANGING
_SETS = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?:\[[^\]\n]*\])?\+?=", re.ASCII)
_NAMED = re.compile(r"\b(?:export|unset|read|declare|typeset|local|readonly|for|printf\s+-v)\b([^\n;&|]*)")
_RUNS = re.compile(r"(?:^|[\s;&|({])(?:\\?\.|source|eval)[ \t]", re.MULTILINE)


def guessed(text: str) -> set[str]:
    """What a text that can't be parsed may set; holds :data:`ANYTHING` if it runs other code."""
    names = set(_SETS.findall(text))
    for found in _NAMED.finditer(text):
        names.update(_LITERAL_NAME.findall(found[1]))
    return names | {ANYTHING} if _RUNS.search(text) else names


class Collector:
    """Collects names from nodes; follows the functions that are called, each once."""

    def __init__(self, text: str, functions: Mapping[str, tuple[Function, str] | None]) -> None:
        self.text, self.functions, self.names = text, functions, set[str]()
        self._seen: set[str] = set()

    def body(self, body: Body) -> set[str]:
        """Names that ``body`` may set."""
        for node in body:
            self.node(node)
        return self.names

    def node(self, node: Node) -> None:
        """Add the names that ``node`` may set."""
        if isinstance(node, Simple):
            self._simple(node)
        elif isinstance(node, Arithmetic):
            self.names.update(_LITERAL_NAME.findall(node.text))
        elif not isinstance(node, (Aside, Function)):
            source = self.text[node.start : node.end]
            if isinstance(node, For):
                self.names.update([node.name] if node.name else _LITERAL_NAME.findall(source.partition("))")[0]))
            self.names.update(re.findall(r"\$\{([A-Za-z_]\w*):?=", source) if "=" in source else ())
            for inner in _inside(node):
                self.node(inner)

    def _simple(self, node: Simple) -> None:
        for part in (*node.assigns, *node.words):
            if isinstance(part, Assign):
                self.names.add(part.name)
        source = self.text[node.start : node.end]
        self.names.update(re.findall(r"\$\{([A-Za-z_]\w*):?=", source))
        words = [self.text[word.start : word.end] for word in node.words]
        while words and words[0] in ("builtin", "command", "noglob", "nocorrect", "exec"):
            words.pop(0)
        command = words[0].lstrip("\\") if words else ""
        if command in self.functions:
            self._function(command)
        elif command in _OPAQUE or "$" in command or "`" in command:
            self.names.add(ANYTHING)
        elif command in _NAMING or (command == "printf" and "-v" in words) or command in ("alias", "set", "setopt"):
            self.names.update(name for word in words[1:] for name in _LITERAL_NAME.findall(word))

    def _function(self, name: str) -> None:
        found = self.functions[name]
        if found is None:
            self.names.add(ANYTHING)
        elif name not in self._seen:
            self._seen.add(name)
            inner = Collector(found[1], self.functions)
            inner._seen = self._seen
            inner.node(found[0].body)
            self.names |= inner.names


def _inside(node: Node) -> Iterator[Node]:
    if isinstance(node, AndOr):
        yield from (node.left, node.right)
    elif isinstance(node, (Not, Redirected)):
        yield node.node
    elif isinstance(node, Pipe):
        yield node.nodes[-1]
    elif isinstance(node, (Group, For)):
        yield from node.body
    elif isinstance(node, While):
        yield from (*node.condition, *node.body)
    elif isinstance(node, If):
        for condition, body in node.branches:
            yield from (*condition, *body)
        yield from node.other or ()
    elif isinstance(node, Case):
        for _, body, _ in node.items:
            yield from body
