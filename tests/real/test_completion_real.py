"""Completion in the real shells: the script is read, TAB is pressed, and what stands there is looked at."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from host import CHECKOUT, need

ENV = {"PATH": "/usr/bin:/bin", "TERM": "dumb", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A home with the script of each shell and a file to name."""
    (tmp_path / "train.sbatch").write_text("x")
    for shell in ("bash", "zsh", "fish"):
        done = subprocess.run(
            [sys.executable, "-m", "envdoctor", "completion", shell, "--isolated"],
            env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": CHECKOUT},
            capture_output=True,
            check=True,
        )
        (tmp_path / f"complete.{shell}").write_bytes(done.stdout)
    return tmp_path


BASH = r"""
source complete.bash
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
enable -n compgen
PATH=
_envdoctor
printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("line", "offered", "not_offered"),
    [
        (["che"], "check", "fix"),
        (["check", "--stat"], "--statistics", "--format"),
        (["check", "--format", "j"], "junit", "text"),
        (["check", "--format", "=", "sa"], "sarif", "json"),
        (["check", "--select", "WRK2"], "WRK201", "STO101"),
        (["check", "--select", "STO101,WRK2"], "STO101,WRK201", "WRK201"),
        (["explain", "cache-on"], "cache-on-home", "check"),
        (["completion", ""], "zsh", "tcsh"),
        (["fix", "--unsafe-rule", "="], "SHL101", "check"),
        (["check", "--config", "x"], "", "--config"),
        (["--"], "--version", "check"),
    ],
)
def test_bash(folder: Path, line: list[str], offered: str, not_offered: str) -> None:
    bash = need("bash", "bash")
    done = subprocess.run(
        [bash, "--norc", "-c", BASH, "bash", "envdoctor", *line],
        cwd=folder,
        env=ENV,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    words = done.stdout.splitlines()
    assert offered in words
    assert not_offered not in words


@pytest.mark.parametrize(
    ("line", "offered", "not_offered"),
    [
        ("envdoctor che", "check", "fix"),
        ("envdoctor check --stat", "--statistics", "--format"),
        ("envdoctor check --format=j", "--format=junit", "--format=text"),
        ("envdoctor check --select WRK2", "WRK201", "STO101"),
        ("envdoctor check tr", "train.sbatch", "WRK201"),
        ("envdoctor explain cache-on", "cache-on-home", "check"),
        ("envdoctor undo ", "", "train.sbatch"),
    ],
)
def test_fish(folder: Path, line: str, offered: str, not_offered: str) -> None:
    fish = need("fish", "fish")
    code = f"source complete.fish; complete -C '{line}'"
    done = subprocess.run(
        [fish, "--no-config", "-c", code],
        cwd=folder,
        env={**ENV, "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    words = [row.split("\t")[0] for row in done.stdout.splitlines()] or [""]
    assert offered in words
    assert not_offered not in words


class Zsh:
    """A zsh at a terminal, with the completion read."""

    def __init__(self, path: str, folder: Path) -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(path, [path, "-f", "-i"], {**ENV, "HOME": str(folder), "COLUMNS": "200", "LINES": "50"})
        self.ask("PS1='READY> '; unsetopt ZLE_BRACKETED_PASTE; autoload -Uz compinit; compinit -u -D; LISTMAX=9999\n")
        self.ask("source complete.zsh; bindkey '^I' complete-word; zstyle ':completion:*' menu no\n")

    def ask(self, keys: str, wait: float = 1.5) -> str:
        """What the terminal shows after ``keys``."""
        os.write(self.handle, keys.encode())
        said, until = b"", time.monotonic() + wait
        while (left := until - time.monotonic()) > 0:
            if select.select([self.handle], [], [], left)[0]:
                said += os.read(self.handle, 65536)
        return said.decode("utf-8", "replace")

    def close(self) -> None:
        """End it."""
        os.close(self.handle)
        os.waitpid(self.pid, 0)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("envdoctor expl\t", "explain "),
        ("envdoctor check --statis\t", "--statistics "),
        ("envdoctor check --format=jun\t", "--format=junit"),
        ("envdoctor check --select=STO101,unused-supp\t", "STO101,unused-suppression"),
        ("envdoctor check trai\t", "train.sbatch"),
        ("envdoctor completion fi\t", "completion fish"),
    ],
)
def test_zsh(folder: Path, line: str, shown: str) -> None:
    zsh = Zsh(need("zsh", "zsh"), folder)
    try:
        assert shown in zsh.ask(line)
    finally:
        zsh.close()


def test_the_scripts_are_sound(folder: Path) -> None:
    for shell, check in (("bash", ["-n"]), ("zsh", ["-n"]), ("fish", ["--no-execute"])):
        path = shutil.which(shell) or need(shell, shell)
        done = subprocess.run(
            [path, *check, f"complete.{shell}"], cwd=folder, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
