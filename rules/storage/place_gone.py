"""A tool is told to write to a folder that is gone and cannot be made.

## Why is this bad?
A disk that was renamed, unmounted or retired leaves settings behind. Some tools then fail at once, others (Python's
`tempfile`, pip) write somewhere else without a word, often to home.

## What to do
Point the setting at a folder that exists. The finding names the file and line that decide, or the link that leads
nowhere. If the disk is only missing on this node, ask whether it should be there.

## Fix safety
Safe where a data disk is known: a setting changes, nothing is deleted. A line of your own start-up files is never
rewritten; where such a line decides, it is named and the change is yours.

## References
- conda: "Using the .condarc conda configuration file"; pip: "Configuration"; huggingface_hub: "Environment variables"
- path_resolution(7): what a symbolic link that leads nowhere does.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Here, Row, Safety, Severity, msg, rule
from envdoctor.facts.questions import Part, better_place, pointed, require_contexts, sides, spreads, told
from envdoctor.facts.reach import Reach
from envdoctor.facts.types import Disks, Locations

LINK = msg("cannot be made: {above} is a link that leads nowhere")
GONE = msg("is not there and cannot be made: {above} may not be written to")
BLOCKED = msg("cannot be made: {above} is not a folder")


def _gone(part: Part, reach: Reach) -> bool:
    stand = reach.stands.get(part.spread.path)
    if stand is None or stand.usable:
        return False
    if stand.seen.kind == "link":
        return True
    return part.spread.place.origin.kind != "default" and stand.above != part.spread.path


@rule("STO301", "place-gone", severity=Severity.ERROR, fix=Safety.SAFE, family="locations")
def place_gone(row: Row, locations: Locations, reach: Reach, disks: Disks, here: Here) -> Iterator[Finding]:
    """One finding for each path, main place or side; not of rows that stand apart."""
    spot = locations.spots.get(row.id)
    if spot is None or not spot.in_use or row.apart:
        return
    gone = [part for part in map(Part, spreads(spot)) if _gone(part, reach)]
    gone += [part for part in sides(row, spot, gone) if _gone(part, reach)]
    if not gone:
        require_contexts(spot)
    for part in gone:
        spread, stand = part.spread, reach.stands[part.spread.path]
        kind = stand.seen.kind
        yield Finding(
            LINK if kind == "link" else GONE if kind in ("folder", "missing") else BLOCKED,
            place=spread.path,
            key=part.key,
            location=pointed(spread.place.origin),
            contexts=spread.contexts,
            evidence=told(spread.place.origin),
            wish=better_place(row, part, disks, spot, here),
            above=stand.above,
        )
