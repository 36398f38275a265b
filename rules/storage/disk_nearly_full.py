"""A disk this account writes to is full or nearly full.

## Why is this bad?
When a disk is full, nothing can be saved: logins hang, editors lose files, jobs die while they write a checkpoint.
The kernel keeps the last 5 % of many disks for root, so a disk can be full for you while `df` still shows room.

## What to do
Empty the caches of your tools with their own commands, which are shown with the finding, then let those tools write
to a data disk (`envdoctor fix`). A big disk at 95 % may still have hundreds of gigabytes: percent and bytes are both
looked at.

## Fix safety
Nothing is changed: what may be deleted is yours to decide. The commands that are shown delete only what can be
downloaded or built again. Those that free only a part say so with `-v`.

## References
- statvfs(3): `f_bavail` is what an unprivileged account may still write.
- Full: under 5 % and under 50 GB free. Nearly full: under 10 % and under 200 GB. The policy section `storage` changes
  it.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Row, Safety, Severity, msg, percent, rule, size
from envdoctor.facts.questions import GRADES, cleaners_on, largest_on, require_disks, written
from envdoctor.facts.types import Disks, Locations

_TEXTS = {
    (True, True): msg("free space with the tools' own commands; the last line shows what else is large"),
    (True, False): msg("free space with the tools' own commands"),
    (False, True): msg("move or delete files of yours there; this shows what is large"),
    (False, False): msg("move or delete files of yours there"),
}


@rule("STO201", "disk-nearly-full", severity=Severity.ERROR, fix=Safety.MANUAL)
def disk_nearly_full(disks: Disks, locations: Locations, catalogue: tuple[Row, ...]) -> Iterator[Finding]:
    """One finding a disk."""
    bad = [disk for disk in written(disks, locations) if disk.state in ("full", "near")]
    if not bad:
        require_disks(disks, locations)
    for disk in bad:
        commands, notes = cleaners_on(disk.point, disks, locations, catalogue)
        large = largest_on(disk.point, disks)
        yield Finding(
            msg("{used} % full, {free} free"),
            place=disk.point,
            severity=GRADES[disk.state],
            evidence=(f"{disk.kind}, {size(disk.total)}", *notes),
            wish=Advise(
                _TEXTS[bool(commands), bool(large)],
                commands=commands + large,
            ),
            used=percent(disk.free, disk.total),
            free=size(disk.free),
        )
