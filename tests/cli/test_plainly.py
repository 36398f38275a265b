"""Plain lines mean what click makes of them, and everything else is left to click."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from envdoctor.cli.check import check
from envdoctor.cli.plainly import DEFAULTS, FLAGS, plain

SHARED = {"config", "isolated", "no_cache", "lang", "color", "select", "ignore", "keyword", "marks", "all_tools"}
"""Options that other commands have too; a plain line holds none of them but ``--no-cache``."""


def test_the_defaults_are_those_of_click() -> None:
    params = check.make_context("check", ["a", "b"]).params
    assert {name: value for name, value in params.items() if name not in {*SHARED, "paths", "formats"}} == DEFAULTS


@pytest.mark.parametrize("word", FLAGS)
def test_a_flag_sets_what_it_sets_with_click(word: str) -> None:
    params = check.make_context("check", [word, "a"]).params
    assert params[FLAGS[word]] is True
    assert {name for name in DEFAULTS if params[name] != DEFAULTS[name]} == {FLAGS[word]}


@pytest.mark.parametrize("line", ["check", "check a.sh", "check -q --no-cache a b", "check --hook ./-a"])
def test_plain(line: str) -> None:
    assert plain(line.split())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "fix",
        "--version",
        "check -",
        "check -- -a",
        "check -v a",
        "check -qv",
        "check --home x",
        "check --qui",
        "a check",
    ],
)
def test_not_plain(line: str) -> None:
    assert not plain(line.split())


def test_an_empty_word_is_left_to_click() -> None:
    assert not plain(["check", ""])


@pytest.mark.parametrize(
    "words", [["a.sh"], ["-q", "a.sh"], ["missing.sh"], ["--hook", "a.sh"], ["-q", "a.sh", "b.sh"]]
)
def test_both_ways_print_and_end_alike(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("#!/bin/bash\n#SBATCH --tyme=1:00\n#SBATCH --mem=16\necho a\n", encoding="utf-8")
    (tmp_path / "b.sh").write_text("#!/bin/bash\n#SBATCH -t 1:00:00\necho b\n", encoding="utf-8")

    def run(*more: str) -> tuple[int, bytes, bytes]:
        argv = (sys.executable, "-m", "envdoctor", "check", "--no-cache", *more, *words)
        env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        done = subprocess.run(argv, cwd=tmp_path, env=env, capture_output=True, check=False)
        return done.returncode, done.stdout, done.stderr

    assert run() == run("--color", "auto")


def test_click_is_not_loaded_for_a_plain_line(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("#!/bin/bash\n#SBATCH -t 1:00:00\necho a\n", encoding="utf-8")
    code = "import sys; from envdoctor.__main__ import entry; entry(); sys.exit('click' in sys.modules)"
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    argv = (sys.executable, "-c", code, "check", "--no-cache", "a.sh")
    assert subprocess.run(argv, cwd=tmp_path, env=env, capture_output=True, check=False).returncode == 0
