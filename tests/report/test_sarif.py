from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from report_sample import GPU, HEADER, REPORT, SHL, STO, TMP, hit

from envdoctor import __version__
from envdoctor.collect import collect
from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Location, Outcome, Severity, State
from envdoctor.report.clean import Cleaner
from envdoctor.report.sarif import limited, text_of
from envdoctor.report.value import Report


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(report: Report) -> Any:
    text = text_of(report, Cleaner())
    assert text.isascii()
    [only] = json.loads(text)["runs"]
    return only


def results(*hits: Hit) -> Any:
    return run(Report(HEADER, hits, paths=True))["results"]


def found(path: str = "jobs/a.sh", at: tuple[int | None, ...] = (3, 2, 5), severity: Severity = Severity.ERROR) -> Hit:
    return hit(SHL, Finding(msg("bad"), place=path, location=Location(path, *at), severity=severity))


def test_a_result_is_exactly_this() -> None:
    [result] = results(found())
    mark = result.pop("partialFingerprints")["primaryLocationLineHash"]
    assert (len(mark), mark[-2:]) == (66, ":1")
    assert result == {
        "ruleId": "SHL101",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "bad"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "jobs/a.sh", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 3, "startColumn": 2, "endLine": 3, "endColumn": 5},
                }
            }
        ],
        "properties": {"member": None, "fix": None},
    }


def test_nothing_found_is_a_run_without_results() -> None:
    assert run(Report(HEADER)) == {
        "tool": {"driver": {"name": "envdoctor", "version": __version__, "rules": []}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": []}],
        "results": [],
    }


@pytest.mark.parametrize(
    ("at", "region"),
    [
        ((None, None, None), (1, 1, 1, 1)),
        ((3, None, None), (3, 1, 3, 1)),
        ((3, 2, None), (3, 2, 3, 2)),
        ((3, 2, 5), (3, 2, 3, 5)),
    ],
)
def test_all_four_numbers(at: tuple[int | None, ...], region: tuple[int, ...]) -> None:
    [result] = results(found(at=at))
    told = result["locations"][0]["physicalLocation"]["region"]
    assert (told["startLine"], told["startColumn"], told["endLine"], told["endColumn"]) == region


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("my jobs/a%b#c?.sh", {"uri": "my%20jobs/a%25b%23c%3F.sh", "uriBaseId": "%SRCROOT%"}),
        ("a:b.sh", {"uri": "a%3Ab.sh", "uriBaseId": "%SRCROOT%"}),
        ("作业.sh", {"uri": "%E4%BD%9C%E4%B8%9A.sh", "uriBaseId": "%SRCROOT%"}),
        ("x\udcff\n.sh", {"uri": "x%FF%0A.sh", "uriBaseId": "%SRCROOT%"}),
        ("/home/zhang/.bash rc", {"uri": "file:///home/zhang/.bash%20rc"}),
    ],
)
def test_uris(path: str, artifact: dict[str, str]) -> None:
    [result] = results(found(path))
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def test_what_is_about_the_account() -> None:
    report = Report(HEADER, (hit(TMP, Finding(msg("bad"), place="TMPDIR")), hit(GPU, Finding(msg("bad")))))
    names = [result["locations"][0]["logicalLocations"][0]["name"] for result in run(report)["results"]]
    assert sorted(names) == ["TMPDIR", "account"]
    places = [result["locations"][0].get("physicalLocation") for result in run(REPORT)["results"]]
    assert places[2] == {"artifactLocation": {"uri": "file:///home/zhang/.cache/pip"}}


def test_rules_are_those_that_found_something_with_their_pages() -> None:
    rules = collect(installed=False).rules
    hits = tuple(hit(rule, Finding(msg("bad"), place="a", location=Location("a", 1))) for rule in rules)
    only = run(Report(HEADER, hits, paths=True))
    told = only["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in told] == sorted(rule.code for rule in rules)
    assert all(told[result["ruleIndex"]]["id"] == result["ruleId"] for result in only["results"])
    for rule in told:
        assert rule["help"]["text"].startswith(rule["shortDescription"]["text"])
        assert 20 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")


def test_severities_are_levels() -> None:
    said = [result["level"] for result in results(*(found(severity=severity) for severity in Severity))]
    assert sorted(said) == ["error", "note", "warning"]


def test_a_message_makes_no_links() -> None:
    [result] = results(hit(SHL, Finding(msg("{x}"), place="a", x="[click](https://example.org)")))
    assert result["message"]["text"] == "[click] (https://example.org)"


def test_too_many_results_leave_the_least_out() -> None:
    hits = tuple(found(at=(line, 1, 2), severity=Severity(line % 3 + 1)) for line in range(1, 10))
    [only] = json.loads(limited(Report(HEADER, hits, paths=True), Cleaner(), 4))["runs"]
    told = [(result["level"], result["locations"][0]["physicalLocation"]["region"]["startLine"])
            for result in only["results"]]  # fmt: skip
    assert told == [("warning", 1), ("error", 2), ("error", 5), ("error", 8)]
    notes = only["invocations"][0]["toolExecutionNotifications"]
    assert notes == [{"level": "warning", "message": {"text": "5 findings are left out"}}]


def test_what_could_not_be_told() -> None:
    outcomes = (
        Outcome(GPU, None, "a.sh", State.CRASHED, "KeyError: 'x'"),
        Outcome(STO, "uv", None, State.SKIPPED, "no\nidea"),
        Outcome(STO, "npm", None, State.SKIPPED, "no\nidea"),
        Outcome(TMP, None, None, State.SKIPPED, "no\nidea"),
        Outcome(SHL, None, None, State.TIMED_OUT, "too slow"),
    )
    [invocation] = run(Report(HEADER, outcomes=outcomes, notes=("Free space: pip cache purge",)))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]] == [
        ("error", "GPU101: KeyError: 'x'"),
        ("note", "STO101, TMP101: no\\nidea"),
        ("note", "SHL101: too slow"),
        ("note", "Free space: pip cache purge"),
    ]
