"""Gives every fact once: asks the host for its probes, calls it with what it needs, keeps the value or the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from envdoctor.declare import GIVEN, Fact
from envdoctor.errors import EnvdoctorError, FactCrashed, OtherFile, TimedOut, Unavailable, crash
from envdoctor.guess import near
from envdoctor.host.host import Host
from envdoctor.host.probes import Failed, Probe, Run

PER_FILE = "source"


class Later(NamedTuple):
    """A given value that is made when a fact or rule asks for it; ``make`` gives the same one each time."""

    make: Callable[[], object]


class Resolver:
    """Facts of one run, or, with ``outer``, those of one file on top of it.

    Args:
        facts: all facts by name.
        given: values of the parameters that are not facts (see ``declare.GIVEN``).
        host: answers probes.
    """

    def __init__(
        self, facts: Mapping[str, Fact], given: Mapping[str, object], host: Host, outer: Resolver | None = None
    ) -> None:
        self.facts, self.given, self.host, self.outer = facts, given, host, outer
        self._values: dict[str, object] = {}
        self._reaches: dict[str, bool] = outer._reaches if outer is not None else {}
        self._forms: dict[str, tuple[frozenset[str], bool]] = outer._forms if outer is not None else {}
        self._begun: dict[str, tuple[Any, Sequence[Probe]]] = {}

    def within(self, source: object) -> Resolver:
        """A resolver for one file: account facts come from this one, facts that reach ``source`` are its own."""
        return Resolver(self.facts, {**self.given, PER_FILE: source}, self.host, self)

    def closure(self, needs: Iterable[str]) -> dict[str, Fact]:
        """All facts that ``needs`` lead to, dependencies first.

        Raises:
            EnvdoctorError: a parameter names no fact, or facts need each other in a circle.
        """
        done: dict[str, Fact] = {}
        for name in needs:
            self._visit(name, (), done)
        return done

    def _visit(self, name: str, path: tuple[str, ...], done: dict[str, Fact]) -> None:
        if name in GIVEN or name in done:
            return
        if name in path:
            raise EnvdoctorError(f"facts need each other in a circle: {' -> '.join((*path, name))}")
        if name not in self.facts:
            by = f" (needed by {path[-1]})" if path else ""
            known = ", ".join(sorted(self.facts))
            raise EnvdoctorError(f"no fact is called {name}{by}{near(name, self.facts)}. Known facts: {known}")
        for need in self.facts[name].needs:
            self._visit(need, (*path, name), done)
        done[name] = self.facts[name]

    def per_file(self, needs: Iterable[str]) -> bool:
        """True if the closure of ``needs`` reaches ``source``."""
        return any(self._reach(name) for name in needs)

    def _reach(self, name: str) -> bool:
        """Whether ``name`` leads to ``source``; asked for each fact of each file, so kept."""
        if name not in self._reaches:
            facts = self.closure((name,)).values()
            self._reaches[name] = name == PER_FILE or any(PER_FILE in fact.needs for fact in facts)
        return self._reaches[name]

    def start(self, needs: Iterable[str]) -> None:
        """Start the commands behind ``needs``, all together, before anything else is computed.

        Those that facts declare are started at once; facts that need no other fact are driven up to the first commands
        they ask for, which then run while the rest goes on.
        """
        facts = self.closure(needs).values()
        self.host.start(probe for fact in facts for probe in fact.probes.values())
        for fact in facts:
            ready = fact.generator and not fact.probes and all(need in self.given for need in fact.needs)
            if ready and fact.name not in self._values and fact.name not in self._begun:
                self._begin(fact)

    def _begin(self, fact: Fact) -> None:
        generator = fact.function(**{need: self.value(need) for need in fact.needs})
        try:
            probes: Sequence[Probe] = next(generator)
            while not any(isinstance(probe, Run) for probe in probes):
                probes = generator.send(self.host.ask(probes))
            self.host.start(probes)
            self._begun[fact.name] = (generator, probes)
        except StopIteration as end:
            self._values[fact.name] = end.value
        except EnvdoctorError as reason:
            self._values[fact.name] = reason
        except Exception as error:  # noqa: BLE001 - a fact may raise anything: only the rules that need it are lost
            self._values[fact.name] = _crashed(fact, error)

    def value(self, name: str) -> Any:
        """The fact ``name``.

        Raises:
            Unavailable: it cannot be known here; the same reason is given each time.
            FactCrashed: it, or a fact that it needs, raised something unexpected.
        """
        kept = self.kept(name)
        if isinstance(kept, EnvdoctorError):
            raise kept
        return kept

    def kept(self, name: str) -> Any:
        """The fact ``name``, or the error that :meth:`value` raises: it is raised for each of many rules and files."""
        if name in self.given:
            given = self.given[name]
            return given.make() if isinstance(given, Later) else given
        if name not in self._values:
            if not self._reach(name) and self.outer is not None:  # also tells of a name that nobody knows
                return self.outer.kept(name)
            self._values[name] = self._make(self.facts[name])
        return self._values[name]

    def fits(self, needs: Iterable[str], form: str) -> bool:
        """False if one of the facts ``needs`` says that it is not about files of ``form``."""
        return all(not forms or form in forms for forms, _surely in map(self._forms_of, needs))

    def sure(self, needs: Iterable[str]) -> bool:
        """Whether the facts ``needs`` are about all files of their forms, or about none at all."""
        return all(name in GIVEN or all(self._forms_of(name)) or not self._reach(name) for name in needs)

    def about(self, needs: Iterable[str], others: set[str]) -> bool:
        """Whether the facts ``needs`` are about this file, whose form fits; ``others`` collects one that is not.

        Facts that are surely about all files of their forms are believed, so that no file is parsed to know it.
        """
        for name in needs:
            if not self.sure((name,)) and isinstance(self.kept(name), OtherFile):
                others.add(name)
                return False
        return True

    def _forms_of(self, name: str) -> tuple[frozenset[str], bool]:
        """The forms that the fact and all it needs are about, empty for any; whether that is all they need."""
        if name not in self._forms:
            told = [fact for fact in self.closure((name,)).values() if fact.forms]
            forms = frozenset.intersection(*(frozenset(fact.forms) for fact in told)) if told else frozenset[str]()
            self._forms[name] = forms, all(fact.surely for fact in told)
        return self._forms[name]

    def put(self, name: str, value: object) -> None:
        """Let ``value`` stand for the fact ``name`` from now on."""
        self._values[name] = value

    def _make(self, fact: Fact) -> object:
        try:
            if fact.name in self._begun:
                generator, probes = self._begun.pop(fact.name)
                return self._drive(generator, self.host.ask(probes))
            args = {need: self.value(need) for need in fact.needs}
            if fact.probes:
                answers = self.host.ask(list(fact.probes.values()))
                args.update(zip(fact.probes, (_answer(answer) for answer in answers), strict=True))
            made = fact.function(**args)
            return self._drive(made) if fact.generator else made
        except (Unavailable, FactCrashed) as reason:
            return reason.with_traceback(None)  # which would hold this resolver, and with it all that it knows
        except Exception as error:  # noqa: BLE001 - a fact may raise anything: only the rules that need it are lost
            return _crashed(fact, error)

    def _drive(self, generator: Any, answers: Sequence[object] | None = None) -> object:
        try:
            while True:
                probes: Sequence[Probe] = generator.send(answers)
                answers = self.host.ask(probes)
        except StopIteration as end:
            return end.value


def _crashed(fact: Fact, error: Exception) -> FactCrashed:
    return FactCrashed(f"fact {fact.name}: {crash(error)}")


def _answer(answer: object) -> object:
    if isinstance(answer, Failed):
        raise (TimedOut if answer.timed_out else Unavailable)(answer.reason)
    return answer
