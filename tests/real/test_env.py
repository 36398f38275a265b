"""``envdoctor env`` in the real shells, by the very commands that the guide gives, and that ``fix --apply`` names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

import pytest
from homes import BROKEN
from host import CHECKOUT, ENVDOCTOR, MB, Machine, need

Start = Callable[..., Machine]
WANTED = "/data1/zhang/cache/huggingface /data1/zhang/cache/torch /data1/zhang/tmp"
SHELLS = {
    "bash": ("--norc", "-c"),
    "zsh": ("-f", "-c"),
    "dash": ("-c",),
    "fish": ("--no-config", "-c"),
    "tcsh": ("-f", "-c"),
}
FORMS = {"fish": "envdoctor env --shell fish | source", "tcsh": 'eval "`envdoctor env --shell tcsh`"'}
COMMON = 'eval "$(envdoctor env)"'


@pytest.mark.parametrize("shell", SHELLS)
def test_the_documented_command_brings_the_settings(machine: Start, shell: str) -> None:
    path = need(shell, shell)
    form = FORMS.get(shell, COMMON)
    with open(f"{CHECKOUT}/docs/guide.md", encoding="utf-8") as file:
        assert form in re.sub(r"\s+", " ", file.read())
    home = machine(login="/bin/bash" if shell == "dash" else path)  # no file reaches dash in every context
    home.plant(BROKEN)
    home.fill(MB)
    env = {**home.clean, "PATH": f"{os.path.dirname(ENVDOCTOR)}:{home.clean['PATH']}"}
    done = home.envdoctor("fix", "--apply", env=env)
    assert f"For this shell: {form}" in done.out, done
    command = f'{form}; echo "$HF_HOME $TORCH_HOME $TMPDIR"'
    said = home.run(path, *SHELLS[shell], command, env=env)
    assert (said.code, said.out.strip(), said.err) == (0, WANTED, ""), said


def test_tcsh_by_the_settings_of_another_shell(machine: Start) -> None:
    """No file is made for a shell that the account does not use; one who tries it gets the settings all the same."""
    path = need("tcsh", "tcsh")
    home = machine()
    home.plant({name: what for name, what in BROKEN.items() if name not in (".tcshrc", ".cshrc", ".login")})
    home.fill(MB)
    env = {**home.clean, "PATH": f"{os.path.dirname(ENVDOCTOR)}:{home.clean['PATH']}"}
    assert home.envdoctor("fix", "--apply", env=env).code == 0
    assert home.run("ls", ".config/envdoctor").out.find("env.csh") == -1
    command = f'setenv TMPDIR /tmp; {FORMS["tcsh"]}; echo "$HF_HOME $TORCH_HOME $TMPDIR"'
    said = home.run(path, "-f", "-c", command, env=env)
    assert said.out.split() == [*WANTED.split()[:2], "/tmp"], said
