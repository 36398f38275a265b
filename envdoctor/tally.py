"""What became of every rule, member and file, without an object for each of a million that just passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from envdoctor.light import dataclass, field
from envdoctor.model import Hit, Outcome, Rule, State

Passes = tuple[tuple[Rule, "str | None"], ...]
"""Rules, with the member of those of a family."""


class Outcomes(Sequence[Outcome]):
    """Outcomes in the order in which they came; those of rules that passed a file may stand behind all others.

    Attributes:
        told: the outcomes that are kept one by one.
        passes: file -> the rules that it passed; most files pass the same ones, which are kept once.
    """

    def __init__(self, told: Iterable[Outcome] = ()) -> None:
        self.told: list[Outcome] = list(told)
        self.passes: dict[str, Passes] = {}
        self._same: dict[Passes, Passes] = {}

    def append(self, outcome: Outcome) -> None:
        """Keep one more."""
        self.told.append(outcome)

    def passed(self, path: str, rules: Passes) -> None:
        """The file ``path`` passed ``rules``."""
        if rules:
            self.passes[path] = self._same.setdefault(rules, rules)

    def add(self, other: Outcomes) -> None:
        """Take over those of another part of the run."""
        self.told += other.told
        for path, rules in other.passes.items():
            self.passed(path, rules)

    def number(self, *states: State) -> int:
        """How many have one of ``states``."""
        found = sum(one.state in states for one in self.told)
        return found + (sum(map(len, self.passes.values())) if State.PASSED in states else 0)

    def __len__(self) -> int:
        return len(self.told) + sum(map(len, self.passes.values()))

    def __iter__(self) -> Iterator[Outcome]:
        yield from self.told
        for path, rules in self.passes.items():
            yield from (Outcome(rule, member, path, State.PASSED) for rule, member in rules)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Outcome]: ...
    def __getitem__(self, index: int | slice) -> Outcome | Sequence[Outcome]:
        return list(self)[index]


@dataclass(slots=True)
class Found:
    """What running rules comes to, as it grows.

    Attributes:
        other: how often a rule had nothing to say of a file, because the file is of another kind.
        silenced: findings that a comment in their file silences.
    """

    hits: list[Hit] = field(default_factory=list)
    outcomes: Outcomes = field(default_factory=Outcomes)
    other: int = 0
    silenced: int = 0

    def add(self, more: Found) -> None:
        """Take over what another part of the run came to."""
        self.hits += more.hits
        self.outcomes.add(more.outcomes)
        self.other += more.other
        self.silenced += more.silenced


def told(outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    """All outcomes but those of rules that passed a file, where these are kept by the file."""
    return outcomes.told if isinstance(outcomes, Outcomes) else outcomes


def passes(outcomes: Sequence[Outcome]) -> dict[str, Passes]:
    """File -> rules that it passed, where these are kept by the file."""
    return outcomes.passes if isinstance(outcomes, Outcomes) else {}
