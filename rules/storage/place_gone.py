"""A tool is told to write to a folder that is gone and cannot be made.

## Why is this bad?
A disk that was renamed, unmounted or retired leaves settings behind. Some tools then fail at once, others (Python's
`tempfile`, pip) write somewhere else without a word, often to home.

## What to do
Point the setting at a folder that exists. The finding names the file and line that decide, or the link that leads
nowhere. If the disk is only missing on this node, ask whether it should be there. A link such as `~/.cache` that leads
nowhere stops every tool below it: it is reported once, and mending the link mends them all.

## Fix safety
Safe where a data disk is known: a setting changes, nothing is deleted. A line of your own start-up files is never
rewritten; where such a line decides, it is named and the change is yours. A link that stops several tools is left to
you: the commands are shown.

## References
- conda: "Using the .condarc conda configuration file"; pip: "Configuration"; huggingface_hub: "Environment variables"
- path_resolution(7): what a symbolic link that leads nowhere does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from shlex import quote

from envdoctor import Advise, Finding, Here, Row, Safety, SetLocation, SetVariable, Severity, msg, rule
from envdoctor.facts.questions import Part, better_place, pointed, require_contexts, sides, spreads, told
from envdoctor.facts.reach import Reach, Stand
from envdoctor.facts.types import Disks, Locations

LINK = msg("cannot be made: {above} is a link that leads nowhere")
GONE = msg("is not there and cannot be made: {above} may not be written to")
BLOCKED = msg("cannot be made: {above} is not a folder")
SHARED = msg("is a link that leads nowhere ({leads}); what stands below it fails: {rows}")
TURN = msg("make the folder it leads to ({leads}), or let it lead to a data disk")
MAKE = msg("make the folder it leads to ({leads}), or make a folder in its place")
MOST = 6
"""Rows in the message; the others are in the evidence."""


def _gone(part: Part, reach: Reach) -> bool:
    stand = reach.stands.get(part.spread.path)
    if stand is None or stand.usable:
        return False
    if stand.seen.kind == "link":
        return True
    return part.spread.place.origin.kind != "default" and stand.above != part.spread.path


def _parts(row: Row, locations: Locations, reach: Reach) -> list[Part]:
    """Places of a row in use that are gone, the main one and sides that don't move along with it."""
    spot = locations.spots.get(row.id)
    if spot is None or not spot.in_use or row.apart:
        return []
    gone = [part for part in map(Part, spreads(spot)) if _gone(part, reach)]
    return gone + [part for part in sides(row, spot, gone) if _gone(part, reach)]


def _stopped(catalogue: tuple[Row, ...], locations: Locations, reach: Reach) -> dict[str, list[str]]:
    """Dead link -> the rows that it stops, in the catalogue's order; only links that stop more than one."""
    found: dict[str, list[str]] = {}
    for row in catalogue:
        stands = (reach.stands[part.spread.path] for part in _parts(row, locations, reach))
        for above in dict.fromkeys(stand.above for stand in stands if stand.seen.kind == "link"):
            found.setdefault(above, []).append(row.id)
    return {above: rows for above, rows in found.items() if len(rows) > 1}


def _mend(stand: Stand, disks: Disks) -> Advise:
    """What makes the link lead somewhere again."""
    link, leads = quote(stand.above), stand.seen.link or ""
    if disks.target is None:
        return Advise(MAKE, {"leads": leads}, (f"rm {link}", f"mkdir -m 700 {link}"))
    folder = quote(f"{disks.target.folder}/{PurePath(stand.above).name.lstrip('.')}")
    return Advise(TURN, {"leads": leads}, (f"mkdir -p -m 700 {folder}", f"ln -sfn {folder} {link}"))


@rule("STO301", "place-gone", severity=Severity.ERROR, fix=Safety.SAFE, family="locations")
def place_gone(
    row: Row, locations: Locations, reach: Reach, disks: Disks, here: Here, catalogue: tuple[Row, ...]
) -> Iterator[Finding]:
    """One finding for each path, main place or side; a dead link above several tools is said once, at the first."""
    spot = locations.spots.get(row.id)
    if spot is None or not spot.in_use or row.apart:
        return
    gone = _parts(row, locations, reach)
    if not gone:
        require_contexts(spot)
        return
    stopped, said = _stopped(catalogue, locations, reach), set[str]()
    for part in gone:
        spread, stand = part.spread, reach.stands[part.spread.path]
        rows = stopped.get(stand.above, []) if stand.seen.kind == "link" else []
        if not rows:
            yield _finding(part, stand, better_place(row, part, disks, spot, here))
        elif rows[0] == row.id and stand.above not in said:
            said.add(stand.above)
            yield Finding(
                SHARED,
                place=stand.above,
                contexts=spread.contexts,
                evidence=tuple(rows),
                wish=_mend(stand, disks),
                leads=stand.seen.link or "",
                rows=", ".join(rows[:MOST]) + (", ..." if len(rows) > MOST else ""),
            )


def _finding(part: Part, stand: Stand, wish: SetLocation | SetVariable | Advise) -> Finding:
    spread, kind = part.spread, stand.seen.kind
    return Finding(
        LINK if kind == "link" else GONE if kind in ("folder", "missing") else BLOCKED,
        place=spread.path,
        key=part.key,
        location=pointed(spread.place.origin),
        contexts=spread.contexts,
        evidence=told(spread.place.origin),
        wish=wish,
        above=stand.above,
    )
