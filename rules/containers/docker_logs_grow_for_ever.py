"""Docker's logs of containers grow without end on a disk that has little room.

## Why is this bad?
By default Docker writes all that a container prints into one file that is never rotated. A training run or a service
that prints a progress bar fills tens of gigabytes in weeks, on the disk that the whole system needs. The files are
below Docker's folder and only root can see them. It is a note where the disk has room and is small.

## What to do
Put into Docker's `daemon.json` (`/etc/docker/daemon.json`; of your own Docker `~/.config/docker/daemon.json`):

    "log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"}

or `"log-driver": "local"`, which rotates by itself, then restart Docker. It holds for containers that are made
afterwards; those that exist keep their logs until they are made again. For one container:
`docker run --log-opt max-size=10m --log-opt max-file=3 ...`

## Fix safety
Nothing is changed: the file is the administrator's, and a restart ends containers.

## References
- Docker's documentation: "Configure logging drivers", "JSON File logging driver", "Local file logging driver".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Here, Safety, Severity, msg, rule, size
from envdoctor.facts.dockerd import Daemon, Daemons
from envdoctor.facts.questions import pointed, require, spreads
from envdoctor.facts.types import Disks, Locations

GRADES = {"full": Severity.WARNING, "near": Severity.WARNING, "small": Severity.NOTE}
SETTING = '"log-driver": "json-file", "log-opts": {"max-size": "10m", "max-file": "3"}'
ASK = msg(
    "ask the administrator for {setting} in {file} and a restart; for your own containers: --log-opt max-size=10m"
)
OWN = msg("put {setting} into {file}, then restart; it holds for containers that are made afterwards")


def _wish(daemon: Daemon, here: Here) -> Advise:
    own = daemon.row != "docker"
    restart = "systemctl --user restart docker" if own else "systemctl restart docker"
    args = {"setting": SETTING, "file": daemon.file}
    if own or here.uid == 0:
        return Advise(OWN, args, (restart,))
    return Advise(ASK, args)


@rule("CTR102", "docker-logs-grow-for-ever", severity=Severity.WARNING, fix=Safety.MANUAL)
def docker_logs_grow_for_ever(daemons: Daemons, locations: Locations, disks: Disks, here: Here) -> Iterator[Finding]:
    """One finding a daemon, where the disk of its data is small, nearly full or full."""
    for daemon in (daemons.machine, daemons.own):
        spot = locations.spots.get(daemon.row) if daemon is not None else None
        if daemon is None or spot is None or not spot.in_use or not daemon.grows or not daemon.accepted:
            continue
        found = [(spread, disk) for spread in spreads(spot) if (disk := disks.of(spread.real)) is not None]
        bad = next(((spread, disk) for spread, disk in found if disk.state in GRADES), None)
        if bad is None:
            require(spot, disks)
            continue
        spread, disk = bad
        yield Finding(
            msg("containers' logs grow without end here: {driver} without max-size, {free} free on {point}"),
            place=spread.path,
            key=daemon.row,
            location=pointed(daemon.log_origin),
            severity=GRADES[disk.state],
            wish=_wish(daemon, here),
            driver=daemon.log_driver,
            free=size(disk.free),
            point=disk.point,
        )
