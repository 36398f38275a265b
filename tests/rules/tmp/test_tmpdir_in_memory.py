from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.tmp.tmpdir_in_memory import tmpdir_in_memory

from envdoctor import Advise, Origin
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import Temp, Told
from envdoctor.facts.types import Disk, Disks
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

MEMORY = Disk("/dev/shm", "tmpfs", memory=True)
DISKS = Disks(all={"/": Disk("/"), "/dev/shm": MEMORY})


def told(path: str = "/dev/shm/alice", origin: Origin | None = None, kind: str = "folder") -> Temp:
    one = Told(value=path, path=path, stand=Stand(path, path, Seen(kind, real=path, writable=True)))
    return Temp((replace(one, origin=origin or one.origin),))


def test_fires() -> None:
    [found] = findings(tmpdir_in_memory, temp=told(), disks=DISKS)
    assert (found.place, found.args["point"], found.location.line) == ("/dev/shm/alice", "/dev/shm", 3)
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize(
    "temp",
    [
        pytest.param(Temp(), id="not set"),
        pytest.param(told("/data1/alice/tmp"), id="on a disk"),
        pytest.param(told(origin=Origin("inherited", variable="TMPDIR")), id="not this account's choice"),
        pytest.param(told(kind="missing"), id="not there"),
    ],
)
def test_healthy(temp: Temp) -> None:
    passes(tmpdir_in_memory, temp=temp, disks=DISKS)


def test_could_not_tell_is_not_fine() -> None:
    assert skips(tmpdir_in_memory, temp=told(), disks=Disks()) == "the disk of /dev/shm/alice gave no answer"
