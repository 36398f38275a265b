from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.place_gone import GONE, MAKE, SHARED, TURN, place_gone

from envdoctor import Advise, Origin, Place, Row, SetLocation, SetVariable
from envdoctor.catalogue.rows import Side, VariableLever
from envdoctor.facts.reach import Reach, Stand
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

ROW = Row("huggingface", "hf", "models", "cache", (), (VariableLever("HF_HOME"),), "cache/huggingface")
LINE = Origin("file", "/home/alice/.bashrc", 7, "HF_HOME")
OLD = "/data9/alice/hf"
DISKS = Disks(target=Target("/data1/alice", True, Disk("/data1")))
FOREIGN = Seen("folder", mode=0o755, uid=0, writable=False)
OURS = Seen("folder", mode=0o700, uid=1000, writable=True)


def given(path: str = OLD, origin: Origin = LINE, in_use: bool = True) -> Locations:
    places = dict.fromkeys(("interactive", "batch"), Place(path, origin))
    return Locations({"huggingface": Spot("huggingface", places, in_use=in_use)})


def reach(above: str, seen: Seen, path: str = OLD) -> Reach:
    return Reach({path: Stand(path, above, seen)})


@pytest.mark.parametrize(
    ("above", "seen", "says"),
    [
        ("/data9", FOREIGN, GONE),
        ("/", FOREIGN, GONE),
        ("/data9/alice", Seen("missing", error="Permission denied"), GONE),
        (OLD, Seen("link", link="/gone"), "cannot be made: {above} is a link that leads nowhere"),
        ("/data9/alice", Seen("link", link="/gone"), "cannot be made: {above} is a link that leads nowhere"),
        ("/data9/alice", Seen("file", writable=True), "cannot be made: {above} is not a folder"),
    ],
)  # fmt: skip
def test_fires(above: str, seen: Seen, says: str) -> None:
    [found] = findings(place_gone, row=ROW, locations=given(), reach=reach(above, seen), disks=DISKS)
    assert (found.template, found.args["above"], found.place) == (says, above, OLD)
    assert (found.location.path, found.location.line) == ("/home/alice/.bashrc", 7)
    assert found.contexts == ("interactive", "batch")
    assert found.wish == SetLocation("huggingface", "/data1/alice/cache/huggingface")


def test_a_default_behind_a_dead_link_is_gone_too() -> None:
    path, cache = "/home/alice/.cache/huggingface/hub", "/home/alice/.cache"
    dead = reach(cache, Seen("link", link="/data9/alice/cache"), path)
    [found] = findings(place_gone, row=ROW, locations=given(path, Origin("default")), reach=dead)
    assert found.args["above"] == cache
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize(
    ("row", "locations", "reached"),
    [
        pytest.param(ROW, given(), Reach(), id="it is there"),
        pytest.param(ROW, given(), reach("/data9/alice", OURS), id="the tool will make it"),
        pytest.param(ROW, given(), reach(OLD, FOREIGN), id="there, but not writable: another rule's"),
        pytest.param(ROW, given(origin=Origin("default")), reach("/", FOREIGN), id="a default is nobody's mistake"),
        pytest.param(ROW, given(in_use=False), reach("/", FOREIGN), id="not in use"),
        pytest.param(ROW, Locations(), reach("/", FOREIGN), id="no such spot"),
        pytest.param(replace(ROW, id="tmpdir"), given(), reach("/", FOREIGN), id="TMPDIR has its own"),
    ],
)
def test_healthy(row: Row, locations: Locations, reached: Reach) -> None:
    passes(place_gone, row=row, locations=locations, reach=reached, disks=DISKS)


DATASETS = Side("datasets", "datasets", ("HF_DATASETS_CACHE",), (), "cache/huggingface/datasets", follows=True)
BESIDE = replace(ROW, sides=(DATASETS,))
HUB, DS = "/home/alice/.cache/huggingface/hub", "/home/alice/.cache/huggingface/datasets"
SET = Origin("file", "/home/alice/.bashrc", 9, "HF_DATASETS_CACHE")


