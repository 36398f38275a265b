from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.catalogue.docker import DOCKER
from envdoctor_rules.containers.docker_data_on_small_disk import docker_data_on_small_disk

from envdoctor import Advise, Finding, Here, Origin, Place, SetLocation, Severity
from envdoctor.facts.dockerd import Daemon, Daemons
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.testing import findings, passes, skips

GB = 10**9
ROOT = Disk("/", total=400 * GB, free=2 * GB, state="full")
DATA = Disk("/data1", total=7000 * GB, free=1300 * GB)
NFS = Disk("/nfs", kind="nfs4", network=True)
DISKS = Disks(home=ROOT, data=(NFS, DATA), target=Target("/data1/root", True, DATA), all={"/": ROOT, "/data1": DATA})
USED = Daemons(Daemon(release=(28, 5)))
ADMIN, STUDENT = Here(home="/root", user="root", uid=0), Here()
PATH, DEFAULT = "/var/lib/docker", Origin("default")


def spots(path: str = PATH, origin: Origin = DEFAULT, **fields: object) -> Locations:
    return Locations({"docker": Spot("docker", {"login": Place(path, origin)}, **fields)})  # type: ignore[arg-type]


def stated(state: str, disks: Disks = DISKS) -> Disks:
    root = replace(ROOT, state=state)
    return replace(disks, home=root, all={**disks.all, "/": root})


def run(
    locations: Locations | None = None, disks: Disks = DISKS, here: Here = STUDENT, daemons: Daemons = USED
) -> list[Finding]:
    facts = {"locations": locations or spots(), "disks": disks, "here": here, "daemons": daemons}
    return findings(docker_data_on_small_disk, catalogue=(DOCKER,), **facts)


@pytest.mark.parametrize(
    ("state", "severity"), [("full", Severity.ERROR), ("near", Severity.WARNING), ("small", Severity.NOTE)]
)
def test_severity_follows_the_disk(state: str, severity: Severity) -> None:
    [found] = run(disks=stated(state))
    assert (found.severity, found.place, found.args["point"], found.args["note"]) == (severity, PATH, "/", "")


def test_the_commands_for_the_administrator_are_exact_and_in_order() -> None:
    [found] = run()
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (
        "sudo systemctl stop docker.socket docker",
        "sudo mkdir -p /data1/docker && sudo rmdir /data1/docker "
        "&& sudo rsync -aHAX --numeric-ids /var/lib/docker/ /data1/docker.part/ "
        "&& sudo mv -T /data1/docker.part /data1/docker.copied",
        '# set "data-root": "/data1/docker" in /etc/docker/daemon.json',
        "sudo mv -T /data1/docker.copied /data1/docker "
        "&& sudo dockerd --validate --config-file /etc/docker/daemon.json && sudo systemctl start docker",
        "docker info -f '{{.DockerRootDir}}' && docker image ls && docker ps -a",
        "# only when all of them are there: sudo rm -rf /var/lib/docker",
    )


def test_an_old_dockerd_cannot_try_the_file() -> None:
    [found] = run(daemons=Daemons(Daemon(release=(20, 10))))
    assert isinstance(found.wish, Advise)
    assert not [line for line in found.wish.commands if "--validate" in line]


def test_a_flag_in_the_unit_is_where_it_must_be_changed() -> None:
    [found] = run(spots("/srv/docker", Origin("file", "/lib/systemd/system/docker.service", 14)))
    assert (found.location.path, found.location.line) == ("/lib/systemd/system/docker.service", 14)
    assert isinstance(found.wish, Advise)
    assert "# set --data-root=/data1/docker in /lib/systemd/system/docker.service" in found.wish.commands


def test_images_that_containerd_keeps_are_a_finding_of_their_own() -> None:
    side = Spot("docker", {"login": Place("/var/lib/containerd")})
    _data, images = run(spots(sides={"images": side}))
    assert (images.place, images.key, images.args["what"]) == ("/var/lib/containerd", "images", "images")
    assert isinstance(images.wish, Advise)
    assert images.wish.commands[0] == "sudo systemctl stop docker.socket docker containerd"
    assert '# set root = "/data1/containerd" at the top of /etc/containerd/config.toml' in images.wish.commands
    start = "sudo mv -T /data1/containerd.copied /data1/containerd && sudo systemctl start containerd docker"
    assert start in images.wish.commands


def test_root_gets_the_setting_and_is_told_what_it_does_not_do() -> None:
    [found] = run(here=ADMIN)
    assert found.wish == SetLocation("docker", "/data1/root/docker")
    assert "until Docker is restarted" in str(found.args["note"])
    assert any(
        "rsync -aHAX --numeric-ids /var/lib/docker/ /data1/root/docker.part/ " in line for line in found.evidence
    )


def test_a_system_disk_with_room_is_said_to_root_only() -> None:
    [found] = run(disks=stated("fine"), here=ADMIN)
    assert found.severity == Severity.NOTE
    assert run(disks=stated("fine")) == []


def test_without_a_disk_of_this_machine_there_is_nothing_to_move_to() -> None:
    [found] = run(disks=replace(DISKS, data=(NFS,), target=Target("/nfs/root", True, NFS)), here=ADMIN)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("docker system df -v",)


@pytest.mark.parametrize(
    ("locations", "disks", "daemons"),
    [
        pytest.param(Locations(), DISKS, USED, id="no docker"),
        pytest.param(spots(), DISKS, Daemons(), id="this account may not use it"),
        pytest.param(spots(in_use=False), DISKS, USED, id="never started"),
        pytest.param(spots("/data1/docker"), DISKS, USED, id="on the data disk"),
        pytest.param(spots(real={PATH: "/data1/docker"}), DISKS, USED, id="a link to the data disk"),
        pytest.param(spots(), stated("small", replace(DISKS, data=(), target=None)), USED, id="nothing else there"),
    ],
)
def test_healthy(locations: Locations, disks: Disks, daemons: Daemons) -> None:
    facts = {"locations": locations, "disks": disks, "here": STUDENT, "daemons": daemons}
    passes(docker_data_on_small_disk, catalogue=(DOCKER,), **facts)


def test_could_not_tell_is_not_fine() -> None:
    disks = replace(DISKS, all={}, unknown={"/": "/ gave no answer in 1.5 s"})
    said = skips(docker_data_on_small_disk, locations=spots(), disks=disks, daemons=USED, catalogue=(DOCKER,))
    assert said == "/ gave no answer in 1.5 s"
