"""The worked example of CONTRIBUTING.md is real: its rule is collected and its test passes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).resolve().parent.parent / "CONTRIBUTING.md"
FILE = re.compile(r"^`([\w/]+\.py)`\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)

JOINED = """
import envdoctor_rules.shell
envdoctor_rules.shell.__path__.append({folder!r})
"""
COLLECTED = """
from envdoctor.builtin import APART, RULES, values_in
from envdoctor.model import Rule

def test_collected():
    [rule] = [rule for rule in values_in(RULES, Rule, APART) if rule.code == "SHL401"]
    assert rule.name == "umask-open-to-all"
    assert rule.summary == "A start-up file lets everybody write to new files."
"""


def test_the_worked_example(tmp_path: Path) -> None:
    blocks = dict(FILE.findall(GUIDE.read_text("utf-8")))
    assert sorted(blocks) == ["rules/shell/umask_open_to_all.py", "tests/rules/shell/test_umask_open_to_all.py"]
    for name, text in blocks.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text, "utf-8")
    (tmp_path / "conftest.py").write_text(JOINED.format(folder=str(tmp_path / "rules" / "shell")), "utf-8")
    (tmp_path / "tests" / "test_collected.py").write_text(COLLECTED, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    ran = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTEST_ADDOPTS": ""}, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "8 passed" in ran.stdout
