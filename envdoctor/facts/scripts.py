"""What a script names that may not be on this machine: its interpreter, and homes of other accounts."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.errors import OtherFile, Unavailable
from envdoctor.facts.types import SourceFile, holding
from envdoctor.host.probes import Answer, Look, Probe, Seen
from envdoctor.i18n import _
from envdoctor.light import dataclass, field
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.syntax.jobs.pointing import span_of
from envdoctor.syntax.jobs.values import Span

_FIRST = re.compile(r"#![ \t]*(/[^\s]+)")
_USUAL = frozenset(("/bin/bash", "/bin/sh", "/usr/bin/env", "/usr/bin/bash", "/usr/bin/python3"))
"""What no machine with a scheduler lacks is not looked for."""
_MOST = 8
"""How many homes of others are looked at."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The program of the ``#!`` line; ``span`` is None without one. ``missing``: surely nothing is there."""

    path: str = ""
    span: Span | None = None
    missing: bool = False

    @property
    def signs(self) -> frozenset[str]:
        """``missing`` if it is."""
        return holding(self, "missing")


@dataclass(frozen=True, slots=True)
class Homes:
    """Homes beside this account's that a script names.

    Attributes:
        named: home (``/home/bob``) -> where it is named first.
        missing: those that do not exist. closed: those that this account may surely not enter.
    """

    named: Mapping[str, Span] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()

    @property
    def signs(self) -> frozenset[str]:
        """What is wrong with some home."""
        return holding(self, "missing", "closed")


@fact(forms=(JOB, SCRIPT))
def interpreter(source: SourceFile, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Interpreter]:
    """Looks for the script's interpreter."""
    _check(source, here)
    found = _FIRST.match(source.text)
    if found is None or "\0" in found[1]:
        return Interpreter()
    span = span_of(source.text, *found.span(1))
    if found[1] in _USUAL:
        return Interpreter(found[1], span)
    [seen] = yield [Look(found[1])]
    return Interpreter(found[1], span, isinstance(seen, Seen) and seen.kind in ("missing", "link") and not seen.error)


@fact(forms=(JOB, SCRIPT))
def homes(source: SourceFile, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Homes]:
    """Looks at the homes of others that stand in the folder in which this account's home stands."""
    _check(source, here)
    above, _slash, own = here.home.rpartition("/")
    if not above:  # root's home has no neighbours
        return Homes()
    named: dict[str, Span] = {}
    pattern = re.compile(rf"(?<![\w./$}}~*-]){re.escape(above)}/([A-Za-z_][\w.-]*)(?=/)")
    for found in pattern.finditer(source.text):
        if found[1] != own and len(named) < _MOST:
            named.setdefault(found[0], span_of(source.text, *found.span()))
    if not named:
        return Homes()
    answers = yield [Look(path) for path in named]
    seen = {path: one for path, one in zip(named, answers, strict=True) if isinstance(one, Seen) and not one.error}
    missing = frozenset(path for path, one in seen.items() if one.kind == "missing")
    closed = frozenset(path for path, one in seen.items() if one.kind == "folder" and _closed(one, here))
    return Homes(named, missing, closed)


def _check(source: SourceFile, here: Here) -> None:
    if source.form not in (JOB, SCRIPT):
        raise OtherFile("not a script")
    if not here.live:
        raise Unavailable(_("a home in a folder is checked, not this machine"))


def _closed(seen: Seen, here: Here) -> bool:
    """Nobody but its owner may enter, and that is another account."""
    return here.uid not in (0, seen.uid) and seen.mode & 0o011 == 0
