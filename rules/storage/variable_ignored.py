"""A variable is set that the installed version of the tool no longer reads.

## Why is this bad?
Tools rename their variables. `TRANSFORMERS_CACHE` sent models to a data disk for years; transformers 5 ignores it
without a word, and after an update the same script fills home.

## What to do
Set what the tool reads today; the finding names it. Keep the old variable only as long as an environment with the old
version is in use. Where both are set nothing is reported.

## Fix safety
Nothing is changed: lines of your own start-up files are never rewritten, and an older environment may need the old
variable. Where the tool then fills home, another rule offers the move.

## References
- transformers: its notes on version 5; the versions stand in the metadata of the installed packages.
- Where no environment with the package was found, this is a note: only environments in the usual places are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Location, Origin, Row, Safety, Severity, msg, rule
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.questions import lasting, pointed, told
from envdoctor.facts.types import Environments, Locations
from envdoctor.facts.variables import Legacy

IGNORED = msg("{name} is set, but {package} {version} in {env} ignores it: {says}")
PERHAPS = msg("{name} is set, but not every version reads it: {says}")


def version(text: str) -> tuple[int, ...]:
    """The numbers a version begins with: ``5.0.0rc1`` is (5, 0, 0)."""
    found = re.match(r"v?(\d+(?:\.\d+)*)", text)
    return tuple(int(part) for part in found[1].split(".")) if found else ()


def _ignoring(legacy: Legacy, pythons: Pythons) -> tuple[list[PythonEnv], bool]:
    """Environments whose version ignores the variable, those in use first; and whether any has the package."""
    having = [env for env in pythons.all if legacy.package in env.packages]
    ignoring = [env for env in having if version(env.packages[legacy.package]) >= version(legacy.ignored_from)]
    return sorted(ignoring, key=lambda env: not env.contexts), bool(having)


def _set(legacy: Legacy, environments: Environments) -> dict[Origin, list[str]]:
    """Where the variable is set without the one that is read today."""
    found: dict[Origin, list[str]] = {}
    for context, environment in environments.contexts.items():
        old, new = environment.get(legacy.name), environment.get(legacy.instead)
        if old is not None and old.value != "" and (new is None or new.value == ""):
            origin = Origin(old.origin.kind, old.origin.path, old.origin.line, legacy.name)
            found.setdefault(origin, []).append(context)
    others = lasting(tuple(environments.contexts))
    return {origin: contexts for origin, contexts in found.items() if lasting(tuple(contexts)) or not others}


@rule("STO306", "variable-ignored", severity=Severity.WARNING, fix=Safety.MANUAL, family="locations")
def variable_ignored(row: Row, locations: Locations, environments: Environments, pythons: Pythons) -> Iterator[Finding]:
    """One finding for each place where such a variable is set; an old name that is still read is none."""
    spot = locations.spots.get(row.id)
    if row.apart or (spot is not None and not spot.in_use):
        return
    for legacy in row.legacy:
        ignoring, known = _ignoring(legacy, pythons) if legacy.package else ([], False)
        if not legacy.ignored_from or (known and not ignoring):
            continue
        env = ignoring[0] if ignoring else None
        for origin, contexts in _set(legacy, environments).items():
            where = pointed(origin)
            yield Finding(
                IGNORED if env is not None else PERHAPS,
                place=where.path or legacy.name,
                key=legacy.name,
                location=where if where.path else Location(),
                severity=Severity.WARNING if env is not None else Severity.NOTE,
                contexts=tuple(contexts),
                evidence=(*told(origin), *(f"{env.prefix}: {env.packages[legacy.package]}" for env in ignoring)),
                wish=Advise(msg("set {instead} as well"), {"instead": legacy.instead}),
                name=legacy.name,
                package=legacy.package,
                version=env.packages[legacy.package] if env is not None else "",
                env=env.prefix if env is not None else "",
                says=legacy.says,
            )
