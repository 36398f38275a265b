"""Which rules run: by code, by prefix of a code, by name, and by member (``STO101[pip-cache]``)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from envdoctor.catalogue.rows import Row
from envdoctor.errors import UsageError
from envdoctor.guess import near
from envdoctor.light import dataclass, field
from envdoctor.model import Rule, Severity


@dataclass(frozen=True, slots=True)
class Pick:
    """One word of a selection, understood: the rules it names, and the member if it names one."""

    rules: frozenset[str]
    member: str | None


def understand(word: str, rules: Sequence[Rule], rows: Sequence[Row]) -> Pick:
    """What ``word`` selects.

    Raises:
        UsageError: no rule is called so, with the nearest name.
    """
    base, bracket, member = word.strip().partition("[")
    member = member.rstrip("]")
    upper = base.upper()
    found = [rule for rule in rules if upper == "ALL" or rule.name == base.lower() or rule.code.startswith(upper)]
    if not base or not found:
        known = [rule.code for rule in rules] + [rule.name for rule in rules]
        known += sorted({rule.code.rstrip("0123456789") for rule in rules} if base.isalpha() else ())
        raise UsageError(f"no rule is called {word}{near(base, known)} (all rules: envdoctor rules)")
    if bracket and member not in {row.id for row in rows}:
        raise UsageError(f"{base} has no member {member}{near(member, (row.id for row in rows))}")
    return Pick(frozenset(rule.code for rule in found), member or None)


@dataclass(frozen=True, slots=True)
class Selection:
    """What was asked for: ``select`` names what runs, ``ignore`` takes out of it."""

    select: tuple[Pick, ...]
    ignore: tuple[Pick, ...]

    def takes(self, rule: Rule, member: str | None = None) -> bool:
        """True if ``rule`` (and its ``member``) is to run; the more exact word decides, then ``ignore``."""
        chosen = any(rule.code in pick.rules and pick.member in (None, member) for pick in self.select)
        left_out = any(rule.code in pick.rules and pick.member in (None, member) for pick in self.ignore)
        return chosen and not left_out

    def any_of(self, rule: Rule, members: Sequence[str]) -> bool:
        """True if the rule runs for at least one of ``members`` (or at all, if it has none)."""
        return any(self.takes(rule, member) for member in members) if rule.family else self.takes(rule)


def selection(select: Sequence[str], ignore: Sequence[str], rules: Sequence[Rule], rows: Sequence[Row]) -> Selection:
    """Understand both lists; an empty ``select`` means all rules.

    Raises:
        UsageError: a word names nothing.
    """
    words = [part for word in select for part in word.split(",") if part] or ["ALL"]
    drops = [part for word in ignore for part in word.split(",") if part]
    return Selection(
        tuple(understand(word, rules, rows) for word in words),
        tuple(understand(word, rules, rows) for word in drops),
    )


# ---- single files ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Except:
    """What holds for the files of one pattern: rules that are left out, and severities by code."""

    pattern: str
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The policy's ``rules.per_path``; the last pattern that fits decides a severity, each one leaves rules out."""

    all: tuple[Except, ...] = ()
    known: dict[str, tuple[Except, ...]] = field(default_factory=dict)

    def of(self, path: str) -> tuple[Except, ...]:
        """Those that fit the file ``path``, which may be relative to the working folder."""
        if not self.all:
            return ()
        if path not in self.known:
            whole = os.path.abspath(path)
            self.known[path] = tuple(one for one in self.all if fits(one.pattern, whole))
        return self.known[path]

    def leaves_out(self, rule: Rule, path: str) -> bool:
        """True if ``rule`` is not to run on the file ``path``."""
        return any(rule.code in one.ignore for one in self.of(path))

    def severity(self, rule: Rule, path: str | None) -> Severity | None:
        """The severity of ``rule`` in the file ``path``, if one is set for it."""
        found = [one.severity[rule.code] for one in self.of(path or "") if rule.code in one.severity] if path else []
        return found[-1] if found else None


def fits(pattern: str, path: str) -> bool:
    """Whether ``pattern`` means the absolute ``path``: by its name, by its end, or, from ``/`` on, as a whole."""
    if "/" not in pattern:
        return fnmatchcase(os.path.basename(path), pattern)
    return fnmatchcase(path, pattern if pattern.startswith("/") else f"*/{pattern}")
