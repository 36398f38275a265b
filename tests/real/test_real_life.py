"""Accounts as people have them: what is said about each is exactly what is worth saying."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from homes import DEBIAN_PROFILE, DEBIAN_RC, GUARD, NVM_BLOCK, ZSH_FRAMEWORK, ZSH_RC, conda_block
from host import File, Folder, Layout, Machine, Tree

Start = Callable[..., Machine]
CONDA = "/data1/zhang/miniforge3"

SETTLED = (
    b"export HF_HOME=/data1/zhang/hf\nexport TMPDIR=/data1/zhang/tmp\nexport WANDB_DIR=/data1/zhang/wandb\n"
    + GUARD
    + b"alias ll='ls -l'\n"
    + conda_block(CONDA)
)
MODULES = (
    b"""
if [ -f /etc/profile.d/modules.sh ]; then . /etc/profile.d/modules.sh; fi
export PATH="$HOME/bin:$PATH"
[ -d /opt/cuda-12 ] && export CUDA_HOME=/opt/cuda-12 && export PATH="$CUDA_HOME/bin:$PATH"
"""
    + GUARD
)
KERNEL = b'{"argv": ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "display_name": "P"}'
COMMIT = "0123456789abcdef" * 2 + "01234567"
SERVER = f".vscode-server/cli/servers/Stable-{COMMIT}"

ACCOUNTS: dict[str, Tree] = {
    "a conda and Hugging Face user who put all on the data disk": {
        ".bashrc": File(SETTLED),
        ".profile": File(DEBIAN_PROFILE),
        ".condarc": File(b"envs_dirs:\n  - /data1/zhang/envs\npkgs_dirs:\n  - /data1/zhang/pkgs\n"),
        ".config/pip/pip.conf": File(b"[global]\ncache-dir = /data1/zhang/pip\n"),
        "/data1/zhang/hf/hub/models--gpt2/blobs/a": File(b"x"),
        "/data1/zhang/hf/token": File(b"hf_" + b"x" * 34, 0o600),
        "/data1/zhang/tmp": Folder(0o700),
        "/data1/zhang/wandb": Folder(),
        f"{CONDA}/bin/conda": File(b"#!/bin/sh\nexit 0\n", 0o755),
        f"{CONDA}/conda-meta/history": File(b""),
        "/data1/zhang/envs/llm/conda-meta/history": File(b""),
        "/data1/zhang/pkgs/urls.txt": File(b""),
    },
    "zsh with a framework and nvm": {
        ".zshrc": File(ZSH_RC + NVM_BLOCK),
        ".oh-my-zsh/oh-my-zsh.sh": File(ZSH_FRAMEWORK),
        ".nvm/nvm.sh": File(b""),
        ".nvm/bash_completion": File(b""),
        ".npm/_cacache/index-v5/a": File(b"x"),
        ".cache/pip/http-v2/a": File(b"x"),
    },
    "R and Julia, nothing else": {
        ".bashrc": File(DEBIAN_RC),
        ".profile": File(DEBIAN_PROFILE),
        "R/x86_64-pc-linux-gnu-library/4.2/dplyr/DESCRIPTION": File(b"Package: dplyr\n"),
        ".julia/packages/Example/x.jl": File(b"x"),
        ".Rhistory": File(b"x"),
    },
    "VS Code and Jupyter": {
        ".bashrc": File(DEBIAN_RC),
        ".profile": File(DEBIAN_PROFILE),
        f"{SERVER}/server/product.json": File(b'{"version": "1.96.2"}'),
        ".local/share/jupyter/kernels/py/kernel.json": File(KERNEL),
        ".local/share/jupyter/runtime/kernel-1.json": File(b"{}"),
        ".cache/matplotlib/fontlist.json": File(b"{}"),
    },
    "a cluster user with modules and CUDA": {
        ".bashrc": File(MODULES),
        ".bash_profile": File(b"[ -f ~/.bashrc ] && . ~/.bashrc\n"),
        ".triton/cache/a/k.cubin": File(b"x"),
        ".nv/ComputeCache/index": File(b"x"),
        ".apptainer/cache/blob/a": File(b"x"),
        ".ssh/authorized_keys": File(b"ssh-ed25519 AAAA zhang\n", 0o600),
    },
}


def said(home: Machine) -> list[str]:
    """What is found, as labels; what is skipped counts too."""
    done = home.envdoctor("check", "--format", "json")
    assert done.code in (0, 1), done
    report: dict[str, list[dict[str, str]]] = done.json  # type: ignore[assignment]
    found = [f"{one['rule']}[{one['member']}]" if one.get("member") else one["rule"] for one in report["findings"]]
    text = home.envdoctor("check").out
    return [*found, *(line for line in text.splitlines() if line.startswith("skipped"))]


@pytest.mark.parametrize("name", ACCOUNTS)
def test_nothing_is_said_where_nothing_is_wrong(machine: Start, roomy: Path, name: str) -> None:
    for folder in ("home", "tmp"):
        (roomy / folder).mkdir()
    shell = "/usr/bin/zsh" if "zsh" in name else "/bin/bash"
    layout = Layout(home=str(roomy / "home"), data=str(roomy / "data1"), tmp=str(roomy / "tmp"), login=shell)
    home = machine(replace(layout))
    home.plant(ACCOUNTS[name])
    assert said(home) == []


SMALL = {
    "a conda and Hugging Face user who put all on the data disk": [
        "STO101[wandb]"
    ],  # WANDB_DIR leaves the cache behind
    "zsh with a framework and nvm": ["STO101[npm]", "STO101[pip-cache]", "TMP101"],
    "R and Julia, nothing else": ["STO101[julia]", "STO101[pip-cache]", "STO101[r]", "TMP101"],
    "VS Code and Jupyter": ["STO101[pip-cache]", "STO101[vscode-server]", "TMP101"],
    "a cluster user with modules and CUDA": ["STO101[apptainer]", "STO101[pip-cache]", "STO101[triton]", "TMP101"],
}


@pytest.mark.parametrize("name", ACCOUNTS)
def test_on_a_small_home_only_tools_in_use_are_named(machine: Start, name: str) -> None:
    home = machine(login="/usr/bin/zsh" if "zsh" in name else "/bin/bash")
    home.plant(ACCOUNTS[name])
    assert said(home) == SMALL[name]
