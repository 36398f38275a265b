"""What a shell script is made of. Offsets are code points from 0 in the script's text, ends exclusive."""

from __future__ import annotations

from envdoctor.light import dataclass


@dataclass(frozen=True, slots=True)
class Literal:
    """Text that stands for itself; unquoted text may still hold globs, braces and a tilde."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Param:
    """``$name`` or ``${name op argument}``; ``op`` is "length" for ``${#name}`` and "isset" for zsh's ``${+name}``."""

    name: str
    op: str
    argument: tuple[Part, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something only the shell can work out: ``$(...)``, ``$((...))``, an array, an extended glob; ``text`` as is."""

    text: str
    quoted: bool


Part = Literal | Param | Opaque


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a command."""

    parts: tuple[Part, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Assign:
    """``name=value`` or ``name+=value``; ``element``: it sets ``name[...]``; ``value`` is None for a bare name."""

    name: str
    add: bool
    element: bool
    value: Word | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Simple:
    """Assignments, then a command with its arguments (an :class:`Assign` for ``export A=1``)."""

    assigns: tuple[Assign, ...]
    words: tuple[Word | Assign, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AndOr:
    """``left && right`` or ``left || right``."""

    left: Node
    op: str
    right: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Not:
    """``! node``."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pipe:
    """``a | b``: every part in a process of its own (zsh: the last one is not)."""

    nodes: tuple[Node, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Aside:
    """``( ... )`` or ``... &``: nothing it sets comes back."""

    body: Body
    background: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """``{ ...; }``."""

    body: Body
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Redirected:
    """A command with a redirection that may fail, and then it does not run."""

    node: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class If:
    """``branches`` are (condition, body); ``other`` is None without an ``else``."""

    branches: tuple[tuple[Body, Body], ...]
    other: Body | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Case:
    """``items`` are (patterns, body, terminator)."""

    word: Word
    items: tuple[tuple[tuple[Word, ...], Body, str], ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class For:
    """``words`` is None without ``in``; ``name`` is "" for ``for ((...))``."""

    name: str
    words: tuple[Word, ...] | None
    body: Body
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class While:
    """``while`` or ``until``."""

    condition: Body
    body: Body
    until: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Function:
    """A function's definition."""

    name: str
    body: Node
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Test:
    """``[[ ... ]]``; operators are bare strings."""

    words: tuple[Word | str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``(( ... ))``."""

    text: str
    start: int
    end: int


Node = Simple | AndOr | Not | Pipe | Aside | Group | Redirected | If | Case | For | While | Function | Test | Arithmetic
Body = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A file: ``units`` are what the shell reads and runs at a time; ``broken`` is where it stopped making sense."""

    units: tuple[Body, ...]
    broken: int | None
    text: str
