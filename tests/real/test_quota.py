"""No room at all: a full file system and a real quota's limit. Nothing may be lost, and the way out is named."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from disks import image
from homes import BROKEN, TRACES
from host import MB, File, Layout, Machine, differences, leftovers
from tools import Tools

Start = Callable[..., Machine]

ONLY_PIP = {
    path: File(what.data[:1000], what.mode) if isinstance(what, File) and "/pip/" not in path else what
    for path, what in BROKEN.items()
}
"""The broken home with no cache but pip's that frees more than a block."""


def _refused(home: Machine) -> None:
    before = home.manifest()
    done = home.envdoctor("fix", "--apply")
    assert done.code == 1, done
    assert "pip cache purge" in done.out + done.err, done
    assert "Traceback" not in done.err
    assert differences(before, home.manifest(), _allowed(home)) == {}


def _allowed(home: Machine) -> tuple[str, ...]:
    return (*leftovers(home.home), "/data1/zhang/.envdoctor")


def _helps(home: Machine, tools: Tools) -> None:
    """The named command, run for real, frees enough."""
    purge = home.run(f"{tools.bin}/python", "-m", "pip", "cache", "purge")
    assert purge.code == 0, purge
    before = home.manifest()
    done = home.envdoctor("fix", "--apply")
    assert done.code == 0, done
    assert home.envdoctor("undo").code == 0
    assert differences(before, home.manifest(), _allowed(home)) == {}


def test_no_byte_free(machine: Start, tools: Tools) -> None:
    home = machine(show=tools.show)
    home.plant(ONLY_PIP)
    assert home.fill(0) == 0
    check = home.envdoctor("check")
    assert (check.code, check.err) == (1, ""), check
    assert "pip cache purge" in check.out
    _refused(home)
    _helps(home, tools)


def test_the_cache_that_frees_enough_is_named(machine: Start) -> None:
    home = machine()
    small = {path: what for path, what in BROKEN.items() if not path.startswith(".cache/pip")}
    home.plant(small)
    assert home.fill(0) == 0
    done = home.envdoctor("fix", "--apply")
    assert done.code == 1
    said = done.out + done.err
    assert "pip cache purge" not in said, said
    assert any(command in said for command in ("uv cache clean", "npm cache clean", "conda clean")), said


def test_at_the_limit_of_a_quota(machine: Start, tools: Tools, tmp_path: Path, roomy: Path) -> None:
    (tmp_path / "quota").mkdir()
    with image(str(tmp_path / "quota"), 600 * MB) as point:
        homes = os.path.join(point, "home")
        for command in (
            ("btrfs", "quota", "enable", point),
            ("btrfs", "subvolume", "create", homes),
            ("btrfs", "qgroup", "limit", "64M", homes),
        ):
            subprocess.run(command, check=True, capture_output=True)
        layout = replace(Layout(), home=homes, data=str(roomy / "data1"), show=tools.show)
        with machine(layout) as home:
            home.plant(ONLY_PIP)
            room = home.fill(0)
            assert room > 100 * MB  # df does not see the quota
            _refused_at_quota(home, tools)


def _refused_at_quota(home: Machine, tools: Tools) -> None:
    before = home.manifest()
    done = home.envdoctor("fix", "--apply")
    assert done.code == 1, done
    assert "pip cache purge" in done.out + done.err, done
    assert differences(before, home.manifest(), _allowed(home)) == {}
    assert set(TRACES) <= {os.path.relpath(path, home.home) for path in before}
    purge = home.run(f"{tools.bin}/python", "-m", "pip", "cache", "purge")
    assert purge.code == 0, purge
    home.run("sync")
    done = home.envdoctor("fix", "--apply")
    assert done.code == 0, done
