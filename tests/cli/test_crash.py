"""A rule of an installed pack crashes: every command that runs rules says so and ends with 3; the others still work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PACK = """\
from envdoctor import Severity, hookimpl, rule


@rule(code="WRK901", name="always-broken", severity=Severity.WARNING)
def always_broken(here):
    \"\"\"A rule with a mistake.\"\"\"
    yield {}["missing"]


@hookimpl
def envdoctor_rules():
    return [always_broken]
"""


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A home with a TMPDIR that is gone, and a pack installed beside it."""
    home, packs = tmp_path / "home", tmp_path / "packs"
    info = packs / "broken-1.dist-info"
    info.mkdir(parents=True)
    home.mkdir()
    (packs / "broken_pack.py").write_text(PACK)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[envdoctor]\nbroken = broken_pack\n")
    (home / ".npmrc").write_text("cache=/no/such/folder\n")
    path = os.pathsep.join((str(packs), str(Path(__file__).parents[2])))
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "PYTHONPATH": path, "LANG": "C.UTF-8", "SHELL": "/bin/bash"}


def run(env: dict[str, str], *args: str) -> subprocess.CompletedProcess[str]:
    command = (sys.executable, "-m", "envdoctor", *args)
    return subprocess.run(command, env=env, cwd=env["HOME"], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("args", [("check",), ("fix",), ("fix", "--apply")])
def test_text_and_exit_code(env: dict[str, str], args: tuple[str, ...]) -> None:
    done = run(env, *args)
    assert done.returncode == 3, done
    assert "crashed: WRK901 (KeyError: 'missing' at broken_pack.py:7)" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("args", [("fix",), ("fix", "--apply")])
def test_json_stays_alone_on_standard_output(env: dict[str, str], args: tuple[str, ...]) -> None:
    done = run(env, *args, "--format", "json")
    assert done.returncode == 3, done
    assert json.loads(done.stdout)["schema"] == 1
    assert done.stderr == "envdoctor: crashed: WRK901 (KeyError: 'missing' at broken_pack.py:7)\n"
