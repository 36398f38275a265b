from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.tmp.tmpdir_open_to_others import tmpdir_open_to_others

from envdoctor import Here, SetMode
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import Temp, Told
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

HERE = Here(uid=1000, gid=1000)
GROUPED = Here(uid=1000, gid=100)
PATH = Told().path


def told(mode: int, uid: int = 1000, gid: int = 1000, kind: str = "folder") -> Temp:
    return Temp((replace(Told(), stand=Stand(PATH, PATH, Seen(kind, mode=mode, uid=uid, gid=gid, real="/data1/a"))),))


@pytest.mark.parametrize(
    ("temp", "here", "mode"),
    [
        (told(0o777), HERE, 0o775),
        (told(0o702), HERE, 0o700),
        (told(0o770, gid=100), HERE, 0o750),
        (told(0o775, gid=100), GROUPED, 0o755),
        (told(0o2777, gid=100), GROUPED, 0o2755),
    ],
)
def test_fires(temp: Temp, here: Here, mode: int) -> None:
    [found] = findings(tmpdir_open_to_others, temp=temp, here=here)
    assert found.wish == SetMode("/data1/a", mode)
    assert (found.place, found.args["mode"]) == (PATH, f"{temp.told[0].stand.seen.mode:04o}")


@pytest.mark.parametrize(
    "temp",
    [
        pytest.param(Temp(), id="not set"),
        pytest.param(told(0o700), id="ours alone"),
        pytest.param(Temp((replace(told(0o777).told[0], name=""),)), id="the default, which nobody chose"),
        pytest.param(told(0o755), id="others may look"),
        pytest.param(told(0o775), id="a group of our own"),
        pytest.param(told(0o1777, uid=0, gid=0), id="/tmp"),
        pytest.param(told(0o1777), id="ours, sticky"),
        pytest.param(told(0o777, uid=0), id="somebody else's"),
        pytest.param(told(0o666, kind="file"), id="not a folder"),
    ],
)
def test_healthy(temp: Temp) -> None:
    passes(tmpdir_open_to_others, temp=temp, here=HERE)


def test_could_not_tell_is_not_fine() -> None:
    assert skips(tmpdir_open_to_others, temp=Temp(unknown={"batch": "no answer"})) == "batch: no answer"
