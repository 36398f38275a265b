"""Collects what packs bring: rules, facts and rows. Nothing is registered by being imported; collectors read values."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

from envdoctor.advice import Page, Symptom
from envdoctor.catalogue.rows import Row
from envdoctor.declare import Fact
from envdoctor.errors import EnvdoctorError
from envdoctor.model import Rule

if TYPE_CHECKING:
    import pluggy

T = TypeVar("T")


def values_in(package: str, kind: type[T], skip: Sequence[str] = ()) -> Iterator[T]:
    """Module-level values of type ``kind`` in all modules of ``package``, folder by folder in alphabetical order.

    Modules and folders whose first name is in ``skip`` or starts with an underscore are passed over.
    """
    seen: set[int] = set()
    root = import_module(package)
    for info in sorted(pkgutil.walk_packages(root.__path__, package + "."), key=lambda info: info.name):
        parts = info.name[len(package) + 1 :].split(".")
        if parts[0] in skip or any(part.startswith("_") for part in parts):
            continue
        module = import_module(info.name)
        for value in vars(module).values():
            if isinstance(value, kind) and id(value) not in seen:
                seen.add(id(value))
                yield value


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything there is to run, in a stable order."""

    rules: tuple[Rule, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


def _unique(values: Iterable[T], key: str, what: str) -> list[T]:
    known: dict[str, T] = {}
    for value in values:
        name = getattr(value, key)
        if name in known and known[name] is not value:
            raise EnvdoctorError(f"two packs bring a {what} called {name}; one of them must be renamed or removed")
        known[name] = value
    return list(known.values())


def _plugins(packs: Sequence[object], installed: bool) -> pluggy.PluginManager:
    import pluggy

    from envdoctor import hooks

    manager = pluggy.PluginManager(hooks.PROJECT)
    manager.add_hookspecs(hooks)
    for pack in packs:
        manager.register(pack)
    if installed:
        _load_installed(manager)
    return manager


def _load_installed(manager: pluggy.PluginManager) -> None:
    from importlib.metadata import entry_points

    for point in entry_points(group="envdoctor"):
        try:
            manager.register(point.load(), name=point.name)
        except Exception as error:  # a broken pack may raise anything; it is named, not a traceback
            raise EnvdoctorError(
                f"the rule pack {point.name} ({point.value}) cannot be loaded: {error}. Uninstall or repair it"
            ) from error


def collect(packs: Sequence[object] = (), *, installed: bool = True) -> Collection:
    """The built-in pack, ``packs``, and, if ``installed``, those that distributions bring by entry point.

    Raises:
        EnvdoctorError: two packs bring the same code, name, fact or row, or a pack cannot be loaded.
    """
    hook = _plugins([import_module("envdoctor_rules"), *packs], installed).hook
    facts = list(values_in("envdoctor.facts", Fact))
    rules = [rule for brought in reversed(hook.envdoctor_rules()) for rule in brought]
    facts += [fact for brought in reversed(hook.envdoctor_facts()) for fact in brought]
    rows = [row for brought in reversed(hook.envdoctor_rows()) for row in brought]
    unique = _unique(_unique(rules, "code", "rule"), "name", "rule")
    return Collection(
        tuple(sorted(unique, key=lambda rule: rule.code)),
        {fact.name: fact for fact in _unique(facts, "name", "fact")},
        tuple(_unique(rows, "id", "catalogue row")),
    )


def collect_advice(packs: Sequence[object] = (), *, installed: bool = True) -> tuple[list[Symptom], list[Page]]:
    """Error texts, and pages by name; collected only when ``explain`` asks for them.

    Raises:
        EnvdoctorError: two packs bring the same, or a pack cannot be loaded.
    """
    hook = _plugins([import_module("envdoctor_rules"), *packs], installed).hook
    symptoms = [one for brought in reversed(hook.envdoctor_symptoms()) for one in brought]
    pages = [one for brought in reversed(hook.envdoctor_pages()) for one in brought]
    named = _unique(pages, "name", "page")
    return _unique(symptoms, "id", "error text"), sorted(named, key=lambda page: page.name)
