"""Accounts that nothing is wrong with: envdoctor says so, and would change nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from disks import image, overlay
from homes import HEALTHY
from host import Layout, Machine

Start = Callable[..., Machine]


def _fine(home: Machine, *argv: str) -> None:
    check = home.envdoctor("check", *argv)
    report = home.envdoctor("check", "--format", "json", *argv)
    summary = report.json["summary"]  # type: ignore[index]
    assert summary["passed"] > 20, summary  # it did look
    assert report.json["findings"] == [], check.out  # type: ignore[index]
    assert (check.code, report.code, check.err) == (0, 0, ""), (check, report)
    fix = home.envdoctor("fix", "--format", "json", *argv)
    assert fix.code == 0, fix
    plan: dict[str, object] = fix.json  # type: ignore[assignment]
    assert (plan["changes"], plan["withheld"], plan["conflicts"]) == ([], [], [])
    before = home.manifest(home.home)
    done = home.envdoctor("fix", "--apply", *argv)
    assert done.code == 0, done
    assert home.manifest(home.home) == before


def _layout(roomy: Path, **changes: object) -> Layout:
    for name in ("home", "data1", "tmp"):
        (roomy / name).mkdir(exist_ok=True)
    layout = Layout(home=str(roomy / "home"), data=str(roomy / "data1"), tmp=str(roomy / "tmp"))
    return replace(layout, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["debian", "rhel", "stow"])
def test_bash(machine: Start, roomy: Path, name: str) -> None:
    home = machine(_layout(roomy))
    home.plant(HEALTHY[name])
    _fine(home)


def test_oh_my_zsh(machine: Start, roomy: Path) -> None:
    home = machine(_layout(roomy, login="/usr/bin/zsh"))
    home.plant(HEALTHY["oh-my-zsh"])
    _fine(home)


def test_no_data_disk(machine: Start, roomy: Path) -> None:
    home = machine(_layout(roomy, data=None, tmp=None))
    home.plant(HEALTHY["no-data-disk"])
    _fine(home)


def test_a_large_shared_home(machine: Start, roomy: Path, tmp_path: Path) -> None:
    (tmp_path / "image").mkdir()
    with image(str(tmp_path / "image"), 2 * 10**12) as point:
        policy = "storage:\n  home:\n    shared: true\n"
        with machine(_layout(roomy, home=point, etc={"envdoctor/envdoctor.yaml": policy})) as home:
            home.plant(HEALTHY["shared-home"])
            assert home.run("df", "--output=size", "-B1", "/home").out.split()[-1] == str(2 * 10**12)
            _fine(home)


def test_a_container(machine: Start, roomy: Path, tmp_path: Path) -> None:
    with overlay(str(tmp_path)) as root, machine(_layout(roomy, root=root, uid=0, data=None, tmp=None)) as home:
        home.plant(HEALTHY["container"])
        assert " / / rw" in home.run("grep", " - overlay ", "/proc/self/mountinfo").out
        _fine(home)


def test_root(machine: Start, roomy: Path) -> None:
    home = machine(_layout(roomy, uid=0))
    home.plant(HEALTHY["root"])
    _fine(home)
