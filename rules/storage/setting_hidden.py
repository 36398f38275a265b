"""A setting has no effect, because another one beats it.

## Why is this bad?
Nothing breaks, but whoever reads the hidden file believes what it says, and an edit of it changes nothing. A variable
beats every file of pip, uv and npm; a file in the active environment beats the one in home.

## What to do
Keep one of the two. Take out the one that is out of date.

## Fix safety
Nothing is changed: which of the two you mean is yours to decide.

## References
- pip: "Configuration", precedence; uv: "Configuration files"; npm: "config"; conda: "Using the .condarc conda
  configuration file".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Place, Row, Safety, Severity, msg, rule
from envdoctor.facts.locations import configured
from envdoctor.facts.questions import lasting, pointed, require_contexts, told
from envdoctor.facts.tmpdir import OWN
from envdoctor.facts.types import Locations, Spot

Pair = tuple[Place, Place]


def _counts(row: Row, winner: Place, hidden: Place, here: Here) -> bool:
    """The hidden setting is the user's own and says something else; not where one is meant to beat the other."""
    variables = (winner.origin.variable, hidden.origin.variable)
    meant = (hidden.origin.variable or "").startswith("XDG_") or variables in row.children
    ours = OWN in (winner.origin.path or "")
    same = winner.path == hidden.path or winner.origin == hidden.origin
    return None not in (winner.path, hidden.path) and not (same or meant or ours) and configured((hidden,), here)


def _pairs(row: Row, spot: Spot, here: Here) -> dict[tuple[str, Place, Place], list[str]]:
    found: dict[tuple[str, Place, Place], list[str]] = {}
    for key, one in (("", spot), *spot.sides.items()):
        for context, said in one.settings.items():
            for hidden in said[1:]:
                if _counts(row, said[0], hidden, here):
                    found.setdefault((key, said[0], hidden), []).append(context)
    others = lasting(tuple(spot.places))
    return {pair: contexts for pair, contexts in found.items() if lasting(tuple(contexts)) or not others}


@rule("STO307", "setting-hidden", severity=Severity.NOTE, fix=Safety.MANUAL, family="locations")
def setting_hidden(row: Row, locations: Locations, here: Here) -> Iterator[Finding]:
    """One finding for each hidden setting of a tool in use."""
    spot = locations.spots.get(row.id)
    if row.apart or (spot is not None and not spot.in_use):
        return
    pairs = _pairs(row, spot, here) if spot is not None else {}
    if not pairs:
        require_contexts(spot)
    for (key, winner, hidden), contexts in pairs.items():
        loser, used = told(hidden.origin)[0], told(winner.origin)[0]
        yield Finding(
            msg("is named by {loser}, but {winner} beats it: {tool} writes to {path}"),
            place=hidden.path or "",
            key=" ".join(filter(None, (key, hidden.origin.variable or hidden.origin.path))),
            location=pointed(hidden.origin),
            contexts=tuple(contexts),
            evidence=(loser, used),
            wish=Advise(msg("take one of the two out: {loser}, or {winner}"), {"loser": loser, "winner": used}),
            loser=hidden.origin.variable or loser,
            winner=winner.origin.variable or used,
            tool=row.tool,
            path=winner.path,
        )
