from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.containers.docker_logs_grow_for_ever import docker_logs_grow_for_ever

from envdoctor import Advise, Here, Place, Severity
from envdoctor.facts.dockerd import Daemon, Daemons
from envdoctor.facts.types import Disk, Disks, Locations, Spot
from envdoctor.testing import findings, passes

GB = 10**9
ROOT = Disk("/", total=400 * GB, free=2 * GB, state="full")
OWN_FILE = "/home/alice/.config/docker/daemon.json"
OWN = Daemon("docker-rootless", OWN_FILE)


def disks(state: str) -> Disks:
    root = replace(ROOT, state=state)
    return Disks(home=root, all={"/": root})


def spots(row: str = "docker", in_use: bool = True) -> Locations:
    return Locations({row: Spot(row, {"login": Place("/var/lib/docker")}, in_use=in_use)})


@pytest.mark.parametrize(
    ("state", "severity"), [("full", Severity.WARNING), ("near", Severity.WARNING), ("small", Severity.NOTE)]
)
def test_fires(state: str, severity: Severity) -> None:
    [found] = findings(
        docker_logs_grow_for_ever, daemons=Daemons(Daemon()), locations=spots(), disks=disks(state), here=Here()
    )
    assert (found.severity, found.place, found.key) == (severity, "/var/lib/docker", "docker")
    assert isinstance(found.wish, Advise)
    assert found.wish.args["file"] == "/etc/docker/daemon.json"
    assert found.wish.commands == ()


@pytest.mark.parametrize(
    ("daemons", "here", "command"),
    [
        (Daemons(Daemon()), Here(uid=0), "systemctl restart docker"),
        (Daemons(None, OWN), Here(), "systemctl --user restart docker"),
    ],
)
def test_who_may_change_it_is_told_how(daemons: Daemons, here: Here, command: str) -> None:
    row = "docker" if daemons.machine else "docker-rootless"
    [found] = findings(docker_logs_grow_for_ever, daemons=daemons, locations=spots(row), disks=disks("full"), here=here)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (command,)


@pytest.mark.parametrize(
    ("daemons", "locations", "state"),
    [
        pytest.param(Daemons(), spots(), "full", id="no docker"),
        pytest.param(Daemons(Daemon()), spots(in_use=False), "full", id="never started"),
        pytest.param(Daemons(None, OWN), spots("docker-rootless", False), "full", id="own one never used"),
        pytest.param(Daemons(Daemon(grows=False)), spots(), "full", id="rotated"),
        pytest.param(Daemons(Daemon(accepted=False)), spots(), "full", id="a file that dockerd refuses"),
        pytest.param(Daemons(Daemon()), spots(), "fine", id="room"),
    ],
)
def test_healthy(daemons: Daemons, locations: Locations, state: str) -> None:
    passes(docker_logs_grow_for_ever, daemons=daemons, locations=locations, disks=disks(state), here=Here())
