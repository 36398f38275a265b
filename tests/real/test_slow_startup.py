"""Start-up files that hang or flood: ``check`` ends in time and names them."""

from __future__ import annotations

from collections.abc import Callable

from homes import BROKEN, STARTUP
from host import MB, File, Machine

Start = Callable[..., Machine]
LIMIT = 3.0
"""Seconds, wall clock."""


def test_a_login_shell_that_hangs(machine: Start) -> None:
    home = machine()
    home.plant({**BROKEN, ".bash_profile": File(b". ~/.bashrc\nsleep 100\n")})
    home.fill(MB)
    done = home.envdoctor("check", timeout=20)
    assert done.seconds < LIMIT, done
    assert not done.late
    assert ".bash_profile" in done.out, done.out
    assert done.code == 1
    assert "STO101[pip-cache]" in done.out


def test_it_leaves_no_process(machine: Start) -> None:
    home = machine()
    home.plant({**STARTUP, ".bash_profile": File(b"sleep 4711\n")})
    home.envdoctor("check", timeout=20)
    assert home.run("pgrep", "-f", "sleep 4711").out == ""


def test_a_bashrc_that_prints_a_megabyte(machine: Start) -> None:
    flood = b"head -c 1000000 /dev/zero | tr '\\0' x\n"
    home = machine()
    home.plant({**BROKEN, ".bashrc": File(flood)})
    home.fill(MB)
    done = home.envdoctor("check", timeout=20)
    assert done.seconds < LIMIT, done.seconds
    assert ".bashrc" in done.out, done.out
    assert "xxxxxxxxxx" not in done.out
    assert "STO101[pip-cache]" in done.out


def test_apply_works_all_the_same(machine: Start) -> None:
    home = machine()
    home.plant({**BROKEN, ".bash_profile": File(b". ~/.bashrc\nsleep 100\n")})
    home.fill(MB)
    done = home.envdoctor("fix", "--apply", timeout=40)
    assert done.code == 0, done
    assert home.envdoctor("undo", timeout=20).code == 0
