"""pip's cache is switched off: every install downloads and builds again.

## Why is this bad?
Without a cache pip fetches gigabytes of PyTorch and CUDA for each environment anew and builds the same wheels again.
`PIP_NO_CACHE_DIR` and the key `no-cache-dir` take any value as yes, also `0`, `no` and `false`: who means to switch the
cache on with them switches it off. In files for container images the line is right; in an account it is mostly a
leftover.

## What to do
Take the line out. If it was meant to save room in home, keep the cache on a data disk instead: `envdoctor fix` does so.
`--no-cache-dir` on the command line of a single install is always possible.

## Fix safety
Nothing is changed: the line is yours, and it may be meant so. Where the system sets it, this is a note only.

## References
- pip: "Caching", "Configuration"; pip 26.3, `cli/parser.py`: the value only has to be a boolean.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Location, Origin, Safety, Severity, msg, rule
from envdoctor.facts.locations import configured
from envdoctor.facts.pip import ROW
from envdoctor.facts.questions import lasting, pointed, require_contexts, told
from envdoctor.facts.types import Locations

OUT = msg("take {where} out; to save room, let the cache be on a data disk")


@rule("PIP101", "pip-cache-switched-off", severity=Severity.WARNING, fix=Safety.MANUAL)
def pip_cache_switched_off(locations: Locations, here: Here) -> Iterator[Finding]:
    """One finding for each setting that does it. Where pip gives an error instead, another rule says so."""
    spot = locations.spots.get(ROW)
    if spot is not None and not spot.in_use:
        return
    found: dict[Origin, list[str]] = {}
    for context, place in spot.places.items() if spot is not None else ():
        if place.path is None and not place.stops:
            found.setdefault(place.origin, []).append(context)
    if not found:
        require_contexts(spot)
    for origin, contexts in found.items():
        own = spot is not None and configured((spot.places[contexts[0]],), here)
        name = origin.variable or "no-cache-dir"
        where = pointed(origin)
        yield Finding(
            msg("{name} switches pip's cache off, whatever its value, even 0: every install downloads again"),
            place=where.path or name,
            key=name,
            location=where if where.path else Location(),
            severity=Severity.WARNING if own and lasting(tuple(contexts)) else Severity.NOTE,
            contexts=tuple(contexts),
            evidence=told(origin),
            wish=Advise(OUT, {"where": told(origin)[0]}),
            name=name,
        )
