from __future__ import annotations

from pathlib import Path

import pytest
from report_sample import GPU, HEADER, PIP, REPORT, SHL, hit

from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Location, Outcome, Severity, State
from envdoctor.report.clean import Cleaner
from envdoctor.report.github import text_of
from envdoctor.report.value import Report


def found(severity: Severity, line: int | None = 3, column: int | None = None, end: int | None = None) -> Hit:
    at = Location("jobs/a.sh", line, column, end)
    return hit(SHL, Finding(msg("bad"), place="jobs/a.sh", key=str(line), location=at, severity=severity))


def lines(*hits: Hit) -> list[str]:
    return text_of(Report(HEADER, hits, paths=True), Cleaner()).splitlines()


@pytest.mark.parametrize(
    ("severity", "level"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.NOTE, "notice")]
)
def test_levels(severity: Severity, level: str) -> None:
    assert lines(found(severity, 3, 2, 5)) == [
        f"::{level} file=jobs/a.sh,line=3,endLine=3,col=2,endColumn=4,title=SHL101 export-behind-guard::bad"
    ]


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((None, None, None), "file=jobs/a.sh,title"),
        ((3, None, None), "file=jobs/a.sh,line=3,endLine=3,title"),
        ((3, 2, None), "file=jobs/a.sh,line=3,endLine=3,col=2,endColumn=2,title"),
        ((3, 2, 2), "file=jobs/a.sh,line=3,endLine=3,col=2,endColumn=2,title"),
    ],
)
def test_what_is_not_known_is_not_said(place: tuple[int | None, int | None, int | None], said: str) -> None:
    assert said in lines(found(Severity.ERROR, *place))[0]


def test_the_file_is_named_from_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "lab").mkdir()
    monkeypatch.chdir(tmp_path / "lab")
    assert "::error file=lab/jobs/a.sh,line=3" in lines(found(Severity.ERROR))[0]


def test_the_account() -> None:
    said = text_of(REPORT, Cleaner()).splitlines()
    assert said[2] == (
        "::error file=/home/zhang/.cache/pip,title=STO101[pip-cache] cache-on-home::writes to a full disk"
    )
    assert said[3] == "::warning title=TMP101 tmpdir-on-small-disk::in jobs TMPDIR=/tmp, 2 GB free there"


def test_escapes() -> None:
    text = "50 %, a:b\r\n::error::x"
    at = Location(f"jobs/{text}", 1)
    [line] = lines(hit(SHL, Finding(msg("{text}"), place="p", location=at, text=text)))
    assert "file=jobs/50 %25%2C a%3Ab%0D%0A%3A%3Aerror%3A%3Ax,line=1" in line
    assert line.endswith("::50 %25, a:b\\r\\n::error::x")


def test_the_worst_come_first_and_the_rest_is_counted() -> None:
    hits = [found(severity, line) for severity in Severity for line in range(1, 14)]
    said = lines(*hits)
    assert [line.partition(" ")[0] for line in said] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert said[-1] == "::notice title=envdoctor::10 more findings; all of them: envdoctor check --format concise"


@pytest.mark.parametrize("count", [10, 11])
def test_as_many_as_are_shown_need_no_count(count: int) -> None:
    said = lines(*(found(Severity.NOTE, line) for line in range(1, count + 1)))
    assert len(said) == 10
    assert (said[-1] == "::notice title=envdoctor::2 more findings; all of them: envdoctor check --format concise") is (
        count == 11
    )


def test_what_crashed_is_an_error() -> None:
    outcomes = (Outcome(GPU, None, None, State.CRASHED, "oh"), Outcome(GPU, None, "a, b.sh", State.CRASHED, "oh\nno"))
    assert text_of(Report(HEADER, (PIP,), outcomes), Cleaner()).splitlines()[:2] == [
        "::error title=GPU101 crashed::oh",
        "::error file=a%2C b.sh,title=GPU101 crashed::oh\\nno",
    ]


def test_nothing_found() -> None:
    assert text_of(Report(HEADER), Cleaner()) == ""
