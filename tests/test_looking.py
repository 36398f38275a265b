"""The shell that runs us: what it still has, and the command that mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from envdoctor.edits import own
from envdoctor.looking import env_command, still_here, unset_command, written


@pytest.mark.parametrize(
    ("shell", "command"),
    [
        ("/bin/bash", "unset A B"),
        ("/usr/bin/zsh", "unset A B"),
        ("/bin/tcsh", "unsetenv A; unsetenv B"),
        ("/usr/bin/fish", "set -e A B"),
        ("/opt/odd", "unset A B"),
    ],
)
def test_how_a_shell_forgets(shell: str, command: str) -> None:
    assert unset_command(shell, ["A", "B"]) == command


@pytest.mark.parametrize(
    ("shell", "command"),
    [
        ("/bin/bash", 'eval "$(envdoctor env)"'),
        ("/bin/tcsh", 'eval "`envdoctor env --shell tcsh`"'),
        ("/usr/bin/fish", "envdoctor env --shell fish | source"),
    ],
)
def test_how_a_shell_takes_over_the_settings(shell: str, command: str) -> None:
    assert env_command(shell) == command


def test_only_what_holds_exactly_our_value_is_named() -> None:
    gone = {("TMPDIR", "/data1/zhang/tmp"), ("HF_HOME", "/data1/zhang/hf"), ("A", "/a")}
    env = {"TMPDIR": "/data1/zhang/tmp", "HF_HOME": "/elsewhere", "A": "/a"}
    (said,) = still_here(gone, env, "/bin/bash")
    assert said == "This shell, and jobs submitted from it, still have A, TMPDIR: unset A TMPDIR"
    assert still_here(gone, {"HF_HOME": "/elsewhere"}, "/bin/bash") == ()
    assert still_here(set(), env, "/bin/bash") == ()


def test_what_our_files_set(tmp_path: Path) -> None:
    folder = tmp_path / ".config" / "envdoctor"
    folder.mkdir(parents=True)
    one = own.Setting("A", "/a")
    (folder / "env.sh").write_text(own.render("sh", (one,)))
    (folder / "env.fish").write_text(own.render("fish", (one, own.Setting("B", "/b"))))
    (folder / "env.csh").write_text("edited by hand\n")
    assert written(str(tmp_path)) == {("A", "/a"), ("B", "/b")}
    assert written(str(tmp_path / "none")) == set()
