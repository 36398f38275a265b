"""The short way through many files: most rules pass most files, and all that is kept of those is that they did.

Files go in batches: a rule runs on one after the other, while its code is in the processor's caches.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from envdoctor.errors import EnvdoctorError, OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.model import Rule
from envdoctor.resolve import Resolver
from envdoctor.tally import Passes

OPTIONS, ROW = "options", "row"
Takes = Callable[[Rule, str], bool]
BATCH = 64
"""Files that are looked at together."""
_COLLECTED = 32
"""Batches after which memory is looked through."""
_LETTERS = 1 << 20
"""Of such files together, at the most; one alone may be longer."""


def batches(sources: Sequence[SourceFile]) -> Iterator[Sequence[SourceFile]]:
    """The files in order, some at a time."""
    batch: list[SourceFile] = []
    letters = number = 0
    for source in sources:
        if batch and (len(batch) == BATCH or letters + len(source.text) > _LETTERS):
            yield batch
            batch, letters, number = [], 0, number + 1
            if number % _COLLECTED == 0:
                gc.collect()
        batch.append(source)
        letters += len(source.text)
    if batch:
        yield batch


class Looked(NamedTuple):
    """What became of one file.

    Attributes:
        left: rules that found something, or could not be run; nothing is known of them but that they did not pass.
        passed: those that found nothing. other: how many are about files of another kind.
    """

    left: Sequence[Rule]
    passed: Passes
    other: int


class _Member(NamedTuple):
    """A rule by its number, what it needs to find anything, and whether it has options."""

    at: int
    words: tuple[str, ...]
    signs: tuple[str, ...]
    optioned: bool


_UNASKED, _GONE, _UNKNOWN = (dict[str, Any](), dict[str, Any](), dict[str, Any]())
"""Stand for the facts of a group: nobody asked, they are about other files, one cannot be known."""


class _Group(NamedTuple):
    """Rules that ask for the same facts.

    Attributes:
        facts: their names. own: of those, the ones that are another one for each file.
        plain, signed: the rules without and with signs.
        sure: the facts are about every file of the form.
    """

    facts: tuple[str, ...]
    own: tuple[str, ...]
    plain: tuple[_Member, ...]
    signed: tuple[_Member, ...]
    sure: bool


class _File:
    """One file on its way: what is known of it, and which rules (``failed``) and groups (``gone``) do not pass it."""

    __slots__ = ("args", "failed", "gone", "known", "others", "out", "present", "resolver", "shown", "text")

    def __init__(self, text: str, resolver: Resolver, failed: Sequence[int], out: tuple[int, ...]) -> None:
        self.text, self.resolver, self.failed, self.out = text, resolver, [*failed], out
        self.present: dict[str, bool] = {}
        self.known: dict[str, Any] = {}
        self.others: set[str] = set()
        self.gone: list[int] = []
        self.args: dict[str, Any] = _UNASKED
        self.shown = frozenset[str]()

    def holds(self, words: tuple[str, ...]) -> bool:
        """Whether one of ``words`` stands in the text."""
        present = self.present
        for word in words:
            found = present.get(word)
            if found is None:
                found = present[word] = word in self.text
            if found:
                return True
        return False

    def ask(self, facts: Sequence[str]) -> dict[str, Any]:
        """The facts by name, for all rules of a group."""
        self.args = self._ask(facts)
        return self.args

    def _ask(self, facts: Sequence[str]) -> dict[str, Any]:
        known = self.known
        for name in facts:
            if name not in known:
                value = self.resolver.kept(name)
                if isinstance(value, OtherFile):
                    self.others.add(name)
                    return _GONE
                if isinstance(value, EnvdoctorError):  # who runs the rule again tells of it
                    return _UNKNOWN
                known[name] = value
        return {name: known[name] for name in facts}


class Passing:
    """Tells which of ``rules`` pass a file; rules over a catalogue's rows never do.

    Args:
        rules: those that may be about files of this form.
        options: rule code -> options in force.
        resolver: knows which facts are surely about a file of their form.
    """

    def __init__(self, rules: Sequence[Rule], options: Mapping[str, object], resolver: Resolver) -> None:
        self.rules, self.options = rules, options
        self._account: dict[int, frozenset[str]] = {}
        self._looked: dict[tuple[tuple[int, ...], ...], Looked] = {}
        self._never = [number for number, rule in enumerate(rules) if rule.family or ROW in rule.needs]
        alike: dict[tuple[str, ...], list[_Member]] = {}
        for number, rule in enumerate(rules):
            if number not in self._never:
                facts = tuple(sorted({*rule.needs} - {OPTIONS}))
                alike.setdefault(facts, []).append(_Member(number, rule.words, rule.signs, OPTIONS in rule.needs))
        self._groups = [_grouped(facts, each, resolver) for facts, each in alike.items()]

    def look(self, sources: Sequence[tuple[SourceFile, Resolver]], takes: Takes | None = None) -> list[Looked]:
        """Run the rules on ``sources``; ``takes`` says which of them are to be run on which path, None: all."""
        files = [_File(source.text, resolver, self._never, self._out(source, takes)) for source, resolver in sources]
        for number, group in enumerate(self._groups):
            self._group(number, group, files)
        return [self._result(tuple(file.failed), tuple(file.gone), file.out) for file in files]

    def _out(self, source: SourceFile, takes: Takes | None) -> tuple[int, ...]:
        """Numbers of the rules that are not to be run on ``source``."""
        if takes is None:
            return ()
        return tuple(at for at, rule in enumerate(self.rules) if not takes(rule, source.path))

    def _group(self, number: int, group: _Group, files: Sequence[_File]) -> None:
        """All rules of a group: those without signs, then those of whose signs a file shows one."""
        here: list[_File] = []
        for file in files:
            if file.others.isdisjoint(group.facts):
                file.args = _UNASKED
                here.append(file)
            else:
                file.gone.append(number)
        for member in group.plain:
            self._run(member, _asked(_holding((member,), here), number, group))
        if group.signed:
            showing = self._showing(_asked(_holding(group.signed, here), number, group), number, group)
            for member in group.signed if showing else ():
                ready = [file for file in showing if not file.shown.isdisjoint(member.signs)]
                self._run(member, _holding((member,), ready))
        for file in () if group.sure else here:
            if file.args is _UNASKED and not file.resolver.about(group.facts, file.others):
                file.gone.append(number)

    def _showing(self, files: Sequence[_File], number: int, group: _Group) -> list[_File]:
        """Files whose facts show some sign; those of the account's facts are the same for each file."""
        found: list[_File] = []
        for file in files:
            if file.args is _UNKNOWN:
                file.shown = frozenset(sign for member in group.signed for sign in member.signs)
            else:
                if number not in self._account:
                    account = [value for name, value in file.args.items() if name not in group.own]
                    self._account[number] = signs_of(account)
                file.shown = self._account[number].union(signs_of([file.args[name] for name in group.own]))
            if file.shown:
                found.append(file)
        return found

    def _run(self, member: _Member, files: Sequence[_File]) -> None:
        """Run a rule; whatever it comes to but nothing is for who runs it again."""
        if not files:
            return
        at = member.at
        options = {OPTIONS: self.options.get(self.rules[at].code)} if member.optioned else {}
        try:
            function = self.rules[at].function
        except Exception:  # noqa: BLE001 - somebody's module may raise anything
            for file in files:
                file.failed.append(at)
            return
        for file in files:
            if file.args is _UNKNOWN:
                file.failed.append(at)
            elif at not in file.out:
                try:
                    for _finding in function(**file.args, **options):
                        file.failed.append(at)
                        break
                except Exception:  # noqa: BLE001 - likewise
                    file.failed.append(at)

    def _result(self, *key: tuple[int, ...]) -> Looked:
        """Files that fail the same rules share what is said of them."""
        if key not in self._looked:
            failed, gone, out = key
            off = {
                member.at for number in gone for member in (*self._groups[number].plain, *self._groups[number].signed)
            }
            left = [self.rules[at] for at in sorted({*failed}.difference(off, out))]
            passed = tuple((rule, None) for at, rule in enumerate(self.rules) if at not in {*failed, *off, *out})
            self._looked[key] = Looked(left, passed, len(off.difference(out)))
        return self._looked[key]


def _grouped(facts: tuple[str, ...], members: Sequence[_Member], resolver: Resolver) -> _Group:
    own = tuple(name for name in facts if resolver.per_file((name,)))
    plain = tuple(member for member in members if not member.signs)
    return _Group(facts, own, plain, tuple(member for member in members if member.signs), resolver.sure(facts))


def _holding(members: Sequence[_Member], files: Sequence[_File]) -> Sequence[_File]:
    """Files that hold a word of one of the rules; all of them if one needs none."""
    if not all(member.words for member in members):
        return files
    return [file for file in files if any(file.holds(member.words) for member in members)]


def _asked(files: Sequence[_File], number: int, group: _Group) -> list[_File]:
    """Files that the group's facts are about."""
    found: list[_File] = []
    for file in files:
        if file.args is _UNASKED and file.ask(group.facts) is _GONE:
            file.gone.append(number)
        if file.args is not _GONE:
            found.append(file)
    return found


def signs_of(values: Iterable[object]) -> frozenset[str]:
    """What the values of facts show, see ``declare.rule``."""
    return frozenset().union(*(value.signs for value in values if hasattr(value, "signs")))
