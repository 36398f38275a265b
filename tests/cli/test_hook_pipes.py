"""The hook's short look at files opens nothing that it would wait for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize("name", ["f.sh", "l.txt"])
def test_a_pipe_is_told_and_not_waited_for(command: str, name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f.sh")
    (tmp_path / "l.txt").symlink_to("f.sh")
    argv = (sys.executable, "-m", "envdoctor", command, "--hook", name)
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(argv, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (4, "")
    assert f"{name}: not a regular file" in done.stderr
