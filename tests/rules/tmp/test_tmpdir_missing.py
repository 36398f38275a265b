from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.tmp.tmpdir_missing import tmpdir_missing

from envdoctor import Advise, Origin, SetLocation
from envdoctor.facts.reach import Stand
from envdoctor.facts.tmpdir import Scratch, Temp, Told
from envdoctor.host.probes import Seen
from envdoctor.testing import findings, passes, skips

PATH = "/data1/alice/scratch"
FOREIGN = Seen("folder", mode=0o755, uid=0)
OURS = Seen("folder", mode=0o700, uid=1000, writable=True)
ELSEWHERE = Origin("inherited", variable="TMPDIR")


def missing(above: Seen = FOREIGN, path: str = PATH, at: str = "/data1", **changes: object) -> Temp:
    return Temp((replace(Told(value=path, path=path, stand=Stand(path, at, above)), **changes),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("above", "at"),
    [
        (FOREIGN, "/"),
        (OURS, "/data1/alice"),
        (Seen("link", link="/gone"), PATH),
        (Seen("missing", error="File name too long"), PATH),
    ],
)
def test_fires(above: Seen, at: str) -> None:
    [found] = findings(tmpdir_missing, temp=missing(above, at=at))
    assert (found.place, found.key, found.contexts) == (PATH, "TMPDIR", ("interactive", "batch"))
    assert (found.location.path, found.location.line) == ("/home/alice/.bashrc", 3)
    assert isinstance(found.wish, Advise)


def test_a_folder_that_can_be_made_comes_with_the_command() -> None:
    path = "/data1/alice/a b"
    [found] = findings(tmpdir_missing, temp=missing(OURS, path, "/data1/alice"))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("mkdir -p -m 700 '/data1/alice/a b'",)


def test_our_own_folder_is_made_anew() -> None:
    [found] = findings(tmpdir_missing, temp=missing(OURS, "/data1/alice/tmp", "/data1/alice"))
    assert found.wish == SetLocation("tmpdir", "/data1/alice/tmp")


def test_where_no_line_decides_ours_is_wished_for() -> None:
    [found] = findings(tmpdir_missing, temp=missing(origin=ELSEWHERE))
    assert found.wish == SetLocation("tmpdir", "/data1/alice/tmp")


@pytest.mark.parametrize("path", ["/data1/alice/tmp", PATH])
def test_ours_is_not_wished_for_where_it_will_not_do(path: str) -> None:
    temp = missing(path=path, origin=ELSEWHERE)
    [found] = findings(tmpdir_missing, temp=temp, scratch=Scratch(why="it lies in memory"))
    assert isinstance(found.wish, Advise)


def test_one_finding_for_each_folder() -> None:
    other = missing(name="TEMP", path="/scratch/x", contexts=("ssh",)).told
    assert len(findings(tmpdir_missing, temp=Temp(missing().told + other))) == 2


@pytest.mark.parametrize(
    "temp",
    [
        pytest.param(Temp(), id="not set"),
        pytest.param(Temp((Told(),)), id="there"),
        pytest.param(missing(name="", path="/tmp", origin=Origin("default")), id="nobody named it"),
        pytest.param(Temp((replace(Told(), stand=Stand(Told().path, Told().path, FOREIGN)),)), id="there, not ours"),
        pytest.param(Temp((replace(Told(), stand=Stand(Told().path, Told().path, Seen("file"))),)), id="a file"),
    ],
)
def test_healthy(temp: Temp) -> None:
    passes(tmpdir_missing, temp=temp)


def test_could_not_tell_is_not_fine() -> None:
    assert skips(tmpdir_missing, temp=Temp(unknown={"batch": "no answer"})) == "batch: no answer"


def test_our_own_file_is_never_named_as_the_one_to_edit() -> None:
    ours = Origin("file", "/home/alice/.config/envdoctor/env.sh", 17, "TMPDIR")
    [found] = findings(tmpdir_missing, temp=missing(origin=ours))
    assert found.wish == SetLocation("tmpdir", "/data1/alice/tmp")
    [found] = findings(tmpdir_missing, temp=missing(origin=ours), scratch=Scratch(why="it lies in memory"))
    assert isinstance(found.wish, Advise)
    assert "env.sh" not in str(found.wish)
    assert found.wish.args == {"path": "/data1/alice/tmp", "why": "it lies in memory"}
