from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.place_not_writable import place_not_writable

from envdoctor import Advise, Here, Origin, Place, Row, SetLocation, msg
from envdoctor.catalogue.rows import Side, VariableLever
from envdoctor.facts.reach import Reach, Stand
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

ROW = Row("pip-cache", "pip", "pip's cache", "cache", (), (VariableLever("PIP_CACHE_DIR"),), "cache/pip")
LINE = Origin("file", "/home/alice/.config/pip/pip.conf", 2)
SHARED, OWN = "/data1/share/pip", "/home/alice/.cache/pip"
ROOTS = Seen("folder", mode=0o755, uid=0, writable=False)
DISKS = Disks(target=Target("/data1/alice", True, Disk("/data1")))


def given(path: str = SHARED, origin: Origin = LINE, in_use: bool = True) -> Locations:
    return Locations({"pip-cache": Spot("pip-cache", {"batch": Place(path, origin)}, in_use=in_use)})


def reach(seen: Seen, path: str = SHARED, above: str = "") -> Reach:
    return Reach({path: Stand(path, above or path, seen)})


@pytest.mark.parametrize(
    ("locations", "reached", "says"),
    [
        pytest.param(given(), reach(ROOTS), "may not be written to by this account", id="configured, not ours"),
        pytest.param(
            given(),
            reach(Seen("file", mode=0o644, writable=True)),
            "is not a folder, so nothing can be written to it",
            id="a file",
        ),
        pytest.param(
            given(OWN, Origin("default")), reach(ROOTS, OWN), "may not be written to by this account", id="left by sudo"
        ),
    ],
)
def test_fires(locations: Locations, reached: Reach, says: str) -> None:
    [found] = findings(place_not_writable, row=ROW, locations=locations, reach=reached, disks=DISKS)
    assert found.template == says
    assert found.wish == SetLocation("pip-cache", "/data1/alice/cache/pip")


@pytest.mark.parametrize(
    ("locations", "reached"),
    [
        pytest.param(given(), Reach(), id="fine"),
        pytest.param(given(), reach(ROOTS, above="/data1"), id="gone: another rule's"),
        pytest.param(given(), reach(Seen("link")), id="dead link: another rule's"),
        pytest.param(
            given("/opt/conda/pkgs", Origin("default")), reach(ROOTS, "/opt/conda/pkgs"), id="a machine-wide default"
        ),
        pytest.param(given(in_use=False), reach(ROOTS), id="not in use"),
    ],
)
def test_healthy(locations: Locations, reached: Reach) -> None:
    passes(place_not_writable, row=ROW, locations=locations, reach=reached, disks=DISKS)


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({ROW.id: Spot(ROW.id, unknown={"now": "x", "batch": "bash -l gave no answer in 2 s"})})
    assert skips(place_not_writable, row=ROW, locations=unknown) == "bash -l gave no answer in 2 s"


def test_a_side_that_may_not_be_written_to() -> None:
    side = Side("datasets", "datasets", ("HF_DATASETS_CACHE",), (), "cache/hf/datasets")
    line = Origin("file", "/home/alice/.bashrc", 9, "HF_DATASETS_CACHE")
    main = given("/data1/alice/pip").spots["pip-cache"]
    sided = replace(main, sides={"datasets": Spot("pip-cache", {"batch": Place(SHARED, line)})})
    row, there = replace(ROW, sides=(side,)), Locations({"pip-cache": sided})
    [found] = findings(place_not_writable, row=row, locations=there, reach=reach(ROOTS), disks=DISKS)
    assert (found.place, found.key, found.location.line) == (SHARED, "datasets", 9)
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize(
    ("owner", "wish"),
    [
        (1000, Advise(msg("it is yours: give yourself the right to enter it"), commands=("chmod u+rwx '/data1/a b'",))),
        (0, SetLocation("pip-cache", "/data1/alice/cache/pip")),
    ],
)
def test_a_folder_above_that_may_not_be_entered(owner: int, wish: Advise | SetLocation) -> None:
    path = "/data1/a b/pip"
    stand = Stand(path, path, Seen("missing", error="Permission denied"), "/data1/a b", owner)
    me = Here(home="/home/alice", uid=1000)
    [found] = findings(
        place_not_writable, row=ROW, locations=given(path), reach=Reach({path: stand}), disks=DISKS, here=me
    )
    assert (found.template, found.args["above"]) == ("cannot be reached: you may not enter {above}", "/data1/a b")
    assert found.wish == wish
