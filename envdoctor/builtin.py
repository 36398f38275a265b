"""The built-in pack: its rules and facts by an index, so that a check loads only those that it runs.

The index is made by ``python -m envdoctor.builtin`` and a test holds it to what the modules declare. In a checkout
whose modules are not those of the index (a rule was just added), all modules are read instead.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, TypeVar

from envdoctor.declare import Fact
from envdoctor.late import Late
from envdoctor.model import Rule, Safety, Severity

T = TypeVar("T")
RULES, FACTS = "envdoctor_rules", "envdoctor.facts"
APART = ("catalogue", "symptoms", "advice")
"""Folders of the built-in pack that hold other values than rules."""
INDEX = "_index"


def values_in(package: str, kind: type[T], skip: Sequence[str] = ()) -> Iterator[T]:
    """Module-level values of type ``kind`` in all modules of ``package``, folder by folder in alphabetical order.

    Modules and folders whose first name is in ``skip`` or starts with an underscore are passed over.
    """
    seen: set[int] = set()
    for name in modules_in(package, skip):
        for value in vars(import_module(name)).values():
            if isinstance(value, kind) and id(value) not in seen:
                seen.add(id(value))
                yield value


def modules_in(package: str, skip: Sequence[str] = ()) -> Iterator[str]:
    """Names of all modules of ``package``, in alphabetical order."""
    import pkgutil

    root = import_module(package)
    for info in sorted(pkgutil.walk_packages(root.__path__, package + "."), key=lambda info: info.name):
        parts = info.name[len(package) + 1 :].split(".")
        if parts[0] not in skip and not any(part.startswith("_") for part in parts):
            yield info.name


def rules() -> list[Rule]:
    """Every rule of every domain folder."""
    known = _index(RULES, APART)
    return list(values_in(RULES, Rule, APART)) if known is None else [_rule(*row) for row in known]


def facts() -> list[Fact]:
    """Every fact of ``envdoctor.facts``."""
    known = _index(FACTS, ())
    if known is None:
        return list(values_in(FACTS, Fact))
    return [Fact(name, needs, module, Late(module, name), *forms) for module, name, needs, *forms in known]


def _rule(
    module: str, attribute: str, code: str, name: str, severity: str, safety: str, family: str, needs: tuple[str, ...],
    summary: str, words: tuple[str, ...], signs: tuple[str, ...],
) -> Rule:  # fmt: skip
    return Rule(
        code,
        name,
        Severity[severity],
        Safety(safety) if safety else None,
        family or None,
        needs,
        summary,
        module,
        Late(module, attribute),
        words,
        signs,
    )


def _index(package: str, skip: Sequence[str]) -> tuple[tuple[Any, ...], ...] | None:
    """The rows of the package's index; None if there is none, or the checkout holds other modules than it knows."""
    try:
        made = import_module(f"{package}.{INDEX}")
    except ModuleNotFoundError:
        return None
    folder = os.path.dirname(made.__file__ or "")
    checkout = any(
        os.path.exists(os.path.join(folder, *up, "pyproject.toml")) for up in ((os.pardir,), (os.pardir,) * 2)
    )
    if checkout and _files(folder, skip) != made.FILES:
        return None
    rows: tuple[tuple[Any, ...], ...] = made.ROWS
    return rows


def _files(folder: str, skip: Sequence[str]) -> tuple[str, ...]:
    """Modules below ``folder``, told without importing anything."""
    found: list[str] = []
    for entry in os.scandir(folder):
        if entry.name.startswith(("_", ".")) or entry.name in skip:
            continue
        if entry.is_dir():
            found += [
                f"{entry.name}/{name}" for name in os.listdir(entry.path) if name.endswith(".py") and name[0] != "_"
            ]
        elif entry.name.endswith(".py"):
            found.append(entry.name)
    return tuple(sorted(found))


# ---- making the index


def text_of(package: str) -> str:
    """What the index of ``package`` has to hold."""
    skip = APART if package == RULES else ()
    folder = os.path.dirname(import_module(package).__file__ or "") or next(iter(import_module(package).__path__))
    rows: list[tuple[object, ...]] = []
    if package == RULES:
        rows = [
            (rule.module, rule.function.__name__, rule.code, rule.name, rule.severity.name,
             rule.safety.value if rule.safety else "", rule.family or "", rule.needs, rule.summary, rule.words,
             rule.signs)
            for rule in values_in(RULES, Rule, APART)
        ]  # fmt: skip
    else:
        rows = [
            (fact.module, fact.name, fact.needs, fact.forms, fact.surely, tuple(sorted(fact.signs)))
            for fact in values_in(FACTS, Fact)
        ]
    listed = "".join(f"    {row!r},\n" for row in sorted(rows, key=repr))
    files = "".join(f"    {name!r},\n" for name in _files(folder, skip))
    head = '"""What the modules of this package declare; made by ``python -m envdoctor.builtin``."""\n'
    return f"{head}\n# fmt: off\n# ruff: noqa: E501, RUF100\nFILES = (\n{files})\nROWS = (\n{listed})\n"


def main() -> int:
    """Write both indexes."""
    for package in (RULES, FACTS):
        folder = next(iter(import_module(package).__path__))
        with open(os.path.join(folder, f"{INDEX}.py"), "w", encoding="utf-8") as file:
            file.write(text_of(package))
    return 0


if __name__ == "__main__":
    sys.exit(main())
