from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.tmp.tmpdir_noexec import tmpdir_noexec

from envdoctor import Advise
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import Temp, Told
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
