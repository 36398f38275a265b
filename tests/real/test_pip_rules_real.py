"""Rules over pip's cache against pip itself: what is reported is what pip complains of."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

import pytest
from host import File, Folder, Layout, Link, Machine, Tree
from judging import tool

Start = Callable[..., Machine]
CACHE: Tree = {".cache/pip/http-v2/x": File(b"x"), ".bashrc": File(b"true\n")}
DISABLED = "The cache has been disabled"


def _layout(**changes: object) -> Layout:
    folder = os.path.dirname(os.path.dirname(tool("pip", "pip")))
    return replace(Layout(show=(folder, os.path.realpath(f"{folder}/bin/python"))), **changes)  # type: ignore[arg-type]


def _complains(home: Machine, **env: str) -> bool:
    """pip says that it goes on without its cache; nothing is installed."""
    done = home.run(tool("pip", "pip"), "install", "--no-index", "no-such-thing", env={**home.clean, **env})
    assert "No matching distribution" in done.err, done
    return DISABLED in done.err


def _found(home: Machine, *codes: str) -> list[str]:
    report = home.envdoctor("check", "--format", "json", "--no-cache", "--select", ",".join(codes)).json
    return [finding["rule"] for finding in report["findings"]]  # type: ignore[index]


@pytest.mark.parametrize(
    ("commands", "unusable"),
    [
        pytest.param((), False, id="fine"),
        pytest.param(("chmod 555 ~/.cache/pip",), True, id="not writable"),
        pytest.param(("rm -r ~/.cache/pip", "chmod 555 ~/.cache"), True, id="it can not be made"),
        pytest.param(("rm -r ~/.cache",), False, id="not there yet"),
        pytest.param(("rm -r ~/.cache", "mkdir ~/d", "ln -s ~/d ~/.cache"), False, id="a link"),
        pytest.param(("rm -r ~/.cache", "ln -s /gone ~/.cache"), True, id="a dead link"),
    ],
)
def test_as_a_user(machine: Start, commands: tuple[str, ...], unusable: bool) -> None:
    home = machine(_layout())
    home.plant(CACHE)
    for command in commands:
        assert home.run("sh", "-c", command).code == 0
    home.plant({".npm/x": File(b"x"), "pip": Folder()})  # other tools must not matter
    assert _complains(home) is unusable
    assert bool(_found(home, "PIP102", "STO301[pip-cache]", "STO302[pip-cache]")) is unusable


@pytest.mark.parametrize(
    ("command", "unusable"),
    [
        ("true", False),
        ("chown -R 1234 ~/.cache/pip", True),
        ("rm -r ~/.cache/pip; chown 1234 ~/.cache", True),
        ("chown 1234 ~/.cache", False),
        ("rm -r ~/.cache/pip; mkdir ~/d; ln -s ~/d ~/.cache/pip", False),
        ("rm -r ~/.cache/pip; mkdir ~/d; chown 1234 ~/d; ln -s ~/d ~/.cache/pip", True),
    ],
)
def test_as_root(machine: Start, command: str, unusable: bool) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root: sudo pytest tests/real/test_pip_rules_real.py")
    home = machine(_layout(uid=0))
    home.plant({**CACHE, ".local": Folder()})
    assert home.run("sh", "-c", command).code == 0
    assert _complains(home) is unusable
    assert ("PIP102" in _found(home, "PIP102")) is unusable


@pytest.mark.parametrize(
    ("files", "off"),
    [
        ({}, False),
        ({".profile": File(b"export PIP_NO_CACHE_DIR=0\n")}, True),
        ({".profile": File(b"export PIP_NO_CACHE_DIR=off\n")}, True),
        ({".profile": File(b"export PIP_NO_CACHE_DIR=\n")}, False),
        ({".config/pip/pip.conf": File(b"[global]\nno-cache-dir = false\n")}, True),
        ({".config/pip/pip.conf": File(b"[install]\nno-cache-dir = 1\n")}, True),
    ],
)
def test_switched_off(machine: Start, files: Tree, off: bool) -> None:
    home = machine(_layout())
    home.plant({**CACHE, **files, ".bashrc": Link(".profile")})
    program = "from pip._internal.commands import create_command as c; " + (
        "print(c('install').parser.get_default_values().cache_dir)"
    )
    python = os.path.join(os.path.dirname(tool("pip", "pip")), "python")
    done = home.run("/bin/bash", "-lc", f'{python} -c "{program}"')
    assert done.code == 0, done
    assert (done.out.strip() == "False") is off, done
    assert ("PIP101" in _found(home, "PIP101")) is off
