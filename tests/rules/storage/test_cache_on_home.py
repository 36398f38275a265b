from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.cache_on_home import cache_on_home

from envdoctor import Advise, Here, Origin, Place, Row, SetLocation, SetVariable, Severity
from envdoctor.catalogue.rows import Cleaner, Side, VariableLever
from envdoctor.facts.reach import Reach, Stand
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

GB = 10**9
HOME = Disk("/home", total=1000 * GB, free=2 * GB, state="full")
DATA = Disk("/data1", total=7000 * GB, free=1300 * GB)
ALL = {disk.point: disk for disk in (HOME, DATA)}
DISKS = Disks(home=HOME, data=(DATA,), target=Target("/data1/alice", True, DATA), all=ALL)
ALONE = Disks(home=HOME, all={"/home": HOME})
DEFAULT = Origin("default")
CACHE = "/home/alice/.cache/pip"
ROW = Row(
    "pip-cache", "pip", "pip's cache", "cache", (), (VariableLever("PIP_CACHE_DIR"),), "cache/pip",
    cleaners=(Cleaner("pip cache purge"), Cleaner("rm -r ~/.cache/pip", safe=False)),
)  # fmt: skip


def at(path: str | None, *contexts: str, origin: Origin = DEFAULT) -> dict[str, Place]:
    return {context: Place(path, origin) for context in contexts or ("login", "interactive", "ssh", "batch")}


def spots(row: str = "pip-cache", **fields: object) -> Locations:
    return Locations({row: Spot(row, **fields)})  # type: ignore[arg-type]


def homed(state: str, disks: Disks = DISKS) -> Disks:
    disk = replace(HOME, state=state)
    return replace(disks, home=disk, all={**disks.all, "/home": disk})


@pytest.mark.parametrize(
    ("state", "severity", "says"),
    [
        ("full", Severity.ERROR, "writes to a full disk{where}{note}"),
        ("near", Severity.WARNING, "writes to a nearly full disk{where}{note}"),
        ("small", Severity.NOTE, "writes to a small disk{where}{note}"),
    ],
)
def test_severity_follows_the_disk(state: str, severity: Severity, says: str) -> None:
    [found] = findings(cache_on_home, row=ROW, locations=spots(places=at(CACHE)), disks=homed(state))
    assert (found.severity, found.template) == (severity, says)
    assert found.args == {"where": "", "point": "/home", "free": "2 GB", "total": "1 TB", "note": ""}


def test_one_finding_with_all_contexts_and_the_wish_for_the_data_disk() -> None:
    [found] = findings(cache_on_home, row=ROW, locations=spots(places=at(CACHE)), disks=DISKS)
    assert found.place == CACHE
    assert found.contexts == ("login", "interactive", "ssh", "batch")
    assert found.wish == SetLocation("pip-cache", "/data1/alice/cache/pip")


def test_each_path_is_a_finding_of_its_own_at_the_line_that_decides() -> None:
    here = Origin("file", "/home/alice/.bashrc", 12, "PIP_CACHE_DIR")
    places = at("/home/alice/c", "interactive", "batch", origin=here) | at(CACHE, "ssh")
    first, second = findings(cache_on_home, row=ROW, locations=spots(places=places), disks=DISKS)
    assert (first.place, first.contexts, first.location.path, first.location.line) == (
        "/home/alice/c", ("interactive", "batch"), "/home/alice/.bashrc", 12,
    )  # fmt: skip
    assert (second.place, second.contexts, second.location.path) == (CACHE, ("ssh",), None)


def test_a_link_counts_where_it_leads() -> None:
    real = {"/data1/alice/pip": "/home/alice/pip"}
    [found] = findings(cache_on_home, row=ROW, locations=spots(places=at("/data1/alice/pip"), real=real), disks=DISKS)
    assert found.evidence == ("/home/alice/pip",)


@pytest.mark.parametrize(
    ("disks", "why"),
    [
        (ALONE, "no data disk was found on this machine"),
        (replace(ALONE, no_target="/data1: full as well"), "/data1: full as well"),
    ],
)
def test_without_a_target_the_cleaner_is_named_and_why(disks: Disks, why: str) -> None:
    [found] = findings(cache_on_home, row=ROW, locations=spots(places=at(CACHE)), disks=disks)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("pip cache purge",)
    assert found.wish.args == {"why": why}


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (replace(ROW, holds="data"), " (what is there now is not moved)"),
        (replace(ROW, holds="mixed"), " (what is there now is not moved)"),
        (
            replace(ROW, holds="mixed", stays="your login token stays where it is"),
            " (your login token stays where it is)",
        ),
    ],
)
def test_what_stays_is_said(row: Row, note: str) -> None:
    [found] = findings(cache_on_home, row=row, locations=spots(places=at(CACHE)), disks=DISKS)
    assert found.args["note"] == note


