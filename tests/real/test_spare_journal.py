"""A journal that went to the data disk is found again whatever becomes of that disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from homes import BROKEN
from host import File, Machine, Manifest, differences, leftovers

Start = Callable[..., Machine]
IGNORED = File(b"storage: {ignore: [/data1]}\n")


def _applied(home: Machine) -> tuple[Manifest, str]:
    """A home so full that the journal stands on the data disk: as it was before, and the run."""
    home.plant({**BROKEN, ".config/envdoctor/envdoctor.yaml": File(b"rules: {}\n")})
    home.fill(72 * 1024)
    before = home.manifest()
    done = home.envdoctor("fix", "--apply", "--format", "json")
    assert done.code == 0, done
    said: Any = done.json
    run = str(said["run"])
    assert home.run("ls", "/data1/zhang/.envdoctor/runs").out.split() == [run]
    return before, run


@pytest.mark.parametrize("then", ["undo", "uninstall"])
def test_on_a_disk_that_the_policy_ignores_now(machine: Start, then: str) -> None:
    home = machine()
    before, run = _applied(home)
    home.plant({".config/envdoctor/envdoctor.yaml": IGNORED})
    listed: Any = home.envdoctor("undo", "--list", "--format", "json").json
    assert [one["run"] for one in listed["runs"]] == [run]
    done = home.envdoctor(then)
    assert done.code == 0 or (then == "undo" and "1 not." in done.out and "envdoctor's journal" in done.out), done
    policy = f"{home.home}/.config/envdoctor/envdoctor.yaml"
    spared = (*leftovers(home.home), "/data1/zhang/.envdoctor") if then == "undo" else ()
    assert differences(before, home.manifest(), (*spared, policy)) == {}


def test_an_interrupted_run_there_is_told_and_mended(machine: Start) -> None:
    home = machine()
    _before, run = _applied(home)
    folder = f"/data1/zhang/.envdoctor/runs/{run}"
    assert home.run("mv", f"{folder}/done.json", f"{folder}/closing.json").code == 0
    assert f"A fix was interrupted ({run})" in home.envdoctor("check").out
    done = home.envdoctor("fix", "--apply")
    assert f"The interrupted run {run} was finished" in done.out, done
