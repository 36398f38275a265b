"""What is said after a change, and what a change must not rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from envdoctor.change import Applied, Request, applied, apply, next_steps
from envdoctor.engine import Result
from envdoctor.i18n import msg
from envdoctor.journal import Record, Run
from envdoctor.model import Finding, Hit, Rule, Severity
from envdoctor.report.clean import Cleaner
from envdoctor.report.plan_text import applied_text
from envdoctor.report.style import Style
from envdoctor.report.value import Header, Report
from envdoctor.run import fix
from envdoctor.steps import Plan

HOME = "/home/zhang"


def test_the_open_shell_is_spoken_of_only_if_variables_were_set() -> None:
    pip = Record("file", f"{HOME}/.config/pip/pip.conf")
    ours = Record("file", f"{HOME}/.config/envdoctor/env.sh")
    assert next_steps(Run("r1", steps=(pip,)), "/bin/bash") == ("To take it back: envdoctor undo r1",)
    first, _sessions, last = next_steps(Run("r1", steps=(pip, ours)), "/bin/bash")
    assert first.endswith('For this shell: eval "$(envdoctor env)"')
    assert last == "To take it back: envdoctor undo r1"


def test_apply_does_not_use_remembered_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    apply(Request("fix", select=("SHL201",), isolated=True))
    assert not (tmp_path / ".cache").exists()
    fix(Request("fix", select=("SHL201",), isolated=True))
    assert (tmp_path / ".cache" / "envdoctor").is_dir()


def hit(code: str, place: str, key: str) -> Hit:
    made = Rule(code, "x-y", Severity.ERROR, None, None, (), "", "m", (lambda: iter(()), None))
    finding = Finding(msg("wrong: {key}"), place=place, key=key)
    finding.args = {"key": key}
    return Hit(made, None, Severity.ERROR, f"{code}:{place}:{key}", finding)


BEFORE = (hit("JOB201", "a.sh", "8"), hit("SLU101", "a.sh", "--time=01:00"), hit("SLU102", "b.sh", ""))
AFTER = (hit("JOB201", "a.sh", "4"), hit("SLU102", "b.sh", ""), hit("SLU102", "a.sh", "n"))


def test_a_finding_that_is_called_otherwise_now_is_the_same_one() -> None:
    was = Applied(Plan(), "r1", remaining=tuple(one.subject for one in BEFORE), files=True)
    done = applied(was, Result(BEFORE), Plan(), Report(Header("zhang", "gpu3"), AFTER, paths=True))
    assert done.resolved == ("SLU101:a.sh:--time=01:00",)
    assert done.remaining == ("JOB201:a.sh:4", "SLU102:b.sh:")
    assert done.new == ("SLU102:a.sh:n",)


def test_of_files_the_numbers_are_told_and_what_is_new_in_full() -> None:
    was = Applied(Plan(), "r1", remaining=tuple(one.subject for one in BEFORE), files=True)
    done = applied(was, Result(BEFORE), Plan(), Report(Header("zhang", "gpu3"), AFTER, paths=True))
    assert applied_text(done, Style(cleaner=Cleaner()), check="envdoctor check .").splitlines()[1:] == [
        "1 resolved, 3 remain: envdoctor check .",
        "new: 1",
        "a.sh  E SLU102  wrong: n",
    ]


def test_of_the_account_places_are_whole() -> None:
    was = Applied(Plan(), "r1", remaining=("SLU101:a.sh:--time=01:00",))
    done = applied(was, Result(BEFORE[1:2]), Plan(), Report(Header("zhang", "gpu3")))
    assert "resolved: SLU101 a.sh" in applied_text(done, Style()).splitlines()
