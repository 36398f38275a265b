"""Runs rules: one outcome for each rule, member and file, and the findings. A crash never stops the other rules."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from envdoctor.catalogue.rows import Row
from envdoctor.errors import EnvdoctorError, FactCrashed, OtherFile, TimedOut, Unavailable, crash
from envdoctor.facts.remarks import Used
from envdoctor.facts.types import SourceFile
from envdoctor.light import dataclass, field
from envdoctor.model import Finding, Hit, Outcome, Rule, Severity, State
from envdoctor.passing import OPTIONS, ROW, Looked, Passing, batches, signs_of
from envdoctor.resolve import Resolver
from envdoctor.select import Exceptions, Selection
from envdoctor.suppress import ABOUT_COMMENTS, USED, WORD, account, silenced
from envdoctor.tally import Found, Outcomes

if TYPE_CHECKING:
    from envdoctor.syntax.remarks import Remark


@dataclass(frozen=True, slots=True)
class Result:
    """What running came to: findings of the account in the order of rules, then those of each file.

    Attributes:
        other: how often a rule had nothing to say of a file, because the file is of another kind.
        silenced: findings that a comment in their file silences.
        stopped: rules or files are left, because enough was found.
        lost: processes that died; their files were checked again.
    """

    hits: tuple[Hit, ...] = ()
    outcomes: Outcomes = field(default_factory=Outcomes)
    other: int = 0
    silenced: int = 0
    stopped: bool = False
    lost: int = 0


class Item(NamedTuple):
    """One rule, member and file that would run; without a file it is about the account."""

    rule: Rule
    member: str | None
    path: str | None


Wanted = Callable[[Rule, "str | None", "str | None"], bool]
FEW = 300
"""Up to so many files another process costs more than it saves."""
_FIRST = 32
"""Files that are checked before other processes are started, so that these have all that was loaded for them."""


@dataclass(slots=True)
class _Looked:
    """One file on its way through the rules.

    Attributes:
        source, resolver: the file, and what gives the facts about it.
        since: how many findings and outcomes there were before it.
        others: facts that it is too different for, so that no second rule asks for them.
        passed: rules that found nothing and need no outcome of their own.
    """

    source: SourceFile
    resolver: Resolver
    since: tuple[int, int]
    others: set[str] = field(default_factory=set)
    passed: list[tuple[Rule, str | None]] = field(default_factory=list)


@dataclass(slots=True)
class Engine:
    """One run over an account or some files.

    Attributes:
        severities: label or rule code -> severity that the policy sets. options: rule code -> options in force.
        home: what is shown as ``~`` in subjects.
        wanted: whether a rule, member and file are to be looked at; None: all are.
        exceptions: what the policy says of single files.
        every: all rules there are, for comments that name one.
        most: stop after so many findings of at least ``threshold``; 0: never.
        detailed: keep each outcome, with its seconds; else those of rules that passed a file by the file.
    """

    resolver: Resolver
    rows: Sequence[Row]
    selection: Selection
    home: str
    severities: Mapping[str, Severity] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)
    wanted: Wanted | None = None
    exceptions: Exceptions = field(default_factory=Exceptions)
    every: Sequence[Rule] = ()
    most: int = 0
    threshold: Severity = Severity.WARNING
    detailed: bool = True
    found: Found = field(default_factory=Found)
    rows_of: dict[Rule, list[Row | None]] = field(default_factory=dict)
    fitting: dict[str, Sequence[Rule]] = field(default_factory=dict)
    passing: dict[str, Passing] = field(default_factory=dict)

    def run(self, rules: Sequence[Rule], sources: Sequence[SourceFile]) -> Result:
        """Run account rules once and rules that reach ``source`` once per file of ``sources``."""
        filed = [rule for rule in rules if self.per_file(rule)]
        filed.sort(key=lambda rule: ABOUT_COMMENTS in rule.needs)  # those tell what became of the others' findings
        steps: list[Callable[[], None]] = [partial(self._account, rule) for rule in rules if not self.per_file(rule)]
        many = len(sources) > FEW and not self.most
        first = [sources[:_FIRST]] if many else [[source] for source in sources]
        steps += [partial(self._many, some, filed) for some in first]
        left, lost = len(steps), 0
        for step in steps:
            step()
            left -= 1
            if self.most and sum(hit.severity >= self.threshold for hit in self.found.hits) >= self.most:
                break
        if many:
            from envdoctor.bundle import across

            lost = across(self, partial(self._many, rules=filed), sources[_FIRST:], filed)
        found = self.found
        return Result(tuple(found.hits), found.outcomes, found.other, found.silenced, left > 0, lost)

    def narrow(self, wanted: Wanted) -> None:
        """Look only at what ``wanted`` says, too."""
        before = self.wanted
        self.wanted = wanted if before is None else lambda *item: before(*item) and wanted(*item)

    def per_file(self, rule: Rule) -> bool:
        """True if the rule looks into files."""
        return self.resolver.per_file(rule.needs)

    def _account(self, rule: Rule) -> None:
        for row in self.members(rule, None):
            self._one(rule, row, self.resolver, None)

    def _file(self, source: SourceFile, rules: Sequence[Rule]) -> None:
        """All rules on one file; ``rules`` has those about the comments that silence findings at its end."""
        looked = _Looked(source, self.resolver.within(source), (len(self.found.hits), len(self.found.outcomes.told)))
        judged, others = WORD not in source.text, looked.others
        if judged:
            looked.resolver.put(USED, Used())
        fitting = self._fitting(source.form, rules)
        self.found.other += len(rules) - len(fitting)
        for rule in fitting:
            if not judged and ABOUT_COMMENTS in rule.needs:
                judged = True
                looked.resolver.put(USED, self._used(looked, rules))
            if others.isdisjoint(rule.needs):
                self._on_file(rule, looked)
            else:
                self.found.other += 1
        if not judged:  # no rule about comments runs; what they silence is silenced all the same
            self._used(looked, rules)
        if self.detailed:
            self.found.outcomes.told += [
                Outcome(rule, member, source.path, State.PASSED) for rule, member in looked.passed
            ]
        else:
            self.found.outcomes.passed(source.path, tuple(looked.passed))

    def _many(self, sources: Sequence[SourceFile], rules: Sequence[Rule]) -> None:
        """The same for many files: few rules find something in a file, and few files silence something."""
        for batch in batches(sources):
            silent = [] if self.detailed else [source for source in batch if WORD not in source.text]
            quick = self._quickly(silent, rules)
            for source in batch:
                if source.path in quick:
                    self._rest(source, rules, *quick[source.path])
                else:
                    self._file(source, rules)

    def _quickly(self, sources: Sequence[SourceFile], rules: Sequence[Rule]) -> dict[str, tuple[Resolver, Looked]]:
        """Path -> what the rules came to that pass it."""
        found: dict[str, tuple[Resolver, Looked]] = {}
        whole = self.wanted is None and not self.exceptions.all
        takes = None if whole else lambda rule, path: bool(self.members(rule, path))
        for form in dict.fromkeys(source.form for source in sources):
            if form not in self.passing:
                self.passing[form] = Passing(self._fitting(form, rules), self.options, self.resolver)
            alike = [(source, self.resolver.within(source)) for source in sources if source.form == form]
            for _source, resolver in alike:
                resolver.put(USED, Used())
            looked = self.passing[form].look(alike, takes)
            found.update((source.path, (resolver, one)) for (source, resolver), one in zip(alike, looked, strict=True))
        return found

    def _rest(self, source: SourceFile, rules: Sequence[Rule], resolver: Resolver, looked: Looked) -> None:
        """Run what did not pass."""
        self.found.other += len(rules) - len(self._fitting(source.form, rules)) + looked.other
        self.found.outcomes.passed(source.path, looked.passed)
        for rule in looked.left:
            for row in self.members(rule, source.path):
                self._one(rule, row, resolver, source.path)

    def _fitting(self, form: str, rules: Sequence[Rule]) -> Sequence[Rule]:
        """Those of ``rules`` that may be about files of ``form``; the others need not be loaded to know that."""
        if form not in self.fitting:
            fitting = [rule for rule in rules if self.resolver.fits(rule.needs, form)]
            self.fitting[form] = [rule for rule in fitting if self._told(rule)]
        return self.fitting[form]

    def _told(self, rule: Rule) -> bool:
        """False if the policy does not say what the rule goes by: then it could not tell, which is not "fine"."""
        for name in rule.needs if rule.signs else ():
            fact = self.resolver.facts.get(name)
            if fact is not None and fact.signs.issuperset(rule.signs) and not self.resolver.per_file((name,)):
                value = self.resolver.kept(name)
                return isinstance(value, EnvdoctorError) or not value.signs.isdisjoint(rule.signs)
        return True

    def _used(self, looked: _Looked, rules: Sequence[Rule]) -> Used:
        """Let the comments of the file silence what was found in it; what they were good for."""
        source, since = looked.source, looked.since
        try:
            remarks = looked.resolver.value(ABOUT_COMMENTS).all
        except EnvdoctorError:
            return Used()
        silencing = self._silence(source, remarks, since[0])
        sure = {rule for rule, _member in looked.passed}
        sure |= {one.rule for one in self.found.outcomes.told[since[1] :] if one.state in (State.PASSED, State.FOUND)}
        others = {rule for rule in {*rules}.difference(self.fitting[source.form]) if self._told(rule)}
        others |= {rule for rule in rules if not looked.others.isdisjoint(rule.needs)}
        sure |= {rule for rule in others if self.members(rule, source.path)}
        return account(silencing, sure, self.every)

    def _silence(self, source: SourceFile, remarks: Sequence[Remark], begun: int) -> set[tuple[int, str]]:
        """Take out what the comments of this file silence; the account's findings point into files, too."""
        ours = [hit for hit in self.found.hits[:begun] if hit.finding.location.path == source.path]
        ours += [hit for hit in self.found.hits[begun:] if hit.finding.location.path in (None, source.path)]
        left, used = silenced(ours, remarks)
        gone = {id(hit) for hit in ours} - {id(hit) for hit in left}
        self.found.hits[:] = [hit for hit in self.found.hits if id(hit) not in gone]
        self.found.silenced += len(gone)
        return used

    def _on_file(self, rule: Rule, looked: _Looked) -> None:
        source = looked.source
        rows = self.members(rule, source.path)
        if rule.words and not any(word in source.text for word in rule.words):
            if looked.resolver.about(rule.needs, looked.others):
                looked.passed += [(rule, row.id if row else None) for row in rows]
            else:
                self.found.other += 1
        else:
            for row in rows:
                self._one(rule, row, looked.resolver, source.path, looked.others)

    def members(self, rule: Rule, path: str | None) -> list[Row | None]:
        """The rows of the catalogue that ``rule`` is to run for, or one None; empty where it is not to run at all."""
        if rule not in self.rows_of:
            rows = self.rows if rule.family else (None,)
            self.rows_of[rule] = [row for row in rows if self.selection.takes(rule, row.id if row else None)]
        found = self.rows_of[rule]
        if path is not None and self.exceptions.all and self.exceptions.leaves_out(rule, path):
            return []
        wanted = self.wanted
        return found if wanted is None else [row for row in found if wanted(rule, row.id if row else None, path)]

    def _one(
        self, rule: Rule, row: Row | None, resolver: Resolver, path: str | None, others: set[str] | None = None
    ) -> None:
        member, began, reason = row.id if row else None, time.perf_counter(), ""
        found: list[Finding] = []
        try:
            args = self._args(rule, row, resolver, others)  # first: a rule for other files need not be loaded
            silent = rule.signs and signs_of(args.values()).isdisjoint(rule.signs)
            found = [] if silent else list(rule.function(**args))
            state = State.FOUND if found else State.PASSED
        except OtherFile:
            self.found.other += 1
            return
        except TimedOut as late:
            state, reason = State.TIMED_OUT, str(late)
        except Unavailable as unavailable:
            state, reason = State.SKIPPED, str(unavailable)
        except FactCrashed as error:
            state, reason = State.CRASHED, str(error)
        except Exception as error:  # noqa: BLE001 - somebody's rule may raise anything: it is shown, the others still run
            state, reason = State.CRASHED, crash(error)
        self.found.outcomes.append(Outcome(rule, member, path, state, reason, time.perf_counter() - began))
        if state is State.FOUND:
            self.found.hits.extend(self._hit(rule, member, finding, path) for finding in found)

    def _args(self, rule: Rule, row: Row | None, resolver: Resolver, others: set[str] | None) -> dict[str, Any]:
        args: dict[str, Any] = {}
        for name in rule.needs:
            if name == ROW:
                args[name] = row
            elif name == OPTIONS:
                args[name] = self.options.get(rule.code)
            else:
                try:
                    args[name] = resolver.value(name)
                except OtherFile:
                    if others is not None:
                        others.add(name)
                    raise
        return args

    def items(self, rules: Sequence[Rule], sources: Sequence[SourceFile]) -> Iterator[Item]:
        """What :meth:`run` would run, file by file; no rule runs, but files are read as facts read them."""
        filed = [rule for rule in rules if self.per_file(rule)]
        yield from (Item(rule, row.id if row else None, None) for rule in rules if rule not in filed
                    for row in self.members(rule, None))  # fmt: skip
        for source in sources:
            resolver = self.resolver.within(source)
            for rule in self._fitting(source.form, filed):
                if self._fits(rule, resolver):
                    members = self.members(rule, source.path)
                    yield from (Item(rule, row.id if row else None, source.path) for row in members)

    def _fits(self, rule: Rule, resolver: Resolver) -> bool:
        for name in rule.needs:
            try:
                if name not in (ROW, OPTIONS, USED):
                    resolver.value(name)
            except OtherFile:
                return False
            except EnvdoctorError:
                continue  # it would be skipped, with the reason
        return True

    def severity(self, rule: Rule, member: str | None, path: str | None = None) -> Severity | None:
        """The severity that the policy sets, for the file, the member or the rule; None: none."""
        label = f"{rule.code}[{member}]" if member else rule.code
        return self.exceptions.severity(rule, path) or self.severities.get(label) or self.severities.get(rule.code)

    def _hit(self, rule: Rule, member: str | None, finding: Finding, path: str | None) -> Hit:
        severity = self.severity(rule, member, path) or finding.severity or rule.severity
        return Hit(rule, member, severity, subject(rule, member, finding, self.home), finding)


def subject(rule: Rule, member: str | None, finding: Finding, home: str) -> str:
    """``CODE[member]:normalised place:key``: what baselines and "what is new" live on."""
    place = finding.place
    if home and home != "/" and (place == home or place.startswith(home + "/")):
        place = "~" + place[len(home) :]
    label = f"{rule.code}[{member}]" if member else rule.code
    return f"{label}:{place}:{finding.key}"
