from __future__ import annotations

from report_hostile import report_of
from report_sample import GPU, HEADER, REPORT

from envdoctor.model import Outcome, State
from envdoctor.report.clean import Cleaner
from envdoctor.report.concise import text_of
from envdoctor.report.value import Report


def test_a_line_a_finding() -> None:
    assert text_of(REPORT, Cleaner()) == (
        "/home/zhang/.condarc:3: STO101[conda-envs] [error] /home/zhang/miniconda3/envs is on a full disk\n"
        "/home/zhang/.cache/huggingface: STO101[huggingface] [error] writes to a full disk (your token stays)\n"
        "/home/zhang/.cache/pip: STO101[pip-cache] [error] writes to a full disk\n"
        "~: TMP101 [warning] in jobs TMPDIR=/tmp, 2 GB free there\n"
        "/home/zhang/.bashrc:12:1: SHL101 [note] PIP_CACHE_DIR is set behind a guard, jobs do not see it\n"
    )


def test_what_crashed_is_named() -> None:
    outcomes = (
        Outcome(GPU, None, None, State.CRASHED, "KeyError: 'x'"),
        Outcome(GPU, None, "a.sh", State.CRASHED, "oh\nno"),
    )
    said = "~: GPU101 [crashed] KeyError: 'x'\na.sh: GPU101 [crashed] oh\\nno\n"
    assert text_of(Report(HEADER, outcomes=outcomes), Cleaner()) == said


def test_nothing_found() -> None:
    assert text_of(Report(HEADER), Cleaner()) == ""


def test_one_line_each_whatever_stands_in_it() -> None:
    lines = text_of(report_of("a\nb\r\x1b[31m\udcff"), Cleaner()).splitlines()
    assert len(lines) == 4
    assert "jobs/a\\nb\\r\\x1b[31m\\xff.sh:3:2: SHL101 [note] said: a\\nb\\r\\x1b[31m\\xff" in lines
