"""Findings and outcomes as plain values on their way from one process to another: rules are named by their number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from envdoctor.host.host import Host
from envdoctor.model import Hit, Outcome, Rule, Severity, State
from envdoctor.tally import Outcomes, Passes

Packed = tuple[Any, ...]


class Bundle:
    """Packs and unpacks what ``rules`` came to; both processes have the same rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._numbers = {rule: number for number, rule in enumerate(rules)}

    def packed(self, hits: Sequence[Hit], outcomes: Outcomes, counts: tuple[int, int], host: Host) -> Packed:
        """All of it, with what ``host`` looked at."""
        number = self._numbers
        same: dict[Passes, int] = {}
        passes = [(path, same.setdefault(rules, len(same))) for path, rules in outcomes.passes.items()]
        return (
            [(number[hit.rule], hit.member, hit.severity.value, hit.subject, hit.finding) for hit in hits],
            [(number[one.rule], one.member, one.path, one.state.value, one.reason, one.seconds)
             for one in outcomes.told],
            passes,
            [[(number[rule], member) for rule, member in rules] for rules in same],
            counts,
            host.touched,
            host.steady,
        )  # fmt: skip

    def unpacked(self, made: Packed, host: Host) -> tuple[list[Hit], Outcomes, tuple[int, int]]:
        """The same as values again; what was looked at goes to ``host``."""
        hits, told, passes, lists, counts, touched, steady = made
        rules = self.rules
        outcomes = Outcomes(
            Outcome(rules[at], member, path, State(state), reason, seconds)
            for at, member, path, state, reason, seconds in told
        )
        same = [tuple((rules[at], member) for at, member in one) for one in lists]
        for path, number in passes:
            outcomes.passed(path, same[number])
        for mark, stamp in touched.items():
            host.touched.setdefault(mark, stamp)
        host.steady = host.steady and steady
        return (
            [Hit(rules[at], member, Severity(severity), subject, finding)
             for at, member, severity, subject, finding in hits],
            outcomes,
            counts,
        )  # fmt: skip
