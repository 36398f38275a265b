"""A tool writes to a folder that this account may not write to.

## Why is this bad?
Downloads and installs end with "Permission denied", or the tool quietly works without its cache and fetches
everything again each time.

## What to do
A cache in home that belongs to root is left by a `sudo pip` or the like: ask an administrator to give it back, or let
the tool use another folder. If the folder is yours, or one above it that you may not enter, give yourself the right
to write (`chmod u+w`) or to enter (`chmod u+rwx`). If it belongs to
somebody else, a shared cache for reading for instance, point the setting at a folder of your own.

## Fix safety
Safe where a data disk is known: a setting changes, nothing is deleted and no rights are changed. A line of your own
start-up files is never rewritten; where such a line decides, it is named and the change is yours.

## References
- access(2): what this account may do with a folder, the file system's own lists of rights included.
- pip: "Caching": a cache it may not write to is disabled with one line of warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Here, Row, Safety, Severity, msg, rule
from envdoctor.facts.questions import Part, better_place, pointed, require_contexts, sides, spreads, told
from envdoctor.facts.reach import Reach, opened
from envdoctor.facts.types import Disks, Locations

CLOSED = msg("cannot be reached: you may not enter {above}")
NOT_WRITABLE = msg("may not be written to by this account")
NO_FOLDER = msg("is not a folder, so nothing can be written to it")


def _closed(part: Part, reach: Reach, home: str) -> bool:
    path, stand = part.spread.path, reach.stands.get(part.spread.path)
    if stand is None or stand.usable or stand.above != path or stand.seen.kind == "link":
        return False
    return part.spread.place.origin.kind != "default" or path.startswith(f"{home}/")


@rule("STO302", "place-not-writable", severity=Severity.WARNING, fix=Safety.SAFE, family="locations")
def place_not_writable(row: Row, locations: Locations, reach: Reach, disks: Disks, here: Here) -> Iterator[Finding]:
    """One finding for each path, main place or side, configured or below home; not of rows that stand apart."""
    spot = locations.spots.get(row.id)
    if spot is None or not spot.in_use or row.apart:
        return
    parts = [*map(Part, spreads(spot)), *sides(row, spot)]
    closed = [part for part in parts if _closed(part, reach, here.home)]
    if not closed:
        require_contexts(spot)
    for part in closed:
        spread, stand = part.spread, reach.stands[part.spread.path]
        seen = stand.seen
        yield Finding(
            CLOSED if stand.closed else NOT_WRITABLE if seen.kind == "folder" else NO_FOLDER,
            place=spread.path,
            key=part.key,
            location=pointed(spread.place.origin),
            contexts=spread.contexts,
            evidence=(
                *told(spread.place.origin),
                *(() if stand.closed else (f"owner {seen.uid}, mode {seen.mode:04o}",)),
            ),
            wish=opened(stand, here) or better_place(row, part, disks, spot, here),
            above=stand.closed,
        )
