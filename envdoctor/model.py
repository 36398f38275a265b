"""The engine's values: frozen, without behaviour beyond what they are. Everything else imports them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, IntEnum
from typing import Any

from envdoctor.i18n import Template
from envdoctor.late import Late
from envdoctor.light import dataclass, field

KINDS = ("now", "login", "interactive", "ssh", "batch")
"""Kinds of context: this process; a login shell; a login shell at a prompt; ``~/.bashrc`` sourced in a clean
environment, as for ``ssh host command``; a ``#!/bin/bash`` job after a default submit. A key of another shell than the
login shell's is ``kind/shell``."""


class Severity(IntEnum):
    """How bad; the default threshold for exit code 1 is WARNING."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """``note``, ``warning`` or ``error``, as in JSON and in policies."""
        return self.name.lower()


class Safety(Enum):
    """SAFE is applied by ``--apply``; UNSAFE after opting in; MANUAL is only ever shown."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file. Lines and columns are 1-based, columns count code points, ``end_column`` is exclusive."""

    path: str | None = None
    line: int | None = None
    column: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from.

    Attributes:
        kind: ``file`` (path, and line where known), ``inherited`` (from outside the start-up files), ``default``
            (the tool's own), ``unknown`` (a shell answered so, no line read says why), ``planned`` (a pending fix).
        variable: the environment variable that carries it, where one does.
    """

    kind: str
    path: str | None = None
    line: int | None = None
    variable: str | None = None


# ---- wishes: what a finding wants changed, as data without knowledge of any format -------------------------------


@dataclass(frozen=True, slots=True)
class SetLocation:
    """Make the catalogue row ``row``, or its side ``side``, write to the folder ``path`` in every context but ``now``.

    ``path`` is what its lever is set to; a tool that adds a folder of its own (``hub``) then writes below it.
    """

    row: str
    path: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class SetVariable:
    """Set an environment variable in every context but ``now``; ``folders`` must exist for it to be set."""

    name: str
    value: str
    folders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetMode:
    """Give ``path`` the permission bits ``mode``."""

    path: str
    mode: int


@dataclass(frozen=True, slots=True)
class ReplaceSpan:
    """Replace the characters ``start:end`` (offsets in code points) of ``path``, which must still be ``before``.

    ``also``: replacements elsewhere in the file that are made together with it or not at all: a line that moves.
    """

    path: str
    start: int
    end: int
    before: str
    after: str
    also: tuple[ReplaceSpan, ...] = ()

    @property
    def parts(self) -> tuple[ReplaceSpan, ...]:
        """All of its replacements, this one first."""
        return (self, *self.also)


@dataclass(frozen=True, slots=True)
class RunCleaner:
    """Run the cleaner of catalogue row ``row``."""

    row: str


@dataclass(frozen=True, slots=True)
class MoveData:
    """Move what row ``row`` holds from ``source`` to ``target``."""

    row: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Advise:
    """Nothing to change by us: what the person can do, with exact commands."""

    text: Template
    args: Mapping[str, object] = field(default_factory=dict)
    commands: tuple[str, ...] = ()


Wish = SetLocation | SetVariable | SetMode | ReplaceSpan | RunCleaner | MoveData | Advise


# ---- findings ----------------------------------------------------------------------------------------------------


class Finding:
    """One cause, as a rule saw it.

    Args:
        template: the message, from :func:`envdoctor.i18n.msg`; ``args`` fill its places.
        place: the path the finding is about; it is the first part of the subject and shown as a column.
        key: tells findings of one rule about one place apart (a variable's name, say). No language, no line number.
        location: where to point, if the cause stands in a file.
        severity: overrides the rule's.
        contexts: in which contexts it holds, as keys of the ``environments`` fact.
        evidence: short facts behind it, shown with ``-v``.
        wish: what should be changed, or None.
    """

    __slots__ = ("args", "contexts", "evidence", "key", "location", "place", "severity", "template", "wish")

    def __init__(
        self,
        template: Template,
        /,
        *,
        place: str = "",
        key: str = "",
        location: Location | None = None,
        severity: Severity | None = None,
        contexts: tuple[str, ...] = (),
        evidence: tuple[str, ...] = (),
        wish: Wish | None = None,
        **args: object,
    ) -> None:
        self.template, self.place, self.key, self.location = template, place, key, location or Location()
        self.severity, self.contexts, self.evidence, self.wish, self.args = severity, contexts, evidence, wish, args

    def __repr__(self) -> str:
        return f"Finding({str(self.template)!r}, place={self.place!r}, args={self.args!r})"


@dataclass(frozen=True, slots=True)
class Hit:
    """A finding with what the engine knows of it: the rule, the member, the severity in force, the subject."""

    rule: Rule
    member: str | None
    severity: Severity
    subject: str
    finding: Finding

    @property
    def label(self) -> str:
        """``STO101[pip-cache]`` or ``TMP101``."""
        return f"{self.rule.code}[{self.member}]" if self.member else self.rule.code


class State(Enum):
    """What became of one rule, member and file. "Could not tell" is never "fine"."""

    PASSED = "passed"
    FOUND = "found"
    SKIPPED = "skipped"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule ran (or could not), for one member and file; ``seconds`` is wall time in the rule itself."""

    rule: Rule
    member: str | None
    path: str | None
    state: State
    reason: str = ""
    seconds: float = 0.0


# ---- rules -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule, as :func:`envdoctor.declare.rule` makes it from a generator function.

    Attributes:
        code: ``STO101``; the prefix names the domain.
        name: kebab-case; names the problem, never the cure.
        severity: the default.
        safety: the best its fix can be; None where it has no fix.
        family: name of the catalogue table it runs over, once a row; None for a plain rule.
        needs: names of the facts and given values that the function asks for.
        summary: first line of the module's docstring.
        body: the generator function and the options' type, or where to find the rule that has them.
        words: pieces of text of which a file must hold one for the rule to find anything in it; empty: any may do.
        signs: names of which the ``signs`` of its facts must hold one, likewise: a kind of fault, a part of the policy.
    """

    code: str
    name: str
    severity: Severity
    safety: Safety | None
    family: str | None
    needs: tuple[str, ...]
    summary: str
    module: str
    body: tuple[Callable[..., Any], type[Any] | None] | Late
    words: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()

    @property
    def function(self) -> Callable[..., Any]:
        """``(facts by parameter name) -> iterator of findings``."""
        return self.body.load().function if isinstance(self.body, Late) else self.body[0]

    @property
    def options(self) -> type[Any] | None:
        """Frozen dataclass of its options, or None."""
        return self.body.load().options if isinstance(self.body, Late) else self.body[1]

    @property
    def page(self) -> str:
        """The module's docstring, without its indent."""
        from importlib import import_module
        from inspect import cleandoc

        return cleandoc(import_module(self.module).__doc__ or "")
