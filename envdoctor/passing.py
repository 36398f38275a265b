"""The short way through many files: most rules pass most files, and all that is kept of those is that they did.

Files go in batches: a rule runs on one after the other, while its code is in the processor's caches.
"""

from __future__ import annotations

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
_LETTERS = 1 << 20
"""Of such files together, at the most; one alone may be longer."""


def batches(sources: Sequence[SourceFile]) -> Iterator[Sequence[SourceFile]]:
    """The files in order, some at a time."""
    batch: list[SourceFile] = []
    letters = 0
    for source in sources:
        if batch and (len(batch) == BATCH or letters + len(source.text) > _LETTERS):
            yield batch
            batch, letters = [], 0
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


_Member = tuple[int, tuple[str, ...], tuple[str, ...], bool]
"""A rule's number, its words and signs, whether it has options."""
_UNASKED, _GONE, _UNKNOWN = (dict[str, Any](), dict[str, Any](), dict[str, Any]())
"""Stand for the facts of a group: nobody asked, they are about other files, one cannot be known."""


class _Group(NamedTuple):
    """Rules that ask for the same facts.

    Attributes:
        facts: their names. own: of those, the ones that are another one for each file.
        sure: they are about every file of the form.
    """

    facts: tuple[str, ...]
    own: tuple[str, ...]
    members: tuple[_Member, ...]
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
        self.shown: frozenset[str] | None = None

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
        self.args, self.shown = self._ask(facts), None
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
                alike.setdefault(facts, []).append((number, rule.words, rule.signs, OPTIONS in rule.needs))
        self._groups = [
            _Group(facts, tuple(filter(self._own(resolver), facts)), tuple(each), resolver.sure(facts))
            for facts, each in alike.items()
        ]

    @staticmethod
    def _own(resolver: Resolver) -> Callable[[str], bool]:
        return lambda name: resolver.per_file((name,))

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
        here: list[_File] = []
        for file in files:
            file.args = _UNASKED
            if file.others.isdisjoint(group.facts):
                here.append(file)
            else:
                file.gone.append(number)
        for member in group.members:
            ready = [file for file in here if self._ready(file, member, number, group)]
            if ready:
                self._run(member, ready)
        for file in () if group.sure else here:
            if file.args is _UNASKED and not file.resolver.about(group.facts, file.others):
                file.gone.append(number)

    def _ready(self, file: _File, member: _Member, number: int, group: _Group) -> bool:
        """Whether the rule has to be run on the file."""
        at, words, signs, _optioned = member
        if file.args is _GONE or (words and not file.holds(words)) or at in file.out:
            return False
        if file.args is _UNASKED and file.ask(group.facts) is _GONE:
            file.gone.append(number)
            return False
        if file.args is _UNKNOWN:
            file.failed.append(at)
            return False
        if not signs:
            return True
        if file.shown is None:
            file.shown = self._shown(file.args, number, group)
        return not file.shown.isdisjoint(signs)

    def _shown(self, args: Mapping[str, Any], number: int, group: _Group) -> frozenset[str]:
        """The signs of the group's facts; those of the account's are the same for each file."""
        if number not in self._account:
            self._account[number] = signs_of(value for name, value in args.items() if name not in group.own)
        return self._account[number].union(signs_of(args[name] for name in group.own))

    def _run(self, member: _Member, files: Sequence[_File]) -> None:
        """Run a rule; whatever it comes to but nothing is for who runs it again."""
        at, _words, _signs, optioned = member
        options = {OPTIONS: self.options.get(self.rules[at].code)} if optioned else {}
        try:
            function = self.rules[at].function
        except Exception:  # noqa: BLE001 - somebody's module may raise anything
            for file in files:
                file.failed.append(at)
            return
        for file in files:
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
            off = {member[0] for number in gone for member in self._groups[number].members}
            left = [self.rules[at] for at in sorted({*failed}.difference(off, out))]
            passed = tuple((rule, None) for at, rule in enumerate(self.rules) if at not in {*failed, *off, *out})
            self._looked[key] = Looked(left, passed, len(off.difference(out)))
        return self._looked[key]


def signs_of(values: Iterable[object]) -> frozenset[str]:
    """What the values of facts show, see ``declare.rule``."""
    return frozenset().union(*(value.signs for value in values if hasattr(value, "signs")))
