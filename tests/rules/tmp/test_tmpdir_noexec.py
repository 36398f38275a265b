from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.tmp.tmpdir_noexec import tmpdir_noexec

from envdoctor import Advise, Origin, SetLocation, Severity
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import Scratch, Temp, Told
from envdoctor.facts.types import Disk, Disks, Target
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

DATA = Disk("/data1")
DISKS = Disks(data=(DATA,), target=Target("/data1/alice", True, DATA), all={"/data1": DATA})
SCRATCH = Disk("/scratch", noexec=True)
TOLD = replace(Told(), stand=Stand(Told().path, Told().path, Seen("folder", real="/scratch/alice", writable=True)))
BOTH = replace(DISKS, all={**DISKS.all, "/scratch": SCRATCH})


def test_fires_where_the_folder_really_lies() -> None:
    [found] = findings(tmpdir_noexec, temp=Temp((TOLD,)), disks=BOTH)
    assert (found.place, found.args["point"]) == ("/data1/alice/tmp", "/scratch")
    assert isinstance(found.wish, Advise)


TMP = Disk("/tmp", noexec=True)
HARDENED = replace(DISKS, tmp=TMP, all={**DISKS.all, "/tmp": TMP})
DEFAULT = Told("", "/tmp", "/tmp", Origin("default"), stand=Stand("/tmp", "/tmp", Seen("folder", real="/tmp")))


def test_a_hardened_tmp_without_a_variable() -> None:
    [found] = findings(tmpdir_noexec, temp=Temp((DEFAULT,)), disks=HARDENED)
    assert "TMPDIR is not set" in found.template
    assert (found.place, found.key, tmpdir_noexec.severity) == ("/tmp", "", Severity.WARNING)
    assert found.wish == SetLocation("tmpdir", "/data1/alice/tmp")


def test_set_here_and_unset_there_are_two_findings() -> None:
    named = replace(DEFAULT, name="TMPDIR", origin=Origin("inherited", variable="TMPDIR"))
    assert len(findings(tmpdir_noexec, temp=Temp((DEFAULT, named)), disks=HARDENED)) == 2


def test_no_wish_for_a_folder_that_is_noexec_itself() -> None:
    [found] = findings(tmpdir_noexec, temp=Temp((DEFAULT,)), disks=HARDENED, scratch=Scratch(why="noexec"))
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize(
    ("temp", "disks"),
    [
        pytest.param(Temp(), BOTH, id="not set"),
        pytest.param(Temp((Told(),)), BOTH, id="an ordinary disk"),
        pytest.param(
            Temp((replace(TOLD, stand=Stand(TOLD.path, "/scratch", Seen("folder", real="/scratch"))),)),
            BOTH,
            id="missing",
        ),
    ],
)
def test_healthy(temp: Temp, disks: Disks) -> None:
    passes(tmpdir_noexec, temp=temp, disks=disks)


def test_could_not_tell_is_not_fine() -> None:
    assert skips(tmpdir_noexec, temp=Temp((TOLD,)), disks=DISKS) == "the disk of /data1/alice/tmp gave no answer"
    assert skips(tmpdir_noexec, temp=Temp(unknown={"ssh": "no answer"}), disks=BOTH) == "ssh: no answer"