def sided(path: str, origin: Origin) -> Locations:
    main = given(HUB, Origin("default")).spots["huggingface"]
    side = Spot("huggingface", dict.fromkeys(("interactive", "batch"), Place(path, origin)))
    return Locations({"huggingface": replace(main, sides={"datasets": side})})


def test_a_side_is_gone() -> None:
    old = "/data9/alice/ds"
    gone = reach("/data9", FOREIGN, old)
    [found] = findings(place_gone, row=BESIDE, locations=sided(old, SET), reach=gone, disks=DISKS)
    assert (found.place, found.key, found.location.line) == (old, "datasets", 9)
    assert isinstance(found.wish, Advise)


def test_a_dead_link_above_all_is_one_finding() -> None:
    link = Seen("link", link="/gone")
    above = Reach({path: Stand(path, "/home/alice/.cache", link) for path in (HUB, DS)})
    [found] = findings(place_gone, row=BESIDE, locations=sided(DS, Origin("default")), reach=above, disks=DISKS)
    assert found.place == HUB
    alone = reach(DS, link, DS)
    [found] = findings(place_gone, row=BESIDE, locations=sided(DS, Origin("default")), reach=alone, disks=DISKS)
    path = "/data1/alice/cache/huggingface/datasets"
    assert (found.place, found.wish) == (DS, SetVariable("HF_DATASETS_CACHE", path, (path,)))


PIP = replace(ROW, id="pip-cache", tool="pip")
CACHE = "/home/alice/.cache"


def below(*rows: str, dead: str = CACHE, in_use: bool = True) -> tuple[Locations, Reach]:
    paths = {row: f"{dead}/{row}" for row in rows}
    spots = {row: Spot(row, {"batch": Place(path, Origin("default"))}, in_use=in_use) for row, path in paths.items()}
    link = Seen("link", link="/data9/alice/cache")
    return Locations(spots), Reach({path: Stand(path, dead, link) for path in paths.values()})


def test_a_dead_link_above_several_tools_is_said_once_at_the_first() -> None:
    locations, reached = below(ROW.id, PIP.id)
    args = {"locations": locations, "reach": reached, "disks": DISKS, "catalogue": (ROW, PIP)}
    [found] = findings(place_gone, row=ROW, **args)
    assert (found.template, found.place, found.args["rows"]) == (SHARED, CACHE, "huggingface, pip-cache")
    commands = ("mkdir -p -m 700 /data1/alice/cache", f"ln -sfn /data1/alice/cache {CACHE}")
    assert found.wish == Advise(TURN, {"leads": "/data9/alice/cache"}, commands)
    passes(place_gone, row=PIP, **args)


def test_without_a_data_disk_a_folder_takes_its_place() -> None:
    locations, reached = below(ROW.id, PIP.id)
    [found] = findings(place_gone, row=ROW, locations=locations, reach=reached, catalogue=(ROW, PIP))
    assert found.wish == Advise(MAKE, {"leads": "/data9/alice/cache"}, (f"rm {CACHE}", f"mkdir -m 700 {CACHE}"))


def test_a_dead_link_of_one_tool_alone_is_its_own() -> None:
    locations, reached = below(ROW.id)
    unused = Locations({**locations.spots, PIP.id: replace(locations.spots[ROW.id], in_use=False)})
    [found] = findings(
        place_gone, row=ROW, locations=unused, reach=reached, disks=DISKS, catalogue=(ROW, PIP, replace(ROW, id="x"))
    )
    assert found.wish == SetLocation("huggingface", "/data1/alice/cache/huggingface")


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({ROW.id: Spot(ROW.id, unknown={"now": "x", "batch": "bash -l gave no answer in 2 s"})})
    assert skips(place_gone, row=ROW, locations=unknown) == "bash -l gave no answer in 2 s"
