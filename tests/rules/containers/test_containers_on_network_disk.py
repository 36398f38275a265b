from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.catalogue.docker_rootless import DOCKER_ROOTLESS
from envdoctor_rules.catalogue.podman import PODMAN
from envdoctor_rules.containers.containers_on_network_disk import containers_on_network_disk

from envdoctor import Advise, Finding, Here, Place, Row, SetLocation, Severity
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.testing import findings, passes

HOME = Disk("/home", kind="nfs4", network=True)
LOCAL = Disk("/data1")
DISKS = Disks(
    home=HOME, data=(LOCAL,), target=Target("/data1/alice", True, LOCAL), all={"/home": HOME, "/data1": LOCAL}
)
PATHS = {
    "podman": "/home/alice/.local/share/containers/storage",
    "docker-rootless": "/home/alice/.local/share/docker",
}
BOTH = (DOCKER_ROOTLESS, PODMAN)


def spots(row: str, path: str = "", **fields: object) -> Locations:
    return Locations({row: Spot(row, {"login": Place(path or PATHS[row])}, **fields)})  # type: ignore[arg-type]


def run(locations: Locations, disks: Disks = DISKS, rows: tuple[Row, ...] = BOTH) -> list[Finding]:
    facts = {"locations": locations, "disks": disks, "catalogue": rows, "here": Here()}
    return findings(containers_on_network_disk, **facts)


@pytest.mark.parametrize(
    ("row", "kind", "severity"),
    [
        ("podman", "nfs4", Severity.ERROR),
        ("podman", "lustre", Severity.ERROR),
        ("podman", "beegfs", Severity.WARNING),
        ("docker-rootless", "nfs4", Severity.ERROR),
        ("docker-rootless", "beegfs", Severity.ERROR),
    ],
)
def test_fires(row: str, kind: str, severity: Severity) -> None:
    home = replace(HOME, kind=kind)
    [found] = run(spots(row), replace(DISKS, home=home, all={**DISKS.all, "/home": home}))
    assert (found.severity, found.place, found.args["kind"]) == (severity, PATHS[row], kind)


def test_an_empty_one_can_be_moved_by_its_setting() -> None:
    [found] = run(spots("docker-rootless"))
    assert found.wish == SetLocation("docker-rootless", "/data1/alice/docker")


def test_images_are_never_left_behind() -> None:
    [found] = run(spots("podman", held={PATHS["podman"]: True}))
    assert isinstance(found.wish, Advise)
    old, new = PATHS["podman"], "/data1/alice/containers"
    assert found.wish.commands == (
        "podman stop --all",
        f"mkdir -p {new} && podman unshare rsync -aHAX --numeric-ids {old}/ {new}/ && mv {old} {old}.before",
        "envdoctor fix --apply --select 'STO101[podman]'",
    )


@pytest.mark.parametrize("target", [None, Target("/nfs/alice", True, Disk("/nfs", kind="nfs4", network=True))])
def test_another_network_disk_is_no_help(target: Target | None) -> None:
    [found] = run(spots("podman"), replace(DISKS, target=target))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ()


@pytest.mark.parametrize(
    "locations",
    [
        pytest.param(Locations(), id="neither"),
        pytest.param(spots("podman", in_use=False), id="never used"),
        pytest.param(spots("podman", "/data1/alice/containers"), id="on a disk of the machine"),
        pytest.param(spots("podman", real={PATHS["podman"]: "/data1/alice/containers"}), id="a link to one"),
        pytest.param(spots("pip-cache", "/home/alice/.cache/pip"), id="another tool"),
    ],
)
def test_healthy(locations: Locations) -> None:
    passes(containers_on_network_disk, locations=locations, disks=DISKS, catalogue=BOTH, here=Here())
