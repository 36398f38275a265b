"""A variable for one part of a tool's data beats the one that moves the whole.

## Why is this bad?
Some tools have a variable for the whole and others for parts of it, which win: `HF_HUB_CACHE` beats `HF_HOME`. Who
moves the whole later and forgets the part still fills the old disk, and sees the new folder stay empty.

## What to do
Take the line of the part out: it then follows the whole. Or let it name a folder on the better disk too.

## Fix safety
Nothing is changed: lines of your own start-up files are never rewritten.

## References
- huggingface_hub: "Environment variables", run. Which variable beats which, the pages of the tools say.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Place, Row, Safety, Severity, msg, rule
from envdoctor.facts.questions import is_data, lasting, pointed, require_contexts, told
from envdoctor.facts.types import Disk, Disks, Locations, Spot
from envdoctor.light import dataclass

STATES = ("fine", "small", "near", "full")
"""From good to bad."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two settings that are made: where the one in force leads, and where the other would. ``key``: of the side."""

    child: Place
    parent: Place
    key: str = ""


def _pairs(row: Row, spot: Spot) -> dict[Pair, list[str]]:
    """Every such pair, and the contexts in which it is so."""
    found: dict[Pair, list[str]] = {}
    for key, one in (("", spot), *spot.sides.items()):
        for context, said in one.settings.items():
            for child, parent in row.children:
                other = next((place for place in said[1:] if place.origin.variable == parent), None)
                if said[0].origin.variable == child and said[0].path and other is not None and other.path:
                    found.setdefault(Pair(said[0], other, key), []).append(context)
    others = lasting(tuple(spot.places))
    return {pair: contexts for pair, contexts in found.items() if lasting(tuple(contexts)) or not others}


def _disk(place: Place, spot: Spot, disks: Disks) -> Disk | None:
    path = place.path or ""
    spots = (spot, *spot.sides.values())
    return disks.of(next((one.real[path] for one in spots if path in one.real), path))


def _worse(child: Disk, parent: Disk, disks: Disks) -> bool:
    """The part's disk is worse than the whole's: in a worse state, or home's where the whole is on a data disk."""
    if STATES.index(child.state) > STATES.index(parent.state):
        return True
    home = child.point == disks.home.point and is_data(parent, disks) and not is_data(child, disks)
    return home and child.state == parent.state == "fine"


@rule("STO305", "child-beats-parent", severity=Severity.WARNING, fix=Safety.MANUAL, family="locations")
def child_beats_parent(row: Row, locations: Locations, disks: Disks) -> Iterator[Finding]:
    """One finding for each pair; a note where home is roomy all the same."""
    spot = locations.spots.get(row.id)
    if row.apart or not row.children or (spot is not None and not spot.in_use):
        return
    pairs = _pairs(row, spot) if spot is not None else {}
    if spot is None or not pairs:
        require_contexts(spot)
        return
    for pair, contexts in pairs.items():
        bad, better = _disk(pair.child, spot, disks), _disk(pair.parent, spot, disks)
        if bad is None or better is None or bad.point == better.point or not _worse(bad, better, disks):
            continue
        child, parent = pair.child.origin, pair.parent.origin
        yield Finding(
            msg("{child} sends it here and beats {parent}, which says {better}"),
            place=pair.child.path or "",
            key=pair.key or child.variable or "",
            location=pointed(child),
            severity=Severity.NOTE if bad.state == "fine" else Severity.WARNING,
            contexts=tuple(contexts),
            evidence=(*told(child), *told(parent)),
            wish=Advise(
                msg("take {child} out, then {parent} decides; or let it name a folder on {point}"),
                {"child": told(child)[0], "parent": told(parent)[0], "point": better.point},
            ),
            child=child.variable,
            parent=parent.variable,
            better=pair.parent.path,
        )
