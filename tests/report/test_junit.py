from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from report_hostile import TEXTS, report_of
from report_sample import GPU, HEADER, REPORT, SHL, STO, TMP, hit

from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Location, Outcome, Severity, State
from envdoctor.report.clean import Cleaner
from envdoctor.report.junit import text_of
from envdoctor.report.value import Report


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def found(path: str, line: int, severity: Severity = Severity.ERROR) -> Hit:
    at = Location(path, line, 2, 5)
    return hit(SHL, Finding(msg("bad <{n}>"), place=path, key=str(line), location=at, severity=severity, n=line))


FILES = Report(
    HEADER,
    (found("b.sh", 3), found("b.sh", 9), found("a.sh", 1, Severity.NOTE)),
    (
        Outcome(SHL, None, "b.sh", State.FOUND, "", 1.5),
        Outcome(SHL, None, "a.sh", State.FOUND),
        Outcome(TMP, None, "a.sh", State.PASSED),
        Outcome(TMP, None, "b.sh", State.SKIPPED, "no\nidea"),
        Outcome(GPU, None, "b.sh", State.CRASHED, "KeyError: 'x'"),
        Outcome(STO, "npm", "b.sh", State.TIMED_OUT, "too slow"),
    ),
    paths=True,
)


def test_a_suite_a_file_and_a_case_a_rule() -> None:
    assert (
        text_of(FILES, Cleaner())
        == """\
<?xml version="1.0" encoding="utf-8"?>
<testsuites name="envdoctor" tests="7" failures="2" errors="1">
  <testsuite name="a.sh" tests="2" failures="0" errors="0" skipped="0">
    <testcase classname="a.sh" name="SHL101 export-behind-guard">
      <system-out>a.sh:1:2: [note] bad &lt;1&gt;</system-out>
    </testcase>
    <testcase classname="a.sh" name="TMP101 tmpdir-on-small-disk"/>
  </testsuite>
  <testsuite name="b.sh" tests="5" failures="2" errors="1" skipped="2">
    <testcase classname="b.sh" name="GPU101 card-left-behind">
      <error message="KeyError: 'x'"></error>
    </testcase>
    <testcase classname="b.sh" name="SHL101 export-behind-guard">
      <failure message="3: bad &lt;3&gt;">b.sh:3:2: [error] bad &lt;3&gt;</failure>
    </testcase>
    <testcase classname="b.sh" name="SHL101 export-behind-guard (2)">
      <failure message="9: bad &lt;9&gt;">b.sh:9:2: [error] bad &lt;9&gt;</failure>
    </testcase>
    <testcase classname="b.sh" name="STO101[npm] cache-on-home">
      <skipped message="too slow"></skipped>
    </testcase>
    <testcase classname="b.sh" name="TMP101 tmpdir-on-small-disk">
      <skipped message="no\\nidea"></skipped>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


@pytest.mark.parametrize(
    ("threshold", "failures"), [(Severity.NOTE, "3"), (Severity.WARNING, "2"), (Severity.ERROR, "2")]
)
def test_what_is_below_the_threshold_is_told_but_does_not_fail(threshold: Severity, failures: str) -> None:
    root = ElementTree.fromstring(text_of(replace(FILES, threshold=threshold), Cleaner()))
    assert (root.get("failures"), root.get("tests")) == (failures, "7")


def test_the_account_is_a_suite_and_its_findings_in_files_belong_to_it() -> None:
    root = ElementTree.fromstring(text_of(REPORT, Cleaner()))
    cases = {suite.get("name"): [case.get("name") for case in suite] for suite in root}
    assert cases == {
        "this account": [
            "GPU101 card-left-behind",
            "STO101[conda-envs] cache-on-home",
            "STO101[huggingface] cache-on-home",
            "STO101[npm] cache-on-home",
            "STO101[pip-cache] cache-on-home",
            "STO101[uv] cache-on-home",
            "TMP101 tmpdir-on-small-disk",
        ],
        "/home/zhang/.bashrc": ["SHL101 export-behind-guard"],
    }
    messages = [failure.get("message") for failure in root.iter("failure")]
    assert messages[0] == "3: /home/zhang/miniconda3/envs is on a full disk"


def test_a_finding_without_an_outcome_is_not_lost() -> None:
    root = ElementTree.fromstring(text_of(replace(FILES, outcomes=()), Cleaner()))
    assert (root.get("tests"), root.get("failures")) == ("3", "2")


def test_nothing_ran() -> None:
    assert text_of(Report(HEADER), Cleaner()) == (
        '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="envdoctor" tests="0" failures="0" errors="0">\n'
        '  <testsuite name="envdoctor" tests="0" failures="0" errors="0" skipped="0">\n  </testsuite>\n</testsuites>\n'
    )


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_is_read_back_as_one_line(text: str) -> None:
    said = text_of(report_of(text), Cleaner())
    assert said.isascii()
    root = ElementTree.fromstring(said)
    lines = [node.get("message") for node in root.iter() if node.get("message") is not None]
    assert len(lines) == 4  # two findings that fail, one crash, one that is skipped; the note has none
    assert all(line is not None and "\n" not in line for line in lines)
