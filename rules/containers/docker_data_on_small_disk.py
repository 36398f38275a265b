"""Docker keeps its images on a small or full disk although a data disk exists.

## Why is this bad?
Images, containers and volumes of everybody on the machine lie in one folder, by default `/var/lib/docker` on the
system's disk. Images for GPUs take 10 to 60 GB each. When that disk is full, containers die, nobody can log in, and
databases on it break. It is told only where this account may use Docker: a full disk is an error, one that is nearly
full a warning, a small one with room a note.

## What to do
An administrator moves the folder while Docker is stopped; the finding shows the commands in order:

1. stop `docker.socket` and `docker`, or the socket starts it again;
2. copy as root with `rsync -aHAX --numeric-ids`, since layers carry owners, hard links and attributes that matter; a
   copy that is whole is renamed, and Docker is started only on such a one;
3. set `data-root` in `/etc/docker/daemon.json`, or in the unit if it stands there, but never in both: Docker would not
   start; dockerd 23 and later can try the file before: `dockerd --validate --config-file /etc/docker/daemon.json`;
4. start Docker, see that `docker info` names the new folder and that all images and containers are there;
5. only then delete the old folder.

Since Docker 29, a new installation keeps images and layers in containerd's folder, `/var/lib/containerd`, and
`data-root` does not move them: `root` at the top of `/etc/containerd/config.toml` does. The finding says so where it
applies. Neither folder works on NFS.

## Fix safety
Unsafe, and offered to root only: `envdoctor fix --apply --unsafe=CTR101` writes `data-root` into `daemon.json`, in a
form that dockerd accepts, and nothing else. Docker is never restarted. Until it is restarted nothing changes; then
every image, container and volume that was not copied before is no longer found.

## References
- Docker's documentation: "Daemon configuration overview", "containerd image store", "dockerd" (`--validate`).
- containerd-config.toml(5): `root`.
"""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from envdoctor import Advise, Finding, Here, Row, Safety, SetLocation, Severity, msg, rule, size
from envdoctor.facts.dockerd import Daemon, Daemons
from envdoctor.facts.questions import GRADES, Part, is_data, pointed, require, sides, spreads, told
from envdoctor.facts.types import Disk, Disks, Locations, Spot

SAYS = {
    "full": msg("Docker keeps its {what} on a full disk ({point}, {free} free){note}"),
    "near": msg("Docker keeps its {what} on a nearly full disk ({point}, {free} free){note}"),
    "small": msg("Docker keeps its {what} on a small disk ({point}, {free} free){note}"),
    "fine": msg("Docker keeps its {what} on the system's disk ({point}, {free} free){note}"),
}
ALONE = msg("; the setting alone changes nothing until Docker is restarted, and what was not copied is lost from sight")
RUNBOOK = msg("ask the administrator to move it, in this order; all containers stop meanwhile")
NO_DISK = msg("no data disk of this machine can take it: see what takes the room, and ask the administrator")
USAGE = ("docker system df -v",)


def _graded(disk: Disk | None, disks: Disks, here: Here) -> Severity | None:
    """How bad the disk is; a system disk with room is said to root alone, who can do something about it."""
    if disk is None or is_data(disk, disks):
        return None
    if disk.state in ("full", "near"):
        return GRADES[disk.state]
    if not disks.data or (disk.state == "fine" and (disk.point != "/" or here.uid != 0)):
        return None
    return Severity.NOTE


def _room(disks: Disks) -> Disk | None:
    """The data disk to move to: one of this machine that has room."""
    fit = (disk for disk in disks.data if not disk.network and disk.state in ("fine", "small") and not disk.readonly)
    return next(fit, None)


def _runbook(part: Part, daemon: Daemon, folder: str) -> tuple[str, ...]:
    """The administrator's commands in order, to a place below ``folder``; what follows ``#`` is to be done by hand.

    The copy is named ``.copied`` once it is whole, and only under that name does the line that starts Docker take it:
    pasted at once, a copy that failed leaves Docker stopped, not started on half of it.
    """
    old, origin = quote(part.spread.path), part.spread.place.origin
    images = part.side is not None
    new = f"{folder.rstrip('/')}/{'containerd' if images else 'docker'}"
    both = " containerd" if images else ""
    file = "/etc/containerd/config.toml" if images else daemon.file
    setting = f'root = "{new}" at the top of {file}' if images else f'"data-root": "{new}" in {file}'
    if origin.kind == "file" and origin.path not in (None, file):
        setting = f"--data-root={new} in {origin.path}"
    judge = (
        () if images or (daemon.release or (23, 0)) < (23, 0) else (f"sudo dockerd --validate --config-file {file}",)
    )
    to = quote(new)
    return (
        f"sudo systemctl stop docker.socket docker{both}",
        f"sudo mkdir -p {to} && sudo rmdir {to} && sudo rsync -aHAX --numeric-ids {old}/ {to}.part/ "
        f"&& sudo mv -T {to}.part {to}.copied",
        f"# set {setting}",
        " && ".join((f"sudo mv -T {to}.copied {to}", *judge, f"sudo systemctl start{both} docker")),
        "docker info -f '{{.DockerRootDir}}' && docker image ls && docker ps -a",
        f"# only when all of them are there: sudo rm -rf {old}",
    )


def _wish(part: Part, daemon: Daemon, disks: Disks, here: Here) -> SetLocation | Advise:
    target, room = disks.target, _room(disks)
    if here.uid == 0 and part.side is None and target is not None and not target.disk.network:
        return SetLocation("docker", f"{target.folder}/docker")
    if room is None:
        return Advise(NO_DISK, commands=USAGE)
    return Advise(RUNBOOK, commands=_runbook(part, daemon, room.point))


def _parts(spot: Spot, catalogue: tuple[Row, ...]) -> list[Part]:
    """Where Docker keeps its data, and, where containerd keeps the images, that folder."""
    row = next((row for row in catalogue if row.id == "docker"), None)
    return [*map(Part, spreads(spot)), *(sides(row, spot) if row is not None else ())]


@rule("CTR101", "docker-data-on-small-disk", severity=Severity.ERROR, fix=Safety.UNSAFE)
def docker_data_on_small_disk(
    locations: Locations, disks: Disks, daemons: Daemons, here: Here, catalogue: tuple[Row, ...]
) -> Iterator[Finding]:
    """One finding for each folder; nothing where this account may not use Docker."""
    spot, daemon = locations.spots.get("docker"), daemons.machine
    if spot is None or daemon is None or not spot.in_use:
        return
    graded = [(part, _graded(disks.of(part.spread.real), disks, here)) for part in _parts(spot, catalogue)]
    if not any(grade for _part, grade in graded):
        require(spot, disks)
    for part, grade in graded:
        disk = disks.of(part.spread.real)
        if grade is None or disk is None:
            continue
        wish = _wish(part, daemon, disks, here)
        target = disks.target if isinstance(wish, SetLocation) else None
        yield Finding(
            SAYS[disk.state],
            place=part.spread.path,
            key=part.key,
            location=pointed(part.spread.place.origin),
            severity=grade,
            evidence=(
                *told(part.spread.place.origin),
                *(_runbook(part, daemon, target.folder) if target is not None else ()),
            ),
            wish=wish,
            what="images" if part.side else "images and containers",
            point=disk.point,
            free=size(disk.free),
            note=ALONE if target is not None else "",
        )
