from __future__ import annotations

from dataclasses import replace

import pytest

from envdoctor import Advise, Location, Origin, Place, Row, SetLocation, Unavailable
from envdoctor.catalogue.rows import Cleaner, FileLever, Relocation, Side, VariableLever
from envdoctor.facts.questions import (
    Part,
    Spread,
    cleaners_on,
    elsewhere,
    pointed,
    require,
    require_contexts,
    spreads,
    told,
    variables_of,
    written,
)
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target

HOME, DATA, TMP = Disk("/home"), Disk("/data1"), Disk("/tmp")
DISKS = Disks(home=HOME, tmp=TMP, all={disk.point: disk for disk in (HOME, DATA, TMP)})
LINE = Origin("file", "/home/alice/.bashrc", 12, "PIP_CACHE_DIR")


def spot(**places: str | None) -> Spot:
    return Spot("pip", {context: Place(path) for context, path in places.items()})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (spot(), []),
        (spot(login="/a", batch="/a"), [("/a", ("login", "batch"))]),
        (spot(login="/a", batch="/b"), [("/a", ("login",)), ("/b", ("batch",))]),
        (spot(now="/a", batch="/a"), [("/a", ("now", "batch"))]),
        (spot(now="/old", batch="/a"), [("/a", ("batch",))]),
        (spot(now="/a"), [("/a", ("now",))]),
        (spot(login=None, batch="/a"), [("/a", ("batch",))]),
        (spot(now="/a", batch=None), []),
    ],
)
def test_spreads(given: Spot, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(spread.path, spread.contexts) for spread in spreads(given)] == expected


def test_the_origin_is_that_of_a_lasting_context() -> None:
    places = {"now": Place("/a", Origin("inherited")), "batch": Place("/a", LINE)}
    [spread] = spreads(Spot("pip", places, real={"/a": "/b"}))
    assert (spread.place.origin, spread.real) == (LINE, "/b")


@pytest.mark.parametrize(
    ("given", "disks", "why"),
    [
        (None, DISKS, "where it writes is not known"),
        (Spot("pip", unknown={"batch": "hangs"}), DISKS, "hangs"),
        (spot(batch="/nfs/pip"), DISKS, "the disk of /nfs/pip gave no answer"),
        (spot(batch="/nfs/pip"), Disks(unknown={"/": "root", "/nf": "other", "/nfs": "dead"}), "dead"),
    ],
)
def test_require(given: Spot | None, disks: Disks, why: str) -> None:
    with pytest.raises(Unavailable, match=why):
        require(given, disks)


def test_what_only_this_process_does_not_know_is_no_matter() -> None:
    given = Spot("pip", {"batch": Place("/home/alice/pip")}, unknown={"now": "odd"})
    require(given, DISKS)
    require_contexts(given)
    assert [spread.path for spread in spreads(given)] == ["/home/alice/pip"]


def test_told_and_pointed() -> None:
    assert told(LINE) == ("PIP_CACHE_DIR (/home/alice/.bashrc:12)",)
    assert told(Origin("file", "/home/alice/.npmrc", 3)) == ("/home/alice/.npmrc:3",)
    assert told(Origin("inherited", variable="TMPDIR")) == ("TMPDIR (inherited)",)
    assert told(Origin("default")) == ()
    assert pointed(LINE) == Location("/home/alice/.bashrc", 12)
    assert pointed(Origin("inherited", variable="TMPDIR")) == Location()


def row(*levers: FileLever | VariableLever) -> Row:
    cleaners = (Cleaner("pip cache purge"), Cleaner("rm -r x", safe=False))
    return Row("pip", "pip", "pip's cache", "cache", (), levers, "cache/pip", cleaners=cleaners)


def test_elsewhere() -> None:
    lever, target = VariableLever("PIP_CACHE_DIR"), Disks(target=Target("/data1/alice", True, DATA))
    part = Part(Spread("/home/alice/a b", "/home/alice/a b", Place("/home/alice/a b"), ("batch",)))
    assert elsewhere(row(lever), part, target) == SetLocation("pip", "/data1/alice/cache/pip")
    for wish in (elsewhere(row(), part, target), elsewhere(row(lever), part, Disks(no_target="all full"))):
        assert isinstance(wish, Advise)
        assert wish.commands == ("pip cache purge",)


def test_what_must_stay_reachable_is_moved_by_hand() -> None:
    target = Disks(target=Target("/data1/alice", True, DATA))
    part = Part(Spread("/home/alice/a b", "/home/alice/a b", Place("/home/alice/a b"), ("batch",)))
    moved = Relocation(how="end it first.", commands=("mv {old} {new}",))
    kept = replace(row(VariableLever("P")), keep="programs are there", relocation=moved)
    wish = elsewhere(kept, part, target, Spot("pip", held={"/home/alice/a b": True}))
    assert isinstance(wish, Advise)
    assert wish.commands == ("mv '/home/alice/a b' /data1/alice/cache/pip",)
    assert elsewhere(kept, part, target, Spot("pip")) == SetLocation("pip", "/data1/alice/cache/pip")


def test_variables_of_the_catalogue() -> None:
    lever = FileLever("ini", lambda view: "~/.pip", ("global", "cache-dir"))
    assert variables_of((row(VariableLever("A"), lever), row(VariableLever("B")))) == {"A", "B"}
    sided = replace(row(), sides=(Side("s", "s", ("C", "D"), (), "s"),))
    assert variables_of((sided,)) == {"C", "D"}


def test_written_disks() -> None:
    used = Locations({"pip": spot(batch="/data1/pip"), "uv": spot(batch="/home/alice/uv"), "x": spot(batch="/nfs/x")})
    assert written(DISKS, used) == (HOME, TMP, DATA)
    assert written(DISKS, Locations()) == (HOME, TMP)
    assert written(replace(DISKS, data=(DATA,), own_folders=("/data1/alice",)), Locations()) == (HOME, TMP, DATA)
    with pytest.raises(Unavailable):
        written(Disks(), used)


def test_programs_do_not_go_to_a_disk_that_runs_none() -> None:
    target = Disks(target=Target("/data1/alice", True, replace(DATA, noexec=True)))
    part = Part(Spread("/home/alice/x", "/home/alice/x", Place("/home/alice/x"), ("batch",)))
    wish = elsewhere(replace(row(VariableLever("P")), needs_exec=True), part, target)
    assert isinstance(wish, Advise)
    assert "noexec" in str(wish.args["why"])


def test_cleaners_that_can_be_run_stand_first() -> None:
    rows = (row(), replace(row(), id="uv", tool="uv", cleaners=(Cleaner("uv cache clean"),)))
    place = {"batch": Place("/home/alice/x")}
    disks = Disks(home=Disk("/home"), all={"/home": Disk("/home")})
    spots = {
        "pip": Spot("pip", place, held={"/home/alice/x": True}, absent=True),
        "uv": Spot("uv", place, held={"/home/alice/x": True}),
    }
    commands, notes = cleaners_on("/home", disks, Locations(spots), rows)
    assert commands == ("uv cache clean", "pip cache purge")
    assert notes == ("pip cache purge: pip is not on the PATH of this shell",)