@pytest.mark.parametrize(
    ("locations", "disks"),
    [
        pytest.param(spots(places=at("/data1/alice/pip")), DISKS, id="on the data disk"),
        pytest.param(spots(places=at(CACHE), real={CACHE: "/data1/alice/pip"}), DISKS, id="a link to the data disk"),
        pytest.param(spots(places=at(CACHE), in_use=False), DISKS, id="not in use"),
        pytest.param(spots(places=at(CACHE)), homed("fine"), id="home has room"),
        pytest.param(spots(places=at(CACHE)), homed("small", ALONE), id="small, but there is nothing else"),
        pytest.param(spots(places=at(None)), DISKS, id="the cache is off"),
        pytest.param(
            spots(places=at(CACHE, "now") | at("/data1/p", "batch")), DISKS, id="only this process, old values"
        ),
    ],
)
def test_healthy(locations: Locations, disks: Disks) -> None:
    passes(cache_on_home, row=ROW, locations=locations, disks=disks)


def test_a_full_data_disk_is_another_rules_business() -> None:
    data = replace(DATA, state="full")
    disks = replace(DISKS, data=(data,), target=None, all={"/home": HOME, "/data1": data})
    passes(cache_on_home, row=ROW, locations=spots(places=at("/data1/alice/pip")), disks=disks)


def test_a_configured_place_that_cannot_be_used_is_another_rules_business() -> None:
    stood = Reach({CACHE: Stand(CACHE, "/home", Seen("folder", uid=0))})
    line = Origin("file", "/home/alice/.bashrc", 12, "PIP_CACHE_DIR")
    passes(cache_on_home, row=ROW, locations=spots(places=at(CACHE, origin=line)), disks=DISKS, reach=stood)
    assert findings(cache_on_home, row=ROW, locations=spots(places=at(CACHE)), disks=DISKS, reach=stood)


# ---- sides

DATASETS = Side("datasets", "datasets", ("HF_DATASETS_CACHE", "OLD"), (), "cache/hf/datasets", follows=True)
PYTHONS = Side("pythons", "Pythons", ("UV_PYTHON_INSTALL_DIR",), (), "uv/python", keep="keep the old", notes=("n",))
HF = Row("hf", "hf", "models", "mixed", (), (VariableLever("HF_HOME"),), "cache/hf", sides=(DATASETS, PYTHONS))
DS, PY = "/home/alice/.cache/hf/datasets", "/home/alice/.local/share/uv/python"
HUB, MOVED = "/home/alice/.cache/hf/hub", "/data1/alice/hf/hub"
LINE = Origin("file", "/home/alice/.bashrc", 12, "HF_DATASETS_CACHE")


def beside(path: str = DS, key: str = "datasets", main: str = MOVED, held: bool = True, **more: object) -> Locations:
    side = Spot("hf", at(path, **more), held={path: held})  # type: ignore[arg-type]
    return spots("hf", places=at(main), sides={key: side})


def test_a_side_that_the_user_put_there_is_named_with_its_line() -> None:
    [found] = findings(cache_on_home, row=HF, locations=beside(held=False, origin=LINE), disks=DISKS)
    assert (found.place, found.key, found.args["note"]) == (DS, "datasets", " (datasets)")
    assert (found.location.path, found.location.line) == ("/home/alice/.bashrc", 12)
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"where": "HF_DATASETS_CACHE (/home/alice/.bashrc:12)", "parent": "HF_HOME"}
    assert found.wish.commands == ("export HF_DATASETS_CACHE=/data1/alice/cache/hf/datasets",)


def test_a_side_that_the_user_put_there_does_not_move_with_the_rest() -> None:
    main, side = findings(cache_on_home, row=HF, locations=beside(main=HUB, origin=LINE), disks=DISKS)
    assert (main.place, main.key, main.wish) == (HUB, "", SetLocation("hf", "/data1/alice/cache/hf"))
    assert (side.place, side.key) == (DS, "datasets")


def test_a_side_stays_behind_where_only_the_main_place_was_moved() -> None:
    [found] = findings(cache_on_home, row=HF, locations=beside(), disks=DISKS)
    path = "/data1/alice/cache/hf/datasets"
    assert found.wish == SetVariable("HF_DATASETS_CACHE", path, (path,))


def test_what_existing_environments_point_at_is_left_to_the_user() -> None:
    [found] = findings(cache_on_home, row=HF, locations=beside(PY, "pythons"), disks=DISKS)
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"keep": "keep the old"}
    assert found.wish.commands == ("export UV_PYTHON_INSTALL_DIR=/data1/alice/uv/python",)
    assert found.evidence == ("n",)
    line = replace(LINE, variable="UV_PYTHON_INSTALL_DIR")
    [found] = findings(cache_on_home, row=HF, locations=beside(PY, "pythons", origin=line), disks=DISKS)
    assert isinstance(found.wish, Advise)
    assert found.wish.args["where"] == "UV_PYTHON_INSTALL_DIR (/home/alice/.bashrc:12)"


