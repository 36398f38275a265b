from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.tmp.tmpdir_missing import tmpdir_missing
from envdoctor_rules.tmp.tmpdir_not_writable import tmpdir_not_writable

from envdoctor import Advise, Here, Origin, SetLocation
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import Scratch, Temp, Told
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

PATH = Told().path


def standing(seen: Seen, above: str = PATH, **changes: object) -> Temp:
    return Temp((replace(Told(), stand=Stand(PATH, above, seen), **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seen", "says"),
    [
        (Seen("folder", mode=0o755, uid=0), "may not write to it"),
        (Seen("folder", mode=0o500, uid=1000), "may not write to it"),
        (Seen("file", mode=0o600, uid=1000, writable=True), "it is not a folder"),
        (Seen("other", mode=0o600, uid=1000, writable=True), "it is not a folder"),
    ],
)
def test_fires(seen: Seen, says: str) -> None:
    [found] = findings(tmpdir_not_writable, temp=standing(seen))
    assert says in found.template
    assert (found.place, found.key) == (PATH, "TMPDIR")
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"where": "/home/alice/.bashrc:3", "path": "/data1/alice/tmp"}


def test_where_no_line_decides_ours_is_wished_for() -> None:
    temp = standing(Seen("folder", uid=0), origin=Origin("unknown", variable="TMPDIR"))
    [found] = findings(tmpdir_not_writable, temp=temp)
    assert found.wish == SetLocation("tmpdir", "/data1/alice/tmp")


def test_the_default_counts_too() -> None:
    seen = Seen("folder", mode=0o755, uid=0)
    unset = Told("", "/tmp", "/tmp", Origin("default"), ("batch",), Stand("/tmp", "/tmp", seen))
    [found] = findings(tmpdir_not_writable, temp=Temp((unset,)))
    assert "TMPDIR is not set" in found.template
    assert found.wish == SetLocation("tmpdir", "/data1/alice/tmp")
    [found] = findings(tmpdir_not_writable, temp=Temp((unset,)), scratch=Scratch(why="it lies in memory"))
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize(
    "temp",
    [
        pytest.param(Temp(), id="not set"),
        pytest.param(Temp((Told(),)), id="ours"),
        pytest.param(standing(Seen("folder", mode=0o1777, uid=0, writable=True)), id="shared like /tmp"),
        pytest.param(standing(Seen("folder", uid=0), "/data1"), id="missing: another rule's"),
        pytest.param(standing(Seen("link")), id="dead link: another rule's"),
    ],
)
def test_healthy(temp: Temp) -> None:
    passes(tmpdir_not_writable, temp=temp)


def test_could_not_tell_is_not_fine() -> None:
    assert skips(tmpdir_not_writable, temp=Temp(unknown={"batch": "no answer"})) == "batch: no answer"


def test_a_folder_above_that_may_not_be_entered() -> None:
    stand = Stand(PATH, PATH, Seen("missing", error="Permission denied"), "/data1/alice", 1000)
    told = Temp((replace(Told(), path=PATH, value=PATH, stand=stand),))
    passes(tmpdir_missing, temp=told)
    [found] = findings(tmpdir_not_writable, temp=told, here=Here(uid=1000))
    assert found.args == {"name": "TMPDIR", "above": "/data1/alice"}
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("chmod u+rwx /data1/alice",)
