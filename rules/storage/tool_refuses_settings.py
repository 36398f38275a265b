"""A tool refuses its settings and does nothing at all.

## Why is this bad?
Some mistakes in a config file or a variable are not passed over: every command of the tool ends with an error, also in
jobs that ran for months. uv does so for one unknown key, conda for a list that is written as a text.

## What to do
Mend or take out what is named. The error is the tool's own; its documentation says what it takes.

## Fix safety
Nothing is changed: what the setting was meant to be is yours to know.

## References
- Each tool was run with such settings; `envdoctor explain TOOL` shows what is known of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Location, Origin, Row, Safety, Severity, msg, rule
from envdoctor.facts.questions import lasting, pointed, require_contexts, told
from envdoctor.facts.types import Environments, Locations, Spot

MEND = msg("mend or take out {where}; until then no command of {tool} works")
WRITABLE = msg("give {tool} a folder that this account may write to; until then it does not work")
ALIASES = ("CONDA_ENVS_DIRS", "CONDA_ENVS_PATH")
"""Two names of one setting: conda stops where both are set, and a rule of its own says so."""

Cause = tuple[str, Origin]


def _causes(row: Row, spot: Spot, environments: Environments) -> dict[Cause, list[str]]:
    """What makes the tool stop, and in which contexts; not what only this process meets, where others are known."""
    found: dict[Cause, list[str]] = {}
    for one in (spot, *spot.sides.values()):
        for context, place in one.places.items():
            known = environments.contexts.get(context, {})
            if not place.stops or (row.tool == "conda" and all(name in known for name in ALIASES)):
                continue
            if context not in found.setdefault((place.note, place.origin), []):
                found[place.note, place.origin].append(context)
    others = lasting(tuple(spot.places))
    return {cause: contexts for cause, contexts in found.items() if lasting(tuple(contexts)) or not others}


def _before(row: Row, locations: Locations, environments: Environments, catalogue: tuple[Row, ...]) -> set[Cause]:
    """What an earlier row of the same tool says already."""
    rows = catalogue[: next((at for at, other in enumerate(catalogue) if other.id == row.id), 0)]
    same = [(other, locations.spots.get(other.id)) for other in rows if other.tool == row.tool and not other.apart]
    used = [(other, spot) for other, spot in same if spot is not None and spot.in_use]
    return {cause for other, spot in used for cause in _causes(other, spot, environments)}


@rule("STO303", "tool-refuses-settings", severity=Severity.ERROR, fix=Safety.MANUAL, family="locations")
def tool_refuses_settings(
    row: Row, locations: Locations, environments: Environments, catalogue: tuple[Row, ...]
) -> Iterator[Finding]:
    """One finding for each cause, at the first row of the tool that it stops."""
    spot = locations.spots.get(row.id)
    if row.apart or (spot is not None and not spot.in_use):
        return
    causes = _causes(row, spot, environments) if spot is not None else {}
    if not causes:
        require_contexts(spot)
    said = _before(row, locations, environments, catalogue) if causes else set()
    for (note, origin), contexts in causes.items():
        if (note, origin) in said:
            continue
        where = pointed(origin)
        yield Finding(
            msg("{note}"),
            place=where.path or origin.variable or row.tool,
            key=origin.variable or "",
            location=where if where.path else Location(),
            contexts=tuple(contexts),
            evidence=told(origin),
            wish=Advise(MEND if told(origin) else WRITABLE, {"where": ", ".join(told(origin)), "tool": row.tool}),
            note=note,
        )
