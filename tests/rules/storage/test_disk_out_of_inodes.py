from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.disk_out_of_inodes import disk_out_of_inodes

from envdoctor import Advise, Place, Row, Severity
from envdoctor.catalogue.rows import Cleaner
from envdoctor.facts.types import Disk, Disks, Locations, Spot
from envdoctor.testing import findings, passes, skips

HOME = Disk("/home", files=30_000_000, files_free=120_000, inodes="full")
ROW = Row("conda-pkgs", "conda", "conda's packages", "cache", (), (), "", cleaners=(Cleaner("conda clean --all"),))
PKGS = "/home/alice/.conda/pkgs"


def disks(home: Disk) -> Disks:
    return Disks(home=home, all={"/home": home, "/tmp": Disk("/tmp")})


@pytest.mark.parametrize(("state", "severity"), [("full", Severity.ERROR), ("near", Severity.WARNING)])
def test_fires(state: str, severity: Severity) -> None:
    [found] = findings(disk_out_of_inodes, disks=disks(replace(HOME, inodes=state)))
    assert (found.place, found.severity) == ("/home", severity)
    assert found.args == {"used": 100, "left": 120_000}


def test_names_the_cleaners_of_what_lies_there() -> None:
    locations = Locations({"conda-pkgs": Spot("conda-pkgs", {"batch": Place(PKGS)}, held={PKGS: True})})
    [found] = findings(disk_out_of_inodes, disks=disks(HOME), locations=locations, catalogue=(ROW,))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("conda clean --all",)


@pytest.mark.parametrize(
    "home",
    [
        pytest.param(replace(HOME, inodes="fine"), id="enough"),
        pytest.param(replace(HOME, files=0), id="btrfs and others have no limit"),
        pytest.param(replace(HOME, kind="squashfs"), id="image"),
        pytest.param(replace(HOME, inodes="fine", state="full"), id="bytes are another rule's"),
    ],
)
def test_healthy(home: Disk) -> None:
    passes(disk_out_of_inodes, disks=disks(home))


def test_could_not_tell_is_not_fine() -> None:
    assert skips(disk_out_of_inodes, disks=Disks()) == "no disk could be asked"
    home = Disk("/home")
    dead = Disks(home=home, all={"/home": home}, unknown={"/nfs": "/nfs gave no answer in 1.5 s", "/tmp": "dead"})
    assert skips(disk_out_of_inodes, disks=dead) == "/tmp: dead"
    spot = Locations({"pip": Spot("pip", {"batch": Place("/nfs/pip")})})
    dead = Disks(home=home, tmp=home, all={"/home": home}, unknown={"/nfs": "/nfs gave no answer in 1.5 s"})
    assert skips(disk_out_of_inodes, disks=dead, locations=spot) == "/nfs gave no answer in 1.5 s"
