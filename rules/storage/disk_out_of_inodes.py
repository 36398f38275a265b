"""A disk this account writes to cannot hold many more files.

## Why is this bad?
A disk has room for a fixed number of files (inodes). When they are used up, "No space left on device" appears
although `df` shows free gigabytes. Package caches and conda environments hold hundreds of thousands of small files.

## What to do
`df -i` shows the number. Empty package caches with the tools' own commands, which are shown with the finding; keep
datasets of many small files as archives.

## Fix safety
Nothing is changed: what may be deleted is yours to decide. The commands that are shown delete only what can be
downloaded or built again.

## References
- statvfs(3): `f_favail` is the number of files an unprivileged account may still make.
- df(1), option `--inodes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Row, Safety, Severity, msg, percent, rule
from envdoctor.facts.questions import GRADES, cleaners_on, require_disks, written
from envdoctor.facts.types import Disks, Locations


@rule("STO202", "disk-out-of-inodes", severity=Severity.ERROR, fix=Safety.MANUAL)
def disk_out_of_inodes(disks: Disks, locations: Locations, catalogue: tuple[Row, ...]) -> Iterator[Finding]:
    """One finding a disk."""
    bad = [disk for disk in written(disks, locations) if disk.inodes in ("full", "near") and disk.files > 0]
    if not bad:
        require_disks(disks, locations)
    for disk in bad:
        commands, notes = cleaners_on(disk.point, disks, locations, catalogue)
        yield Finding(
            msg("{used} % of all possible files (inodes) are there, {left} more fit"),
            place=disk.point,
            severity=GRADES[disk.inodes],
            evidence=(f"{disk.kind}, {disk.files} inodes", *notes),
            wish=Advise(
                msg("free inodes with the tools' own commands")
                if commands
                else msg("pack or delete folders of many small files of yours there"),
                commands=commands,
            ),
            used=percent(disk.files_free, disk.files),
            left=disk.files_free,
        )
