"""Findings and outcomes as plain values on their way from one process to another: rules are named by their number."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from envdoctor.facts.types import SourceFile
from envdoctor.host.host import Host
from envdoctor.model import Hit, Outcome, Rule, Severity, State
from envdoctor.parts import processes, spread
from envdoctor.tally import Found, Outcomes, Passes

if TYPE_CHECKING:
    from envdoctor.engine import Engine

Packed = tuple[Any, ...]


class Bundle:
    """Packs and unpacks what ``rules`` came to; both processes have the same rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._numbers = {rule: number for number, rule in enumerate(rules)}

    def packed(self, found: Found, host: Host) -> Packed:
        """All of it, with what ``host`` looked at."""
        hits, outcomes = found.hits, found.outcomes
        number = self._numbers
        same: dict[Passes, int] = {}
        passes = [(path, same.setdefault(rules, len(same))) for path, rules in outcomes.passes.items()]
        return (
            [(number[hit.rule], hit.member, hit.severity.value, hit.subject, hit.finding) for hit in hits],
            [(number[one.rule], one.member, one.path, one.state.value, one.reason, one.seconds)
             for one in outcomes.told],
            passes,
            [[(number[rule], member) for rule, member in rules] for rules in same],
            (found.other, found.silenced),
            host.touched,
            host.steady,
        )  # fmt: skip

    def unpacked(self, made: Packed, host: Host) -> Found:
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
        found = [
            Hit(rules[at], member, Severity(severity), subject, finding)
            for at, member, severity, subject, finding in hits
        ]
        return Found(found, outcomes, *counts)


def across(
    engine: Engine, look: Callable[[Sequence[SourceFile]], None], sources: Sequence[SourceFile], rules: Sequence[Rule]
) -> int:
    """Let several processes ``look`` at files, each with its own copy of ``engine``; what they find is added to it.

    Args:
        engine: has looked at some files, so that what these need is loaded.
        look: looks at some files.
        sources: the other files.
        rules: those that run on them.

    Returns:
        How many processes died; their files were looked at here.
    """
    bundle, host, here = Bundle(rules), engine.resolver.host, os.getpid()
    host.settle()

    def work(part: Sequence[SourceFile]) -> Packed:
        before, engine.found = engine.found, Found()
        if os.getpid() != here:
            host.alone()
        gc.disable()  # nothing here forms circles; what a rule of somebody's may leave is looked for now and then
        try:
            look(part)
            return bundle.packed(engine.found, host)
        finally:
            gc.enable()
            engine.found = before

    def take(made: Packed) -> None:
        engine.found.add(bundle.unpacked(made, host))

    return spread(sources, processes(len(sources)), work, take)
