"""What a shell knows at one point of its start-up, three-valued: set, unset, or not to be told."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

from envdoctor.light import dataclass, field, replace
from envdoctor.model import Origin
from envdoctor.syntax.tree import Function, Node

FLAGS = "\0"
"""Stands for the letters of ``$-``, of which only ``i`` can be told; see :func:`envdoctor.syntax.expand.flags`."""
STABLE = frozenset(("HOME", "USER", "LOGNAME", "UID", "EUID", "SHELL"))
"""What code that can't be read is trusted not to change."""


@dataclass(frozen=True, slots=True)
class Var:
    """A shell variable.

    Attributes:
        value: None where it can't be told; then ``guess`` is the last value that was assigned for certain.
        exported: None: perhaps.
        filled: it is not empty, whatever it is.
        maker: the command whose output it is.
        tricky: an attribute (integer, array, read-only) makes its value other than what is assigned.
    """

    value: str | None
    exported: bool | None = False
    origin: Origin = Origin("unknown")
    guess: str | None = None
    filled: bool = False
    maker: str = ""
    tricky: bool = False


@dataclass(slots=True)
class State:
    """Variables, functions, aliases and options.

    Attributes:
        marked: names to be exported once they are set; False: perhaps.
        fog: since then anything may have been set.
    """

    variables: dict[str, Var] = field(default_factory=dict)
    functions: dict[str, tuple[Function, str] | None] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    marked: dict[str, bool] = field(default_factory=dict)
    fog: Origin | None = None
    allexport: bool | None = False
    nounset: bool = False
    norcs: bool = False

    def copy(self) -> State:
        """A state of its own."""
        return State(
            self.variables.copy(),
            self.functions.copy(),
            self.aliases.copy(),
            self.marked.copy(),
            self.fog,
            self.allexport,
            self.nounset,
            self.norcs,
        )

    def get(self, name: str) -> Var | None:
        """The variable, or None where it is not set."""
        found = self.variables.get(name)
        if found is None and self.fog and name not in STABLE:
            return Var(None, origin=self.fog)
        return found

    def assign(self, name: str, value: str | None, origin: Origin, maker: str = "", filled: bool = False) -> None:
        """Set a variable; it stays exported if it was."""
        old = self.variables.get(name)
        tricky = old is not None and old.tricky
        value = None if tricky else value
        exported: bool | None = old.exported if old is not None else False
        if exported is not True and name in self.marked:
            exported = self.marked[name] or None
        if exported is not True and self.allexport is not False:
            exported = self.allexport
        self.variables[name] = Var(value, exported, origin, value, filled or bool(value), maker, tricky)

    def export(self, name: str, exported: bool | None) -> None:
        """Mark a variable as exported, or not, or perhaps."""
        found = self.get(name)
        if found is None:
            if exported is False:
                self.marked.pop(name, None)
            else:
                self.marked[name] = exported is True
            return
        self.variables[name] = replace(found, exported=exported)

    def doubt(self, names: Iterable[str], origin: Origin, exported: bool = False) -> None:
        """Make the values of ``names`` unknown; a pattern such as ``CONDA_*`` means those that are set."""
        for name in names:
            if name.endswith("*"):
                self.doubt([known for known in self.variables if fnmatchcase(known, name)], origin)
                continue
            old = self.variables.get(name)
            mark = (self.marked[name] or None) if name in self.marked else False
            fresh = Var(None, mark, origin) if old is None else replace(old, value=None, filled=False, maker="")
            self.variables[name] = replace(fresh, exported=None) if exported and not fresh.exported else fresh

    def cloud(self, origin: Origin) -> None:
        """Code that can't be read ran: every value is in doubt, and so is what is set at all."""
        self.doubt([name for name in self.variables if name not in STABLE], origin)
        self.fog = self.fog or origin


def _either(one: Var | None, two: Var | None) -> Var:
    last = two or one
    assert last is not None
    same = one is not None and two is not None and one.value == two.value
    exported = one.exported if one and two and one.exported is two.exported else None
    if exported is None and not ((one and one.exported is not False) or (two and two.exported is not False)):
        exported = False
    filled = bool(one and two and one.filled and two.filled)
    tricky = bool((one and one.tricky) or (two and two.tricky))
    return replace(last, value=last.value if same else None, exported=exported, filled=filled, maker="", tricky=tricky)


def merge(one: State, two: State) -> State:
    """Either may have happened; where they agree, it does not matter which."""
    result = two.copy()
    for name, left in one.variables.items():
        if (right := two.variables.get(name)) is not left:
            result.variables[name] = _either(left, right)
    for name, right in two.variables.items():
        if name not in one.variables:
            result.variables[name] = _either(None, right)
    if one.functions != two.functions:
        for name in {*one.functions, *two.functions}:
            if one.functions.get(name, 0) is not two.functions.get(name, 0):
                result.functions[name] = None
    result.aliases.update(one.aliases)
    for name in {*one.marked, *two.marked}:
        result.marked[name] = bool(one.marked.get(name) and two.marked.get(name))
    result.fog = two.fog or one.fog
    result.allexport = two.allexport if one.allexport == two.allexport else None
    result.nounset, result.norcs = one.nounset or two.nounset, one.norcs and two.norcs
    return result


class Leave(Exception):
    """The code being read does not go on here."""


class Return(Leave):
    """Back to who called or sourced."""


class Abort(Leave):
    """The shell gives up reading start-up files, or ends."""


class Break(Leave):
    """Out of a loop, or to its next turn."""

    def __init__(self, again: bool) -> None:
        super().__init__()
        self.again = again


class GiveUp(Exception):
    """A loop can't be followed; what it may set is in doubt."""


@lru_cache(maxsize=8)
def starts(text: str) -> tuple[int, ...]:
    """Where each line of ``text`` begins."""
    return (0, *(found.end() for found in re.finditer("\n", text)))


@dataclass(slots=True)
class Frame:
    """A file or function being read: where it may have been left, and what was local."""

    path: str
    text: str
    arguments: list[str] | None
    function: bool = False
    left: State | None = None
    locals: dict[str, Var | None] = field(default_factory=dict)

    def leave(self, state: State) -> None:
        """It may have been left in this state."""
        self.left = state.copy() if self.left is None else merge(self.left, state)

    def line(self, node: Node | int) -> int:
        """1-based line of a node."""
        return bisect_right(starts(self.text), node if isinstance(node, int) else node.start)


# ---- how much is read

LIMIT = 1 << 20
LINES = 10_000
"""A longer file is not read: it would take longer than anybody waits for at login."""


def too_much(text: str) -> bool:
    """Whether a file is too long to be read."""
    long = len(text) >= LIMIT // 4 and len(text.encode("utf-8", "surrogateescape")) >= LIMIT
    return long or text.count("\n") > LINES
