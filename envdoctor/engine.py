"""Runs rules: one outcome for each rule, member and file, and the findings. A crash never stops the other rules."""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from envdoctor.catalogue.rows import Row
from envdoctor.errors import FactCrashed, TimedOut, Unavailable, crash
from envdoctor.facts.types import SourceFile
from envdoctor.model import Finding, Hit, Outcome, Rule, Severity, State
from envdoctor.resolve import Resolver
from envdoctor.select import Selection


@dataclass(frozen=True, slots=True)
class Result:
    """What running came to; findings in the order of rules, members and files."""

    hits: tuple[Hit, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


@dataclass(slots=True)
class Engine:
    """One run over an account or some files.

    Attributes:
        severities: label or rule code -> severity that the policy sets. options: rule code -> options in force.
        home: what is shown as ``~`` in subjects.
    """

    resolver: Resolver
    rows: Sequence[Row]
    selection: Selection
    home: str
    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def run(self, rules: Sequence[Rule], sources: Sequence[SourceFile]) -> Result:
        """Run account rules once and rules that reach ``source`` once per file of ``sources``."""
        for rule in rules:
            if not self.per_file(rule):
                self._members(rule, self.resolver, None)
                continue
            for source in sources:
                self._members(rule, self.resolver.within(source), source.path)
        return Result(tuple(self.hits), tuple(self.outcomes))

    def per_file(self, rule: Rule) -> bool:
        """True if the rule looks into files."""
        return self.resolver.per_file(parameters(rule))

    def _members(self, rule: Rule, resolver: Resolver, path: str | None) -> None:
        for row in self.rows if rule.family else (None,):
            if self.selection.takes(rule, row.id if row else None):
                self._one(rule, row, resolver, path)

    def _one(self, rule: Rule, row: Row | None, resolver: Resolver, path: str | None) -> None:
        member, began, reason = row.id if row else None, time.perf_counter(), ""
        try:
            found = list(self._findings(rule, row, resolver))
            state = State.FOUND if found else State.PASSED
        except TimedOut as late:
            found, state, reason = [], State.TIMED_OUT, str(late)
        except Unavailable as unavailable:
            found, state, reason = [], State.SKIPPED, str(unavailable)
        except FactCrashed as error:
            found, state, reason = [], State.CRASHED, str(error)
        except Exception as error:  # noqa: BLE001 - somebody's rule may raise anything: it is shown, the others still run
            found, state, reason = [], State.CRASHED, crash(error)
        self.outcomes.append(Outcome(rule, member, path, state, reason, time.perf_counter() - began))
        self.hits.extend(self._hit(rule, member, finding) for finding in found)

    def _findings(self, rule: Rule, row: Row | None, resolver: Resolver) -> Iterator[Finding]:
        given: dict[str, Any] = {"row": row, "options": self.options.get(rule.code)}
        args = {name: given[name] if name in given else resolver.value(name) for name in parameters(rule)}
        yield from rule.function(**args)

    def _hit(self, rule: Rule, member: str | None, finding: Finding) -> Hit:
        forced = self.severities.get(f"{rule.code}[{member}]") or self.severities.get(rule.code)
        severity = forced or finding.severity or rule.severity
        return Hit(rule, member, severity, subject(rule, member, finding, self.home), finding)


def parameters(rule: Rule) -> tuple[str, ...]:
    """Names of what the rule's function asks for."""
    return tuple(inspect.signature(rule.function).parameters)


def subject(rule: Rule, member: str | None, finding: Finding, home: str) -> str:
    """``CODE[member]:normalised place:key``: what baselines and "what is new" live on."""
    place = finding.place
    if home and home != "/" and (place == home or place.startswith(home + "/")):
        place = "~" + place[len(home) :]
    label = f"{rule.code}[{member}]" if member else rule.code
    return f"{label}:{place}:{finding.key}"
