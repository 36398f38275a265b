"""Podman or your own Docker keeps images on a network disk, where they break.

## Why is this bad?
Files of images belong to many users. A server for NFS, Lustre or GPFS does not let your account make such files:
pulling an image ends with "lchown ...: operation not permitted" or "potentially insufficient UIDs", and Podman refuses
its normal storage there ("overlay is not supported over ..."). What works is slow, since every small file crosses the
network. Where it works but is slow, it is a warning.

## What to do
Let images lie on a disk of the machine itself: set `graphroot` in `~/.config/containers/storage.conf` (with a
`driver`), or `data-root` in `~/.config/docker/daemon.json`. On a cluster that is a folder of the node: images have to
be pulled on each node, or use Apptainer, whose images are single files.

## Fix safety
Safe where nothing lies in the old folder and the new one is on a disk of this machine: only the setting changes.
Images, containers and volumes that exist are never left behind: then the commands that move them are shown.

## References
- Docker's documentation: "Rootless mode", known limitations.
- podman(1), "Rootless mode"; containers/storage, drivers/overlay: file systems that it refuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Row, Safety, SetLocation, SetVariable, Severity, msg, rule
from envdoctor.facts.questions import Part, Spread, better_place, pointed, require, spreads, told
from envdoctor.facts.types import Disk, Disks, Locations, Spot

ROWS = ("docker-rootless", "podman")
REFUSED = frozenset("nfs nfs4 cifs smb3 smbfs afs ceph fuse.ceph gpfs lustre panfs ocfs2 snfs ibrix".split())
"""Where Podman refuses overlay; BeeGFS and others are not in its list, but no better."""
NO_DISK = msg("no disk of this machine was found that can take it; Apptainer keeps an image in a single file")


def _wish(row: Row, spread: Spread, spot: Spot, disks: Disks, here: Here) -> SetLocation | SetVariable | Advise:
    if disks.target is None or disks.target.disk.network:
        return Advise(NO_DISK)
    return better_place(row, Part(spread), disks, spot, here)


def _grade(row: Row, disk: Disk) -> Severity:
    return Severity.ERROR if row.id == "docker-rootless" or disk.kind in REFUSED else Severity.WARNING


@rule("CTR104", "containers-on-network-disk", severity=Severity.ERROR, fix=Safety.SAFE)
def containers_on_network_disk(
    locations: Locations, disks: Disks, catalogue: tuple[Row, ...], here: Here
) -> Iterator[Finding]:
    """One finding for each folder of a tool in use."""
    for row in catalogue:
        spot = locations.spots.get(row.id) if row.id in ROWS else None
        if spot is None or not spot.in_use:
            continue
        met = [(spread, disks.of(spread.real)) for spread in spreads(spot)]
        bad = [(spread, disk) for spread, disk in met if disk is not None and disk.network]
        if not bad:
            require(spot, disks)
        for spread, disk in bad:
            yield Finding(
                msg("{tool} keeps images on a network disk ({kind}), where containers do not work"),
                place=spread.path,
                key=row.id,
                location=pointed(spread.place.origin),
                severity=_grade(row, disk),
                contexts=spread.contexts,
                evidence=told(spread.place.origin),
                wish=_wish(row, spread, spot, disks, here),
                tool=row.tool,
                kind=disk.kind,
            )
