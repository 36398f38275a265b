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

## References
- pip: "Caching" in its documentation; conda: "Using the .condarc conda configuration file"; uv: "Caching"; npm:
  "config"; huggingface_hub: "Environment variables"; torch.hub: "Where are my downloaded models saved?"
- A disk counts as full under 5 % and 50 GB free, as nearly full under 10 % and 200 GB, as small under 200 GB in all;
  the policy section `storage` changes these limits.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Row, Safety, Severity, msg, rule, size
from envdoctor.facts.questions import GRADES, Spread, elsewhere, is_data, pointed, require, spreads, told
from envdoctor.facts.reach import Reach
from envdoctor.facts.types import Disk, Disks, Locations

SAYS = {
    "full": msg("writes to a full disk{where}{note}"),
    "near": msg("writes to a nearly full disk{where}{note}"),
    "small": msg("writes to a small disk{where}{note}"),
}
NOT_MOVED = msg("; what is there now is not moved")


def _note(row: Row) -> str:
    if row.stays:
        return f" ({row.stays})"
    return "" if row.holds == "cache" else NOT_MOVED


def _blamed(spread: Spread, disk: Disk, disks: Disks, reach: Reach) -> bool:
    """Whether the disk is what is wrong: a configured place that can't be used has rules of its own."""
    if disk.state not in SAYS or is_data(disk, disks) or (disk.state == "small" and not disks.data):
        return False
    stand = reach.stands.get(spread.path)
    return stand is None or stand.usable or spread.place.origin.kind == "default"


@rule("STO101", "cache-on-home", severity=Severity.ERROR, fix=Safety.SAFE, family="locations")
def cache_on_home(row: Row, locations: Locations, disks: Disks, reach: Reach) -> Iterator[Finding]:
    """One finding for each path the tool writes to, with its contexts; TMPDIR has rules of its own."""
    spot = locations.spots.get(row.id)
    if row.id == "tmpdir" or (spot is not None and not spot.in_use):
        return
    met = [(spread, disks.of(spread.real)) for spread in (spreads(spot) if spot else ())]
    found = [(spread, disk) for spread, disk in met if disk is not None and _blamed(spread, disk, disks, reach)]
    if not found:
        require(spot, disks)
    for spread, disk in found:
        yield Finding(
            SAYS[disk.state],
            place=spread.path,
            location=pointed(spread.place.origin),
            severity=GRADES[disk.state],
            contexts=spread.contexts,
            evidence=(*told(spread.place.origin), *((spread.real,) if spread.real != spread.path else ())),
            wish=elsewhere(row, disks),
            where="" if disk.point == disks.home.point else f" ({disk.point}, {size(disk.free)} free)",
            point=disk.point,
            free=size(disk.free),
            total=size(disk.total),
            note=_note(row),
        )
