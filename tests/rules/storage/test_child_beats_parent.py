from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.child_beats_parent import child_beats_parent

from envdoctor import Advise, Finding, Origin, Place, Row, Severity
from envdoctor.catalogue.rows import Side
from envdoctor.facts.types import Disk, Disks, Locations, Spot
from envdoctor.testing import findings, passes, skips

DATASETS = Side("datasets", "datasets", ("HF_DATASETS_CACHE",), (), "x")
ROW = Row(
    "huggingface", "huggingface", "models", "mixed", (), (), "x", sides=(DATASETS,),
    children=(("HF_HUB_CACHE", "HF_HOME"), ("HF_DATASETS_CACHE", "HF_HOME")),
)  # fmt: skip
CHILD = Place("/home/alice/hub", Origin("file", "/home/alice/.bashrc", 9, "HF_HUB_CACHE"))
PARENT = Place("/data1/alice/hf/hub", Origin("file", "/home/alice/.bashrc", 4, "HF_HOME"))
DATA = Disk("/data1")


def disks(home: str = "full", data: str = "fine") -> Disks:
    one, two = Disk("/home", state=home), Disk("/data1", state=data)
    return Disks(home=one, data=(two,), all={"/home": one, "/data1": two, "/": Disk("/")})


def spot(*said: Place, contexts: tuple[str, ...] = ("interactive", "batch")) -> Spot:
    return Spot("x", dict.fromkeys(contexts, said[0]), settings=dict.fromkeys(contexts, said))


def found(spot: Spot, disks_: Disks) -> list[Finding]:
    return findings(child_beats_parent, row=ROW, locations=Locations({ROW.id: spot}), disks=disks_)


@pytest.mark.parametrize(
    ("home", "data", "severity"),
    [
        ("full", "fine", Severity.WARNING),
        ("near", "small", Severity.WARNING),
        ("small", "fine", Severity.WARNING),
        ("fine", "fine", Severity.NOTE),
    ],
)
def test_fires(home: str, data: str, severity: Severity) -> None:
    [one] = found(spot(CHILD, PARENT), disks(home, data))
    assert (one.severity, one.place, one.location.line) == (severity, "/home/alice/hub", 9)
    assert (one.args["child"], one.args["parent"], one.args["better"]) == ("HF_HUB_CACHE", "HF_HOME", PARENT.path)
    assert isinstance(one.wish, Advise)
    assert one.wish.args == {
        "child": "HF_HUB_CACHE (/home/alice/.bashrc:9)",
        "parent": "HF_HOME (/home/alice/.bashrc:4)",
        "point": "/data1",
    }


def test_links_are_followed() -> None:
    linked = replace(spot(CHILD, PARENT), real={"/home/alice/hub": "/data1/alice/hub"})
    assert found(linked, disks()) == []
    linked = replace(spot(CHILD, PARENT), real={"/data1/alice/hf/hub": "/home/alice/hf/hub"})
    assert found(linked, disks()) == []


def test_a_side() -> None:
    own = replace(CHILD, origin=replace(CHILD.origin, variable="HF_DATASETS_CACHE"))
    sided = replace(spot(PARENT), sides={"datasets": spot(own, PARENT)})
    [one] = found(sided, disks())
    assert (one.key, one.args["child"]) == ("datasets", "HF_DATASETS_CACHE")


@pytest.mark.parametrize(
    ("one", "given"),
    [
        pytest.param(spot(CHILD, PARENT), disks("full", "full"), id="no better there"),
        pytest.param(spot(CHILD, PARENT), disks("small", "near"), id="worse there"),
        pytest.param(spot(CHILD), disks(), id="no parent"),
        pytest.param(spot(PARENT), disks(), id="no child"),
        pytest.param(spot(PARENT, CHILD), disks(), id="the child is not in force"),
        pytest.param(spot(replace(CHILD, path="/data1/x"), PARENT), disks(), id="on one disk"),
        pytest.param(spot(CHILD, replace(PARENT, path="/gone/x")), disks("fine"), id="parent is on no data disk"),
        pytest.param(replace(spot(CHILD, PARENT), in_use=False), disks(), id="not in use"),
        pytest.param(
            replace(spot(CHILD, PARENT, contexts=("now",)), places={"now": CHILD, "batch": PARENT}),
            disks(), id="only this process",
        ),
    ],
)  # fmt: skip
def test_healthy(one: Spot, given: Disks) -> None:
    passes(child_beats_parent, row=ROW, locations=Locations({ROW.id: one}), disks=given)


def test_rows_without_children_and_those_that_stand_apart() -> None:
    given = Locations({ROW.id: spot(CHILD, PARENT)})
    passes(child_beats_parent, row=replace(ROW, children=()), locations=given, disks=disks())
    passes(child_beats_parent, row=replace(ROW, apart=True), locations=given, disks=disks())


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({ROW.id: Spot(ROW.id, unknown={"batch": "bash gave no answer"})})
    assert skips(child_beats_parent, row=ROW, locations=unknown) == "bash gave no answer"
