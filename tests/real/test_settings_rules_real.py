"""Rules over settings against the tools themselves: what a rule says of a tool is what the tool does."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from host import MB, File, Link, Machine, Tree
from judging import tool

Start = Callable[..., Machine]
HUB = "import huggingface_hub.constants as c; print(c.HF_HUB_CACHE)"
USED: Tree = {
    ".bashrc": File(b"true\n"),
    ".cache/pip/x": File(b"x"),
    ".cache/huggingface/hub/x": File(b"x"),
    ".cache/uv/x": File(b"x"),
    ".cache/torch/hub/x": File(b"x"),
}


def _start(machine: Start, files: Tree) -> Machine:
    folder = os.path.dirname(os.path.dirname(tool("hf", "pip uv huggingface_hub")))
    home = machine()
    home.close()
    home = machine(replace(home.layout, show=(folder, os.path.realpath(f"{folder}/bin/python"))))
    home.plant({**USED, **files})
    return home


def _program(name: str) -> str:
    return os.path.join(os.path.dirname(tool("hf", "pip uv huggingface_hub")), name)


def _said(home: Machine, command: str) -> str:
    """What a command prints in a login shell, or the end of its error."""
    done = home.run("/bin/bash", "-lc", command)
    return done.out.strip() if done.code == 0 else f"error: {done.err.strip()}"


def _found(home: Machine, code: str, *more: str) -> list[dict[str, Any]]:
    report: Any = home.envdoctor("check", "--format", "json", "--no-cache", "--select", code, *more).json
    return list(report["findings"])


def _profile(*lines: str) -> Tree:
    return {".profile": File("".join(line + "\n" for line in lines).encode())}


def test_a_part_that_beats_the_whole(machine: Start) -> None:
    home = _start(machine, _profile("export HF_HOME=/data1/hf", "export HF_HUB_CACHE=$HOME/hub"))
    home.fill(MB)
    assert _said(home, f'{_program("python")} -c "{HUB}"') == f"{home.home}/hub"
    [found] = _found(home, "STO305")
    assert (found["args"]["child"], found["args"]["parent"]) == ("HF_HUB_CACHE", "HF_HOME")
    assert found["location"]["line"] == 2
    home.plant(_profile("export HF_HOME=/data1/hf"))
    assert _said(home, f'{_program("python")} -c "{HUB}"') == found["args"]["better"] == "/data1/hf/hub"
    assert _found(home, "STO305") == []


def test_an_empty_variable_that_some_tools_follow(machine: Start) -> None:
    home = _start(machine, _profile("export XDG_CACHE_HOME="))
    assert _said(home, f'{_program("python")} -c "{HUB}"') == "huggingface/hub"
    assert _said(home, f"{_program('pip')} cache dir") == f"{home.home}/.cache/pip"
    [found] = _found(home, "STO304")
    assert found["severity"] == "warning"
    assert "huggingface ./huggingface/hub" in found["args"]["tools"]
    assert "pip" not in found["args"]["tools"].replace("pipx", "")


def test_a_tilde_in_quotes(machine: Start) -> None:
    home = _start(machine, _profile('export UV_CACHE_DIR="~/uv"'))
    assert _said(home, f"{_program('uv')} cache dir").endswith("~/uv")
    [found] = _found(home, "STO304")
    line = "export UV_CACHE_DIR=/data1/zhang/cache/uv"
    assert f"  {line}\n" in home.envdoctor("check", "--no-cache", "--select", "STO304").out
    assert (found["location"]["line"], found["args"]["tools"]) == (1, "uv ./~/uv")
    home.plant(_profile(line))
    assert _said(home, f"{_program('uv')} cache dir") == "/data1/zhang/cache/uv"
    assert _found(home, "STO304") == []


def test_a_tool_that_refuses_its_settings(machine: Start) -> None:
    home = _start(machine, {".config/uv/uv.toml": File(b'cache-dir = "/data1/uv"\ntool-dir = "/data1/tools"\n')})
    assert _said(home, f"{_program('uv')} cache dir").startswith("error: ")
    [found] = _found(home, "STO303")
    assert (found["member"], found["location"]["line"]) == ("uv", 2)
    home.plant({".config/uv/uv.toml": File(b'cache-dir = "/data1/uv"\n')})
    assert _said(home, f"{_program('uv')} cache dir") == "/data1/uv"
    assert _found(home, "STO303") == []


def test_a_hidden_setting(machine: Start) -> None:
    conf = {".config/pip/pip.conf": File(b"[global]\ncache-dir = /data1/old\n")}
    home = _start(machine, {**conf, **_profile("export PIP_CACHE_DIR=/data1/new")})
    assert _said(home, f"{_program('pip')} cache dir") == "/data1/new"
    [found] = _found(home, "STO307")
    assert (found["member"], found["location"]["line"], found["args"]["path"]) == ("pip-cache", 2, "/data1/new")
    home.plant(_profile("true"))
    assert _said(home, f"{_program('pip')} cache dir") == "/data1/old"
    assert _found(home, "STO307") == []


def test_one_dead_link_is_one_finding(machine: Start) -> None:
    home = _start(machine, {})
    assert home.run("rm", "-r", f"{home.home}/.cache").code == 0
    home.plant({".cache": Link("/data9/zhang/cache")})
    uv = f"{_program('uv')} venv --offline --no-project /tmp/v"
    assert _said(home, uv).startswith("error: ")
    [found] = _found(home, "STO301", "--all-tools")
    assert (found["args"]["leads"], found["location"]["path"]) == ("/data9/zhang/cache", None)
    assert found["args"]["rows"].endswith(", ...")  # many
    said = home.envdoctor("check", "--no-cache", "--all-tools", "--select", "STO301").out
    for command in (
        f"mkdir -p -m 700 /data1/{home.layout.user}/cache",
        f"ln -sfn /data1/{home.layout.user}/cache {home.home}/.cache",
    ):
        assert f"  {command}\n" in said
        assert home.run("sh", "-c", command).code == 0
    assert not _said(home, uv).startswith("error: ")
    assert _found(home, "STO301", "--all-tools") == []
