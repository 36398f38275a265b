"""A start-up file as a flat list of what it runs, each with what must hold before it runs. Nothing is followed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from envdoctor.light import dataclass, replace
from envdoctor.syntax.parse import parse
from envdoctor.syntax.startup import Span, span
from envdoctor.syntax.tree import (
    AndOr,
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
    Word,
)

_LONGEST = 1000
"""Code points of a condition, or of what follows on a command's line, that are looked at."""
_PREFIXES = ("builtin", "command", "noglob", "nocorrect")


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a command.

    Attributes:
        conditions: texts of the conditions that must hold (or must not), outermost first.
        loops: words of the ``for`` loops it stands in.
        aside: it runs later, or in a process of its own: in a function, brackets, the background, before a ``|``.
    """

    conditions: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One simple command of a start-up file.

    Attributes:
        command: its name as written, without a backslash; empty where it only assigns.
        arguments: as written. sets: names it assigns or exports -> the value as written, None without one.
        text: as written, with the redirections on its line up to the next command.
        start: where it begins, in code points from 0.
    """

    command: str
    arguments: tuple[str, ...]
    sets: tuple[tuple[str, str | None], ...]
    text: str
    start: int
    place: Span
    around: Around = Around()

    @property
    def exports(self) -> bool:
        """It marks what it sets for export."""
        flags = "".join(text for text in self.arguments if text.startswith("-"))
        return (self.command == "export" and "n" not in flags) or (
            self.command in ("declare", "typeset") and "x" in flags
        )


@lru_cache(maxsize=32)
def steps(text: str, shell: str) -> tuple[Step, ...]:
    """The commands of a file of bash, zsh or a POSIX shell, in order; up to where it makes no sense any more."""
    kind = {"sh": "dash"}.get(shell, shell)
    script = parse(text, kind if kind in ("bash", "zsh", "dash") else "bash")
    walk = _Walk(text)
    return tuple(step for unit in script.units for step in walk.body(unit, Around()))


@dataclass(slots=True)
class _Walk:
    text: str

    def body(self, body: Body, around: Around) -> Iterator[Step]:
        for node in body:
            yield from self.node(node, around)

    def node(self, node: Node, around: Around) -> Iterator[Step]:
        match node:
            case Simple():
                yield self._step(node, around)
            case AndOr():
                yield from self._chain(node, around)
            case Not() | Redirected():
                yield from self.node(node.node, around)
            case Group():
                yield from self.body(node.body, around)
            case Pipe():
                yield from self.body(node.nodes[:-1], replace(around, aside=True))
                yield from self.node(node.nodes[-1], around)
            case Aside():
                yield from self.body(node.body, replace(around, aside=True))
            case Function():
                yield from self.node(node.body, replace(around, aside=True))
            case _:
                yield from self._branches(node, around)

    def _chain(self, node: AndOr, around: Around) -> Iterator[Step]:
        """``a && b || c``, without a call a link: there may be thousands."""
        links = [node]
        while isinstance(links[-1].left, AndOr):
            links.append(links[-1].left)
        yield from self.node(links[-1].left, around)
        for link in reversed(links):
            yield from self.node(link.right, self._under(around, self._raw(link.left)))

    def _branches(self, node: Node, around: Around) -> Iterator[Step]:
        match node:
            case If():
                yield from self._if(node, around)
            case Case():
                inner = self._under(around, f"case {self._raw(node.word)}")
                for _patterns, body, _end in node.items:
                    yield from self.body(body, inner)
            case For():
                words = tuple(map(self._raw, node.words or ()))
                yield from self.body(node.body, replace(around, loops=(*around.loops, *words)))
            case While():
                yield from self.body(node.condition, around)
                yield from self.body(node.body, self._under(around, self._whole(node.condition)))
            case _:
                return

    def _if(self, node: If, around: Around) -> Iterator[Step]:
        for condition, body in node.branches:
            yield from self.body(condition, around)
            around = self._under(around, self._whole(condition))
            yield from self.body(body, around)
        yield from self.body(node.other or (), around)

    def _under(self, around: Around, condition: str) -> Around:
        return replace(around, conditions=(*around.conditions, condition[-_LONGEST:].strip()))

    def _raw(self, node: Node | Word | Assign) -> str:
        return self.text[node.start : node.end]

    def _whole(self, body: Body) -> str:
        return self.text[body[0].start : body[-1].end] if body else ""

    def _step(self, node: Simple, around: Around) -> Step:
        words = [word for word in node.words if not (isinstance(word, Word) and self._raw(word) in _PREFIXES)]
        first = words[0] if words else None
        command = self._raw(first).lstrip("\\") if isinstance(first, Word) else ""
        arguments = tuple(map(self._raw, words[1:]))
        assigned = [item for item in (*node.assigns, *words[1:]) if isinstance(item, Assign)]
        sets = [(item.name, self._raw(item.value) if item.value else None) for item in assigned]
        if command in ("export", "declare", "typeset", "readonly"):
            sets += [(word, None) for word in arguments if word.isidentifier()]
        rest = self.text[node.end : node.end + _LONGEST].partition("\n")[0]
        tail = rest[: min((at for at in map(rest.find, (";", "&&", "||", "|", "#")) if at >= 0), default=len(rest))]
        text = self._raw(node) + tail.rstrip()
        return Step(command, arguments, tuple(sets), text, node.start, span(self.text, node.start, node.end), around)
