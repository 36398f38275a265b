"""Collects what packs bring: rules, facts and rows. Nothing is registered by being imported; collectors read values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from envdoctor import builtin
from envdoctor.builtin import values_in
from envdoctor.catalogue.rows import Row
from envdoctor.declare import Fact
from envdoctor.errors import EnvdoctorError
from envdoctor.light import dataclass, field
from envdoctor.model import Rule

if TYPE_CHECKING:
    import pluggy

    from envdoctor.advice import Page, Symptom

__all__ = ["Collection", "collect", "collect_advice", "entry_points", "values_in"]

T = TypeVar("T")


@dataclass(frozen=True)
class Collection:
    """Everything there is to run, in a stable order. The catalogue's rows are made when they are first asked for."""

    rules: tuple[Rule, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    make_rows: Callable[[], Iterable[Row]] = tuple

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Rows of the catalogue.

        Raises:
            EnvdoctorError: two packs bring the same.
        """
        return tuple(_unique(self.make_rows(), "id", "catalogue row"))


def _unique(values: Iterable[T], key: str, what: str) -> list[T]:
    known: dict[str, T] = {}
    for value in values:
        name = getattr(value, key)
        if name in known and known[name] is not value:
            raise EnvdoctorError(f"two packs bring a {what} called {name}; one of them must be renamed or removed")
        known[name] = value
    return list(known.values())


def _plugins(packs: Sequence[object], points: Sequence[tuple[str, str]]) -> pluggy.PluginManager:
    import pluggy

    from envdoctor import hooks

    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    for pack in packs:
        manager.register(pack)
    for name, value in points:
        try:
            manager.register(_load(value), name=name)
        except Exception as error:  # a broken pack may raise anything; it is named, not a traceback
            raise EnvdoctorError(
                f"the rule pack {name} ({value}) cannot be loaded: {error}. Uninstall or repair it"
            ) from error
    return manager


def _load(value: str) -> object:
    module, _colon, attributes = value.partition(":")
    found: object = import_module(module.strip())
    for attribute in attributes.split(".") if attributes else ():
        found = getattr(found, attribute.strip())
    return found


def entry_points(places: Iterable[str]) -> list[tuple[str, str]]:
    """(name, value) of the entry points of group ``envdoctor`` that distributions in ``places`` declare.

    importlib.metadata would read the same files, and cost more than all the rest of a check's start.
    """
    found: dict[str, str] = {}
    for place in dict.fromkeys(places):
        try:
            names = os.listdir(place or ".")
        except OSError:
            continue
        for name in sorted(names):
            if name.endswith((".dist-info", ".egg-info")):
                for key, value in _declared(os.path.join(place, name, "entry_points.txt")):
                    found.setdefault(key, value)
    return list(found.items())


def _declared(path: str) -> Iterator[tuple[str, str]]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return
    group = ""
    for line in text.splitlines() if "[envdoctor]" in text else ():
        line = line.strip()
        if line.startswith("["):
            group = line.strip("[]").strip()
        elif group == "envdoctor" and "=" in line and line[0] not in "#;":
            name, _equals, value = line.partition("=")
            yield name.strip(), value.split("[")[0].strip()


def collect(packs: Sequence[object] = (), *, installed: bool = True) -> Collection:
    """The built-in pack, ``packs``, and, if ``installed``, those that distributions bring by entry point.

    Raises:
        EnvdoctorError: two packs bring the same code, name, fact or row, or a pack cannot be loaded.
    """
    points = entry_points(sys.path) if installed else []
    facts, rules, rows = builtin.facts(), builtin.rules(), _own_rows
    if packs or points:
        hook = _plugins(packs, points).hook
        rules += [rule for brought in reversed(hook.envdoctor_rules()) for rule in brought]
        facts += [fact for brought in reversed(hook.envdoctor_facts()) for fact in brought]
        rows = partial(_all_rows, hook)
    unique = _unique(_unique(rules, "code", "rule"), "name", "rule")
    return Collection(
        tuple(sorted(unique, key=lambda rule: rule.code)),
        {fact.name: fact for fact in _unique(facts, "name", "fact")},
        rows,
    )


def _own_rows() -> list[Row]:
    return list(builtin.values_in("envdoctor_rules.catalogue", Row))


def _all_rows(hook: Any) -> list[Row]:
    return [*_own_rows(), *(row for brought in reversed(hook.envdoctor_rows()) for row in brought)]


def collect_advice(packs: Sequence[object] = (), *, installed: bool = True) -> tuple[list[Symptom], list[Page]]:
    """Error texts, and pages by name; collected only when ``explain`` asks for them.

    Raises:
        EnvdoctorError: two packs bring the same, or a pack cannot be loaded.
    """
    points = entry_points(sys.path) if installed else []
    hook = _plugins([import_module("envdoctor_rules.pack"), *packs], points).hook
    symptoms = [one for brought in reversed(hook.envdoctor_symptoms()) for one in brought]
    pages = [one for brought in reversed(hook.envdoctor_pages()) for one in brought]
    named = _unique(pages, "name", "page")
    return _unique(symptoms, "id", "error text"), sorted(named, key=lambda page: page.name)
