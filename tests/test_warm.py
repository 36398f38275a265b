"""The short way: the same answer while nothing changed, and never a stale one."""

from __future__ import annotations

import os
import subprocess
import sys

import platformdirs
import pytest

from envdoctor import warm

ENVDOCTOR = (sys.executable, "-m", "envdoctor")


class Home:
    def __init__(self, path):
        self.path = path
        self.env = {"HOME": str(path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "SHELL": "/bin/bash"}
        (path / ".bashrc").write_text("export EDITOR=vi\n")

    def check(self, *more, env=None):
        """The output of a check and whether it was remembered (told by what it imports)."""
        command = (sys.executable, "-X", "importtime", "-m", "envdoctor", "check", *more)
        done = subprocess.run(
            command, env={**self.env, **(env or {})}, cwd=self.path, capture_output=True, text=True, check=False
        )
        return done.stdout, "envdoctor.engine" not in done.stderr, done.returncode

    def settled(self):
        """A remembered answer. Other tests fill and empty the disk meanwhile: rightly a reason to look anew."""
        for _turn in range(8):
            answer = self.check()
            if answer[1]:
                return answer
        raise AssertionError("no answer is ever remembered")


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    made = Home(tmp_path / "home")
    made.settled()
    return made


def test_an_unchanged_check_is_answered_from_memory_with_the_same_exit_code(home):
    first, second = home.settled(), home.check("--no-cache")
    assert (first[1], second[1]) == (True, False)
    assert first[2] == second[2]
    # The first line tells of free room, which may change between the two.
    assert first[0].splitlines()[1:] == second[0].splitlines()[1:]


@pytest.mark.parametrize(
    "change",
    [
        lambda home: (home / ".bashrc").write_text("export PIP_CACHE_DIR=/nowhere/pip\n"),
        lambda home: (home / ".bash_profile").write_text("export HF_HOME=/nowhere/hf\n"),
        lambda home: (home / ".zshrc").write_text("# zsh\n"),
        lambda home: os.makedirs(home / ".config" / "pip") or (home / ".config/pip/pip.conf").write_text("[global]\n"),
        lambda home: (home / ".condarc").write_text("envs_dirs: [/x]\n"),
        lambda home: (home / "envdoctor.yaml").write_text("rules: {ignore: [TMP]}\n"),
        lambda home: os.makedirs(home / ".npm" / "_cacache"),
        lambda home: (home / ".cache").chmod(0o500),
    ],
)
def test_whatever_was_looked_at_and_changed_is_looked_at_again(home, change):
    home.settled()
    change(home.path)
    try:
        assert not home.check()[1]
    finally:
        (home.path / ".cache").chmod(0o700)


def test_another_environment_terminal_or_argument_is_another_check(home):
    assert not home.check(env={"PIP_CACHE_DIR": "/x"})[1]
    assert not home.check("-v")[1]
    home.env["SSH_CONNECTION"] = "1.2.3.4 5 6.7.8.9 22"
    assert home.settled()[1]


def test_no_cache_leaves_no_answer(tmp_path):
    (tmp_path / "fresh").mkdir()
    fresh = Home(tmp_path / "fresh")
    fresh.check("--no-cache")
    assert not (fresh.path / ".cache" / "envdoctor" / "answers").exists()


def test_a_file_that_others_may_write_is_not_believed(home):
    os.chmod(home.path / ".cache" / "envdoctor" / "answers", 0o666)
    assert not home.check()[1]


def test_no_secret_is_kept(home):
    (home.path / ".bashrc").write_text("export HF_TOKEN=hf_verysecret\nexport WANDB_API_KEY=alsosecret\n")
    home.check(env={"MY_TOKEN": "third-secret"})
    home.check(env={"MY_TOKEN": "third-secret"})
    for name in os.listdir(home.path / ".cache" / "envdoctor"):
        data = (home.path / ".cache" / "envdoctor" / name).read_bytes()
        assert b"verysecret" not in data
        assert b"alsosecret" not in data
        assert b"third-secret" not in data


@pytest.mark.parametrize("cache", ["", "/tmp/elsewhere", "relative"])
def test_the_folder_is_where_platformdirs_puts_it(tmp_path, cache):
    code = "from envdoctor import warm; import platformdirs as p; print(warm.folder() == p.user_cache_dir('envdoctor'))"
    env = {"HOME": str(tmp_path), "XDG_CACHE_HOME": cache}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
    assert platformdirs.user_cache_dir("envdoctor").endswith("envdoctor")


def test_nothing_is_remembered_in_somebody_elses_home(monkeypatch):
    monkeypatch.setenv("HOME", "/proc/1")
    assert warm.folder() is None or os.geteuid() == 0
    monkeypatch.setenv("HOME", "relative")
    assert warm.folder() is None