def test_without_a_target_a_side_cannot_be_moved() -> None:
    for origin in (DEFAULT, LINE):
        [found] = findings(cache_on_home, row=HF, locations=beside(origin=origin), disks=ALONE)
        assert isinstance(found.wish, Advise)
        assert found.wish.args == {"why": "no data disk was found on this machine"}


@pytest.mark.parametrize(
    "locations",
    [
        pytest.param(beside(held=False), id="a default that holds nothing"),
        pytest.param(beside("/data1/alice/ds", origin=LINE), id="on the data disk"),
        pytest.param(beside(PY, "gone"), id="a side that is not known"),
        pytest.param(Locations({"hf": replace(beside(origin=LINE).spots["hf"], in_use=False)}), id="not in use"),
    ],
)
def test_healthy_sides(locations: Locations) -> None:
    passes(cache_on_home, row=HF, locations=locations, disks=DISKS)


def test_a_side_that_moves_along_is_no_finding_of_its_own() -> None:
    [found] = findings(cache_on_home, row=HF, locations=beside(main=HUB), disks=DISKS)
    assert found.place == HUB


def test_a_side_that_is_not_known_is_not_fine() -> None:
    side = {"datasets": Spot("hf", unknown={"batch": "HF_DATASETS_CACHE is odd"})}
    unknown = spots("hf", places=at(MOVED), sides=side)
    assert skips(cache_on_home, row=HF, locations=unknown, disks=DISKS) == "HF_DATASETS_CACHE is odd"


def test_a_cleaner_that_would_break_something_is_not_named() -> None:
    refused = spots(places=at(CACHE), refused={"pip cache purge": "environments are links into it"})
    [found] = findings(cache_on_home, row=ROW, locations=refused, disks=ALONE)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ()


def test_tmpdir_is_another_rules_business() -> None:
    passes(cache_on_home, row=replace(ROW, apart=True), locations=spots(places=at("/home/t")), disks=DISKS)


def test_what_stays_small_is_no_reason_to_move() -> None:
    passes(cache_on_home, row=replace(ROW, bounded=True), locations=spots(places=at("/home/t")), disks=DISKS)


@pytest.mark.parametrize(
    ("locations", "disks", "why"),
    [
        (spots(unknown={"batch": "fish gave no answer in 2 s"}), DISKS, "fish gave no answer in 2 s"),
        (spots(places=at("/nfs/pip")), replace(DISKS, unknown={"/nfs": "no answer in 1.5 s"}), "no answer in 1.5 s"),
        (Locations(), DISKS, "where it writes is not known"),
    ],
)
def test_could_not_tell_is_not_fine(locations: Locations, disks: Disks, why: str) -> None:
    assert skips(cache_on_home, row=ROW, locations=locations, disks=disks) == why


@pytest.mark.parametrize(
    ("shell", "line"),
    [
        ("/usr/bin/zsh", "export UV_PYTHON_INSTALL_DIR=/data1/alice/uv/python"),
        ("/usr/bin/fish", "set -gx UV_PYTHON_INSTALL_DIR /data1/alice/uv/python"),
        ("/bin/tcsh", "setenv UV_PYTHON_INSTALL_DIR /data1/alice/uv/python"),
    ],
)
def test_the_line_to_write_is_one_of_the_login_shell(shell: str, line: str) -> None:
    here = Here(shell=shell)
    [found] = findings(cache_on_home, row=HF, locations=beside(PY, "pythons"), disks=DISKS, here=here)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (line,)


@pytest.mark.parametrize(
    "changes", [{"holds": "data"}, {"holds": "mixed", "stays": "your login token stays where it is"}]
)
def test_nothing_is_said_of_a_move_where_none_is_offered(changes: dict[str, str]) -> None:
    row = replace(ROW, **changes)  # type: ignore[arg-type]
    [found] = findings(cache_on_home, row=row, locations=spots(places=at(CACHE)), disks=ALONE)
    assert isinstance(found.wish, Advise)
    assert found.args["note"] == ""


def test_what_follows_the_temporary_folder_is_the_business_of_its_own_rules() -> None:
    place = Place("/home/t/torchinductor_alice", Origin("default", variable="TMPDIR"))
    spot = Spot("pip-cache", {"batch": place})
    passes(cache_on_home, row=ROW, locations=Locations({"pip-cache": spot}), disks=DISKS)


def test_what_follows_the_working_folder_is_told_by_its_own_rule() -> None:
    place = Place("/home/alice", Origin("file", "/home/alice/.bashrc", 3, "PIP_CACHE_DIR"), relative="")
    passes(cache_on_home, row=ROW, locations=spots(places={"batch": place}), disks=DISKS)
