from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.tmp.tmpdir_on_small_disk import SET, UNSET, tmpdir_on_small_disk

from envdoctor import Advise, Origin, Place, SetLocation, Severity
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import Scratch, Temp, Told
from envdoctor.facts.types import Disk, Disks, Locations, Spot, Target
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

GB = 10**9
TMP = Disk("/tmp", "tmpfs", 8 * GB, 2_400_000_000, memory=True, state="small")
DATA = Disk("/data1", total=7000 * GB, free=1300 * GB)
DISKS = Disks(
    tmp=TMP, data=(DATA,), target=Target("/data1/alice", True, DATA), all={disk.point: disk for disk in (TMP, DATA)}
)
NOWHERE = Origin("default")


def given(path: str = "/tmp", *contexts: str, origin: Origin = NOWHERE) -> Locations:
    places = dict.fromkeys(contexts or ("interactive", "batch"), Place(path, origin))
    return Locations({"tmpdir": Spot("tmpdir", places)})


def with_tmp(state: str) -> Disks:
    disk = replace(TMP, state=state)
    return replace(DISKS, tmp=disk, all={**DISKS.all, "/tmp": disk})


@pytest.mark.parametrize(
    ("state", "severity"), [("full", Severity.ERROR), ("near", Severity.WARNING), ("small", Severity.NOTE)]
)
def test_unset(state: str, severity: Severity) -> None:
    [found] = findings(tmpdir_on_small_disk, locations=given(), disks=with_tmp(state))
    assert (found.template, found.severity, found.place) == (UNSET[state], severity, "/tmp")
    assert found.args["free"] == "2.4 GB"
    assert found.wish == SetLocation("tmpdir", "/data1/alice/tmp")


@pytest.mark.parametrize("state", ["full", "near", "small"])
def test_set_by_a_line_of_a_file(state: str) -> None:
    line = Origin("file", "/home/alice/.bashrc", 4, "TMPDIR")
    [found] = findings(tmpdir_on_small_disk, locations=given(origin=line), disks=with_tmp(state))
    assert (found.template, found.args["variable"]) == (SET[state], "TMPDIR")
    assert (found.location.path, found.location.line) == ("/home/alice/.bashrc", 4)


def test_jobs_decide_where_they_differ_from_the_prompt() -> None:
    places = {"interactive": Place("/data1/alice/tmp"), "batch": Place("/tmp")}
    [found] = findings(tmpdir_on_small_disk, locations=Locations({"tmpdir": Spot("tmpdir", places)}), disks=DISKS)
    assert found.contexts == ("batch",)


def test_the_prompt_decides_where_nothing_is_known_of_jobs() -> None:
    [found] = findings(tmpdir_on_small_disk, locations=given("/tmp", "interactive"), disks=DISKS)
    assert found.contexts == ("interactive",)


def test_without_a_target_it_says_why() -> None:
    none = Scratch("", "no folder of yours on /data1")
    [found] = findings(tmpdir_on_small_disk, locations=given(), disks=replace(DISKS, target=None), scratch=none)
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"why": "no folder of yours on /data1"}


def test_a_target_that_other_rules_would_report_is_not_wished_for() -> None:
    unfit = Scratch("/data1/alice/tmp", "its disk is mounted noexec")
    [found] = findings(tmpdir_on_small_disk, locations=given(), disks=DISKS, scratch=unfit)
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"path": "/data1/alice/tmp", "why": "its disk is mounted noexec"}


@pytest.mark.parametrize(
    ("locations", "disks"),
    [
        pytest.param(given("/data1/alice/tmp"), DISKS, id="on the data disk"),
        pytest.param(given(), with_tmp("fine"), id="/tmp has room"),
        pytest.param(given(), replace(DISKS, data=(), target=None), id="no data disk: nothing better to say"),
        pytest.param(given("/tmp", "now", "login") , replace(with_tmp("fine")), id="other contexts, room"),
    ],
)  # fmt: skip
def test_healthy(locations: Locations, disks: Disks) -> None:
    passes(tmpdir_on_small_disk, locations=locations, disks=disks)


def test_a_tmpdir_that_cannot_be_used_has_its_own_rules() -> None:
    gone = replace(Told(), stand=Stand(Told().path, "/data1", Seen("folder", uid=0)))
    passes(tmpdir_on_small_disk, locations=given(), disks=DISKS, temp=Temp((gone,)))
    assert findings(
        tmpdir_on_small_disk, locations=given(), disks=DISKS, temp=Temp((replace(gone, contexts=("ssh",)),))
    )


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({"tmpdir": Spot("tmpdir", unknown={"batch": "bash -l gave no answer in 2 s"})})
    assert skips(tmpdir_on_small_disk, locations=unknown, disks=DISKS) == "bash -l gave no answer in 2 s"
