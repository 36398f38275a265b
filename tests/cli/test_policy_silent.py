"""What the policy does not say: its rules neither pass a file nor make comments about them useless."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from envdoctor.cli.main import main

SCRIPT = "#!/bin/bash\n#SBATCH -t 2:00:00 # envdoctor: ignore[JOB402] long by agreement\nsrun ./a.out\n"
POLICY = "scheduler:\n  kind: slurm\n  queues:\n    gpu: {time: %s}\n  default_queue: gpu\n"


def rules_of(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[set[str], int]:
    """The rules that found something, and how many checks passed."""
    main(["check", "--no-cache", "--format", "json", "--isolated", *argv])
    told = json.loads(capsys.readouterr().out)
    return {finding["rule"] for finding in told["findings"]}, told["summary"]["passed"]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.sh").write_text(SCRIPT)
    return tmp_path


@pytest.mark.parametrize(
    ("time", "found"), [("1:00:00", set()), ("3:00:00", {"WRK201"})], ids=["it silences", "it silences nothing"]
)
def test_with_a_limit(time: str, found: set[str], work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (work / "p.yaml").write_text(POLICY % time)
    assert rules_of(capsys, "--config", "p.yaml", "--select", "JOB402,WRK201", "a.sh")[0] == found


def test_without_a_limit_the_comment_may_be_good_for_something(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_of(capsys, "--select", "JOB402,WRK201", "a.sh") == (set(), 1)


def test_rules_that_could_not_tell_are_not_counted(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rules_of(capsys, "--select", "JOB402,JOB401,JOB411", "a.sh") == (set(), 0)
    (work / "p.yaml").write_text(POLICY % "3:00:00")
    assert rules_of(capsys, "--config", "p.yaml", "--select", "JOB402,JOB401,JOB411", "a.sh") == (set(), 2)
