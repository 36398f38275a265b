"""The short way through many files: most rules pass most files, and all that is kept of those is that they did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from envdoctor.errors import OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.model import Rule
from envdoctor.resolve import Resolver
from envdoctor.tally import Passes

OPTIONS, ROW = "options", "row"
Takes = Callable[[Rule], bool]


class Looked(NamedTuple):
    """What became of one file.

    Attributes:
        left: rules that found something, or could not be run; nothing is known of them but that they did not pass.
        passed: those that found nothing. other: how many are about files of another kind.
    """

    left: Sequence[Rule]
    passed: Passes
    other: int


_Member = tuple[int, tuple[str, ...], tuple[str, ...], bool]


class _Group(NamedTuple):
    """Rules that ask for the same facts: (number, words, signs, whether it has options)."""

    facts: tuple[str, ...]
    members: tuple[_Member, ...]
    sure: bool


class Passing:
    """Tells which of ``rules`` pass a file; rules over a catalogue's rows never do.

    Args:
        rules: those that may be about files of this form.
        options: rule code -> options in force.
        resolver: knows which facts are surely about a file of their form.
    """

    def __init__(self, rules: Sequence[Rule], options: Mapping[str, object], resolver: Resolver) -> None:
        self.rules, self.options = rules, options
        self._functions: dict[int, Callable[..., Any]] = {}
        self._passes: dict[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]], Looked] = {}
        self._never = [number for number, rule in enumerate(rules) if rule.family or ROW in rule.needs]
        alike: dict[tuple[str, ...], list[_Member]] = {}
        for number, rule in enumerate(rules):
            if number not in self._never:
                facts = tuple(sorted({*rule.needs} - {OPTIONS}))
                alike.setdefault(facts, []).append((number, rule.words, rule.signs, OPTIONS in rule.needs))
        self._groups = [_Group(facts, tuple(each), resolver.sure(facts)) for facts, each in alike.items()]

    def look(self, source: SourceFile, resolver: Resolver, takes: Takes | None = None) -> Looked:
        """Run the rules on ``source``; ``takes`` says which of them are to be run, None: all."""
        text, present, known = source.text, dict[str, bool](), dict[str, Any]()
        failed, gone, others = [*self._never], list[int](), set[str]()
        out = () if takes is None else tuple(at for at, rule in enumerate(self.rules) if not takes(rule))
        for number, group in enumerate(self._groups):
            if not others.isdisjoint(group.facts):
                gone.append(number)
                continue
            args: dict[str, Any] | None = None
            asked, shown = False, None
            try:
                for at, words, signs, optioned in group.members:
                    if (words and not _holds(text, words, present)) or at in out:
                        continue
                    if not asked:
                        args, asked = _values(group.facts, resolver, known, others), True
                    if signs and args is not None:
                        shown = signs_of(args.values()) if shown is None else shown
                        if shown.isdisjoint(signs):
                            continue
                    if args is None or not self._passed(at, args, optioned):
                        failed.append(at)
                if not asked and not group.sure and not resolver.about(group.facts, others):
                    gone.append(number)
            except OtherFile:
                gone.append(number)
        key = tuple(failed), tuple(gone), out
        return self._passes.get(key) or self._passes.setdefault(key, self._looked(*key))

    def _passed(self, at: int, args: dict[str, Any], optioned: bool) -> bool:
        """Whether the rule finds nothing; all else it may come to is for who runs it again."""
        try:
            function = self._functions.get(at) or self._functions.setdefault(at, self.rules[at].function)
            found = function(**args, options=self.options.get(self.rules[at].code)) if optioned else function(**args)
            for _finding in found:
                return False
        except Exception:  # noqa: BLE001 - whatever it is, it comes again and is told of
            return False
        return True

    def _looked(self, failed: tuple[int, ...], gone: tuple[int, ...], out: tuple[int, ...]) -> Looked:
        off = {at for number in gone for at, *_gates in self._groups[number].members}
        left = [self.rules[at] for at in sorted({*failed}.difference(off, out))]
        passed = tuple((rule, None) for at, rule in enumerate(self.rules) if at not in {*failed, *off, *out})
        return Looked(left, passed, len(off.difference(out)))


def signs_of(values: Iterable[object]) -> frozenset[str]:
    """What the values of facts show, see ``declare.rule``."""
    return frozenset().union(*(value.signs for value in values if hasattr(value, "signs")))


def _values(facts: Sequence[str], resolver: Resolver, known: dict[str, Any], others: set[str]) -> dict[str, Any] | None:
    """The facts by name, None if one cannot be known; ``known`` has those that were asked for before.

    Raises:
        OtherFile: one is about other files; ``others`` is told which.
    """
    for name in facts:
        if name not in known:
            try:
                known[name] = resolver.value(name)
            except OtherFile:
                others.add(name)
                raise
            except Exception:  # noqa: BLE001 - who runs the rule again tells of it
                return None
    return {name: known[name] for name in facts}


def _holds(text: str, words: tuple[str, ...], present: dict[str, bool]) -> bool:
    for word in words:
        found = present.get(word)
        if found is None:
            found = present[word] = word in text
        if found:
            return True
    return False
