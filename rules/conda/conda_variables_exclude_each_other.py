"""CONDA_ENVS_DIRS and CONDA_ENVS_PATH are both set, so conda does nothing.

## Why is this bad?
The two are names of one setting. conda stops with `MultipleKeysError` whatever it is asked to do, even if both hold
the same folders. Often one comes from a start-up file and the other from a site's module.

## What to do
Keep CONDA_ENVS_DIRS and take the other one out. Several folders in it are separated by colons.

## Fix safety
Nothing is changed: a line of your own start-up files is never rewritten. It is named.

## References
- `conda config --describe envs_dirs`: aliases and separator.
- conda run with both variables: "MultipleKeysError: Multiple aliased keys".
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Origin, Safety, Severity, msg, rule
from envdoctor.facts.conda import line_of, used
from envdoctor.facts.questions import lasting, pointed
from envdoctor.facts.types import Environments, Locations

KEPT, OTHER = "CONDA_ENVS_DIRS", "CONDA_ENVS_PATH"


def _whole(values: tuple[str | None, str | None]) -> tuple[str, ...]:
    """The line that holds the folders of both."""
    folders = [part.strip() for value in values for part in (value or "").split(":") if part.strip()]
    if not folders or None in values:
        return ()
    return (f"export {KEPT}={quote(':'.join(dict.fromkeys(folders)))}",)


def _origins(environments: Environments, contexts: list[str], name: str) -> list[Origin]:
    return list(dict.fromkeys(environments.contexts[context][name].origin for context in contexts))


@rule("CON102", "conda-variables-exclude-each-other", severity=Severity.ERROR, fix=Safety.MANUAL)
def conda_variables_exclude_each_other(environments: Environments, locations: Locations) -> Iterator[Finding]:
    """One finding for each pair of values."""
    found: dict[tuple[str | None, str | None], list[str]] = {}
    for context, environment in environments.contexts.items() if used(locations) else ():
        if KEPT in environment and OTHER in environment:
            found.setdefault((environment[KEPT].value, environment[OTHER].value), []).append(context)
    known = lasting(tuple(environments.contexts))
    for values, contexts in found.items():
        if known and not lasting(tuple(contexts)):
            continue
        others = _origins(environments, contexts, OTHER)
        yield Finding(
            msg("is set and {kept} too: conda does nothing but give an error"),
            place=OTHER,
            key=";".join(value or "" for value in values),
            location=pointed(others[0]),
            contexts=tuple(contexts),
            evidence=tuple(map(line_of, (*_origins(environments, contexts, KEPT), *others))),
            wish=Advise(
                msg("take {other} out; {kept} alone says where environments go"),
                {"other": ", ".join(map(line_of, others)), "kept": KEPT},
                (*_whole(values), f"unset {OTHER}"),
            ),
            kept=KEPT,
        )
