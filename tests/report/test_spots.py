from __future__ import annotations

from pathlib import Path

import pytest
from report_sample import HEADER, SHL, STO, hit

from envdoctor.i18n import msg
from envdoctor.model import Finding, Location
from envdoctor.report.clean import Cleaner
from envdoctor.report.spots import Spot, inside, repository, spots
from envdoctor.report.value import Report


def spot(path: str, line: int = 3, key: str = "k") -> Spot:
    found = hit(SHL, Finding(msg("bad"), place=path, key=key, location=Location(path, line)))
    return spots(Report(HEADER, (found,), paths=True), Cleaner())[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/repo/jobs/a.sh", "jobs/a.sh"),
        ("/repo/jobs/../b.sh", "b.sh"),
        ("/repo", "/repo"),
        ("/repository/a.sh", "/repository/a.sh"),
        ("/home/zhang/.bashrc", "/home/zhang/.bashrc"),
        ("~/.bashrc", "~/.bashrc"),
        ("", ""),
    ],
)
def test_inside(path: str, expected: str) -> None:
    assert inside(path, "/repo") == expected


def test_everything_is_inside_the_root_folder() -> None:
    assert inside("/a/b", "/") == "a/b"


def test_the_repository_is_found_from_a_folder_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lab" / "jobs").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "lab" / "jobs")
    here = spot("a.sh")
    assert (repository(), here.path) == (str(tmp_path / "lab" / "jobs"), "a.sh")
    (tmp_path / "lab" / ".git").write_text("gitdir: elsewhere\n")
    assert (repository(), spot("a.sh").path) == (str(tmp_path / "lab"), "jobs/a.sh")
    assert spot("a.sh").mark != here.mark


def test_the_mark_stays_when_lines_move_and_wherever_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "jobs").mkdir()
    monkeypatch.chdir(tmp_path)
    marks = {spot("jobs/a.sh").mark, spot("jobs/a.sh", 99).mark, spot(str(tmp_path / "jobs/a.sh")).mark}
    monkeypatch.chdir(tmp_path / "jobs")
    assert {spot("a.sh").mark, spot("../jobs/a.sh").mark} == marks
    assert len(marks) == 1
    assert not marks & {spot("a.sh", key="other").mark, spot("b.sh").mark}


def test_equal_marks_are_numbered() -> None:
    same = tuple(hit(SHL, Finding(msg("bad"), place="a.sh", location=Location("a.sh", line))) for line in (1, 2))
    first, second = spots(Report(HEADER, same, paths=True), Cleaner())
    assert first.mark == second.mark
    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(
    ("place", "path"), [("/data1/zhang", "/data1/zhang"), ("~/.cache", "~/.cache"), ("TMPDIR", ""), ("", "")]
)
def test_what_is_about_the_account_has_its_place_if_that_is_a_path(place: str, path: str) -> None:
    [found] = spots(Report(HEADER, (hit(STO, Finding(msg("bad"), place=place)),)), Cleaner())
    assert found.path == path
