"""What is said after a change, and what a change must not rest on."""

from __future__ import annotations

from pathlib import Path

import pytest

from envdoctor.change import Request, apply, next_steps
from envdoctor.journal import Record, Run
from envdoctor.run import fix

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
