from __future__ import annotations

import json
from dataclasses import replace
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

import pytest
from report_sample import HEADER, PIP, REPORT, STO, hit

from envdoctor import __version__
from envdoctor.i18n import msg
from envdoctor.model import Finding, Location, Outcome, Safety, Severity, State
from envdoctor.report.clean import Cleaner
from envdoctor.report.json_ import json_text
from envdoctor.report.value import Report


def load(report: Report, cleaner: Cleaner | None = None) -> dict[str, object]:
    said = json_text(report, cleaner or Cleaner())
    assert said.isascii()
    value = json.loads(said)
    assert isinstance(value, dict)
    return value


def first(finding: Finding) -> Any:
    """The JSON of one finding."""
    [found] = json.loads(json_text(Report(HEADER, (hit(STO, finding),)), Cleaner()))["findings"]
    return found


def test_the_shape_is_exactly_this() -> None:
    report = replace(REPORT, hits=(PIP,), outcomes=REPORT.outcomes[:1])
    assert load(report) == {
        "schema": 1,
        "tool": {"name": "envdoctor", "version": __version__},
        "summary": {
            "findings": 1,
            "by_severity": {"note": 0, "warning": 0, "error": 1},
            "passed": 0,
            "skipped": 0,
            "crashed": 0,
        },
        "findings": [
            {
                "rule": "STO101",
                "name": "cache-on-home",
                "member": "pip-cache",
                "severity": "error",
                "message": "writes to a full disk",
                "args": {"path": "/home/zhang/.cache/pip"},
                "subject": "STO101[pip-cache]:/home/zhang/.cache/pip:",
                "contexts": ["login", "batch"],
                "location": {"path": None, "line": None, "column": None, "end_column": None},
                "fix": {"title": "move pip's download cache to /data1/zhang/cache/pip", "safety": "safe"},
                "url": None,
            }
        ],
        "outcomes": [
            {
                "rule": "STO101",
                "member": "pip-cache",
                "path": None,
                "outcome": "found",
                "reason": "",
                "seconds": 0.00123,
            }
        ],
        "notes": ["Free space on /home now: pip cache purge (about 2.4 GB)"],
    }


def test_nothing_found_is_valid_too() -> None:
    value = load(Report(HEADER))
    assert value["findings"] == value["outcomes"] == []
    assert value["summary"] == {
        "findings": 0,
        "by_severity": {"note": 0, "warning": 0, "error": 0},
        "passed": 0,
        "skipped": 0,
        "crashed": 0,
    }


def test_what_could_not_be_told_counts_as_skipped() -> None:
    states = (State.SKIPPED, State.TIMED_OUT, State.PASSED, State.CRASHED, State.FOUND)
    value = load(Report(HEADER, outcomes=tuple(Outcome(STO, str(n), None, state) for n, state in enumerate(states))))
    assert value["summary"] == {
        "findings": 0,
        "by_severity": {"note": 0, "warning": 0, "error": 0},
        "passed": 1,
        "skipped": 2,
        "crashed": 1,
    }


def test_order_does_not_depend_on_the_order_of_arrival() -> None:
    turned = replace(REPORT, hits=REPORT.hits[::-1], outcomes=REPORT.outcomes[::-1])
    assert json_text(turned, Cleaner()) == json_text(REPORT, Cleaner())


class Colour(Enum):
    RED = 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\udcffb", "a\\xffb"),
        ("\ud800", "\\ud800"),
        ("\x1b[0m\0", "\x1b[0m\0"),
        ("数", "数"),
        (b"\xff\n", "\\xff\n"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (1.5, 1.5),
        (10**30, 10**30),
        (True, True),
        (None, None),
        ((1, ("a", None)), [1, ["a", None]]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({1: "x", "\udcfe": {"k": ()}}, {"1": "x", "\\xfe": {"k": []}}),
        (PurePosixPath("/x"), "/x"),
        (Severity.ERROR, "error"),
        (Safety.UNSAFE, "unsafe"),
        (State.TIMED_OUT, "timed out"),
        (Colour.RED, "red"),
        (Location("/x", 1), {"path": "/x", "line": 1, "column": None, "end_column": None}),
    ],
)
def test_any_argument_becomes_valid_json(value: object, shown: object) -> None:
    finding = Finding(msg("{value}"), value=value)
    found = first(finding)
    assert found["args"] == {"value": shown}


def test_odd_paths_are_valid_text() -> None:
    finding = Finding(msg("x"), place="/a\udcff", location=Location("/a\udcff", 1, 2, 3))
    report = Report(HEADER, (hit(STO, finding),), (Outcome(STO, None, "/a\udcff", State.SKIPPED, "\udc80"),))
    said = json_text(report, Cleaner())
    said.encode()
    value = json.loads(said)
    assert value["findings"][0]["location"] == {"path": "/a\\xff", "line": 1, "column": 2, "end_column": 3}
    assert value["outcomes"][0]["reason"] == "\\x80"
    json.dumps(value, ensure_ascii=False).encode()


def test_redaction_reaches_every_text() -> None:
    said = json_text(REPORT, Cleaner("/home/zhang", "zhang", "gpu3", True))
    assert "zhang" not in said
    assert '"~/.cache/pip"' in said


def test_secrets() -> None:
    finding = Finding(msg("{url}"), url="ssh://u:p@h/x", env={"HF_TOKEN": "hf_1", "HF_HOME": "/x", "A_KEY": ""})
    found = first(finding)
    assert found["args"]["url"] == "ssh://***@h/x"
    assert found["args"]["env"] == {"HF_TOKEN": "<hidden>", "HF_HOME": "/x", "A_KEY": ""}
