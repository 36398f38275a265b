"""A variable of conda's holds several folders with the wrong sign between them.

## Why is this bad?
CONDA_PKGS_DIRS is separated by commas, CONDA_ENVS_DIRS by colons. With the other sign conda takes the whole text for
the name of one folder: `/data1/me/pkgs:/shared/pkgs` makes a folder `pkgs:` with `shared/pkgs` in it.

## What to do
Change the sign. A folder that conda made of the whole text can go afterwards.

## Fix safety
Nothing is changed: a line of your own start-up files is never rewritten. It is named, with the line that works.

## References
- `conda config --describe pkgs_dirs envs_dirs`: "env var string delimiter".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Origin, Safety, Severity, msg, rule
from envdoctor.facts.conda import line_of, used
from envdoctor.facts.questions import lasting, pointed
from envdoctor.facts.types import Environments, Locations

SIGNS = {"CONDA_PKGS_DIRS": (":", ","), "CONDA_ENVS_DIRS": (",", ":"), "CONDA_ENVS_PATH": (",", ":")}
"""Variable -> the sign that is wrong in it, and the right one."""
COMMAS = msg("{value} is one folder for conda: here commas stand between folders")
COLONS = msg("{value} is one folder for conda: here colons stand between folders")


def _wrong(name: str, value: str) -> bool:
    """A folder begins right after the wrong sign."""
    return re.search(rf"[^\s{SIGNS[name][0]}]\s*{SIGNS[name][0]}\s*[/~$]", value) is not None


def _right(name: str, value: str) -> str:
    wrong, right = SIGNS[name]
    return right.join(part.strip() for part in re.split(f"[{wrong}{right}]", value) if part.strip())


@rule("CON108", "conda-variable-wrong-separator", severity=Severity.WARNING, fix=Safety.MANUAL)
def conda_variable_wrong_separator(environments: Environments, locations: Locations) -> Iterator[Finding]:
    """One finding for each variable and value."""
    found: dict[tuple[str, str], dict[str, Origin]] = {}
    for context, environment in environments.contexts.items() if used(locations) else ():
        for name in SIGNS:
            variable = environment.get(name)
            if variable is not None and variable.value and _wrong(name, variable.value):
                found.setdefault((name, variable.value), {})[context] = variable.origin
    known = lasting(tuple(environments.contexts))
    for (name, value), origins in found.items():
        if known and not lasting(tuple(origins)):
            continue
        where = tuple(dict.fromkeys(map(line_of, origins.values())))
        yield Finding(
            COMMAS if SIGNS[name][1] == "," else COLONS,
            place=name,
            key=value,
            location=pointed(next(iter(origins.values()))),
            contexts=tuple(origins),
            evidence=where,
            wish=Advise(
                msg("change {where}"),
                {"where": ", ".join(where)},
                (f"export {name}={quote(_right(name, value))}",),
            ),
            value=value,
        )
