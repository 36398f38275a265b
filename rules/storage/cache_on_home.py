"""A tool fills a small or full disk although it could write elsewhere.

## Why is this bad?
Package caches, conda environments and downloaded models grow to tens or hundreds of gigabytes. On most shared
machines home is small; when it is full, logins, editors and training runs fail with "No space left on device".

## What to do
Let the tool write to the account's folder on a data disk: `envdoctor fix` shows the change, `envdoctor fix --apply`
makes it. Where the tool has a command that empties its cache, that command frees room at once.

## Fix safety
Safe where the data disk is on every node that sees this home: only a setting changes, and what is there now stays
where it is. A cache starts empty, so the next install downloads again. A login token and existing environments stay
reachable. Unsafe where the data disk is local and home is shared: other nodes do not have that folder. Moving
existing data is separate and never part of this fix.

Some tools have more than one place: Hugging Face its hub, datasets and modules, uv its cache, Pythons and tools. Each
is looked at. A variable of yours that names one of them is never rewritten, and uv's Pythons and tools are left to
you, since existing environments point at them.

## References
- pip: "Caching" in its documentation; conda: "Using the .condarc conda configuration file"; uv: "Caching"; npm:
  "config"; huggingface_hub: "Environment variables"; torch.hub: "Where are my downloaded models saved?"
- A disk counts as full under 5 % and 50 GB free, as nearly full under 10 % and 200 GB, as small under 200 GB in all;
  the policy section `storage` changes these limits.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Here, Row, Safety, SetLocation, Severity, msg, rule, size
from envdoctor.facts.questions import GRADES, Part, better_place, is_data, pointed, require, sides, spreads, told
from envdoctor.facts.reach import Reach
from envdoctor.facts.types import Disk, Disks, Locations, Spot

SAYS = {
    "full": msg("writes to a full disk{where}{note}"),
    "near": msg("writes to a nearly full disk{where}{note}"),
    "small": msg("writes to a small disk{where}{note}"),
}
TEMPORARY = ("TMPDIR", "TEMP", "TMP")
NOT_MOVED = msg(" (what is there now is not moved)")


def _note(row: Row, part: Part, moves: bool) -> str:
    """What to know beside the message; of what happens to the data only where a move is offered."""
    if part.side is not None:
        return f" ({part.side.title})"
    if not moves:
        return ""
    if row.stays:
        return f" ({row.stays})"
    return "" if row.holds == "cache" else NOT_MOVED


def _blamed(part: Part, disks: Disks, reach: Reach) -> Disk | None:
    """The disk, if it is what is wrong: a configured place that can't be used has rules of its own."""
    disk, spread = disks.of(part.spread.real), part.spread
    if spread.place.relative is not None:
        return None  # it follows the working folder: a rule of its own says so
    if spread.place.origin.kind == "default" and spread.place.origin.variable in TEMPORARY:
        return None  # it follows TMPDIR, which has rules of its own
    if disk is None or disk.state not in SAYS or is_data(disk, disks) or (disk.state == "small" and not disks.data):
        return None
    stand = reach.stands.get(spread.path)
    if stand is None or stand.usable:
        return disk
    return disk if spread.place.origin.kind == "default" and stand.seen.kind != "link" else None


def _overruled(row: Row, spot: Spot, part: Part, disks: Disks) -> bool:
    """A child variable sends it there although its parent names a better disk: a rule of its own says so."""
    said = spot.settings.get(part.spread.contexts[0], ())
    parents = [parent for child, parent in row.children if said and said[0].origin.variable == child]
    others = [place.path for place in said[1:] if place.path and place.origin.variable in parents]
    found = [disks.of(spot.real.get(path, path)) for path in others]
    return any(disk is not None and disk.state == "fine" for disk in found)


@rule("STO101", "cache-on-home", severity=Severity.ERROR, fix=Safety.SAFE, family="locations")
def cache_on_home(row: Row, locations: Locations, disks: Disks, reach: Reach, here: Here) -> Iterator[Finding]:
    """One finding for each path the tool writes to, main place or side; not of rows that stand apart."""
    spot = locations.spots.get(row.id)
    if row.apart or row.bounded or (spot is not None and not spot.in_use):
        return
    every = [part for part in map(Part, spreads(spot) if spot else ()) if _blamed(part, disks, reach)]
    main = [part for part in every if spot is None or not _overruled(row, spot, part, disks)]
    found = main + [part for part in sides(row, spot, main) if part.held or part.chosen]
    blamed = [(part, disk) for part in found if (disk := _blamed(part, disks, reach)) is not None]
    if not blamed and not every:
        require(spot, disks)
    for part, disk in blamed:
        spread, side = part.spread, part.side
        wish = better_place(row, part, disks, spot, here)
        yield Finding(
            SAYS[disk.state],
            place=spread.path,
            key=part.key,
            location=pointed(spread.place.origin),
            severity=GRADES[disk.state],
            contexts=spread.contexts,
            evidence=(
                *told(spread.place.origin),
                *((spread.real,) if spread.real != spread.path else ()),
                *(side.notes if side else ()),
            ),
            wish=wish,
            where="" if disk.point == disks.home.point else f" ({disk.point}, {size(disk.free)} free)",
            point=disk.point,
            free=size(disk.free),
            total=size(disk.total),
            note=_note(row, part, isinstance(wish, SetLocation)),
        )
