from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from report_hostile import REPORTS
from report_sample import HEADER, REPORT, SHL, hit

from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Location, Severity
from envdoctor.report.clean import Cleaner
from envdoctor.report.gitlab import text_of
from envdoctor.report.value import Report

READ = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What GitLab's manual says that it reads."""


def load(report: Report) -> list[dict[str, Any]]:
    text = text_of(report, Cleaner())
    assert text.isascii()
    issues = json.loads(text)
    assert isinstance(issues, list)
    return issues


def found(line: int, key: str = "k", severity: Severity = Severity.ERROR) -> Hit:
    at = Location("jobs/a.sh", line, 1, 4)
    return hit(SHL, Finding(msg("bad"), place="jobs/a.sh", key=key, location=at, severity=severity))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_what_gitlab_reads(report: Report) -> None:
    issues = load(report)
    jsonschema.validate(issues, READ)
    assert len(issues) == len(report.hits) == len({issue["fingerprint"] for issue in issues})


def test_the_shape(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [issue] = load(Report(HEADER, (found(7),), paths=True))
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "description": "SHL101 export-behind-guard: bad",
        "check_name": "SHL101",
        "severity": "major",
        "location": {"path": "jobs/a.sh", "lines": {"begin": 7}},
    }


def test_severities() -> None:
    hits = tuple(found(line, severity=severity) for line, severity in enumerate(Severity, 1))
    assert [issue["severity"] for issue in load(Report(HEADER, hits, paths=True))] == ["info", "minor", "major"]


def test_fingerprints_stay_when_lines_move_and_differ_among_equals() -> None:
    one, two = (
        [issue["fingerprint"] for issue in load(Report(HEADER, tuple(map(found, lines)), paths=True))]
        for lines in ((1, 2, 3), (10, 20, 30))
    )
    assert one == two
    assert len(set(one)) == 3


def test_the_account_has_a_place_too() -> None:
    assert [issue["location"] for issue in load(REPORT)] == [
        {"path": "/home/zhang/.condarc", "lines": {"begin": 3}},
        {"path": "/home/zhang/.cache/huggingface", "lines": {"begin": 1}},
        {"path": "/home/zhang/.cache/pip", "lines": {"begin": 1}},
        {"path": "~", "lines": {"begin": 1}},
        {"path": "/home/zhang/.bashrc", "lines": {"begin": 12}},
    ]


def test_nothing_found() -> None:
    assert text_of(Report(HEADER), Cleaner()) == "[]\n"
