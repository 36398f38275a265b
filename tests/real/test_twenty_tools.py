"""An account that uses two dozen tools at once: one diff moves them all, none is broken, undo is exact."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

import pytest
from homes import BROKEN, SETTINGS
from host import HERE, MB, File, Machine, Tree, differences, leftovers
from judging import judge_folder
from tools import Tools

Start = Callable[..., Machine]

USED: Tree = {
    **BROKEN,
    ".cache/pypoetry/artifacts/a/b": File(b"\0" * 9000),
    ".cache/pdm/http/a": File(b"\0" * 9000),
    ".cache/pre-commit/repo1/x": File(b"x"),
    ".cache/modelscope/models/a/b": File(b"\0" * 9000),
    ".cache/kagglehub/models/a": File(b"\0" * 9000),
    "nltk_data/corpora/words.zip": File(b"\0" * 9000),
    ".cache/wandb/artifacts/obj/a": File(b"\0" * 9000),
    ".local/share/wandb/artifacts/staging/tmp1": File(b"x"),
    ".cache/matplotlib/fontlist.json": File(b"{}"),
    ".local/share/jupyter/runtime/kernel.json": File(b"{}"),
    ".cache/ms-playwright/chromium-1/chrome": File(b"x", 0o755),
    ".cache/yarn/v6/a": File(b"\0" * 9000),
    ".local/share/pnpm/store/v3/files/00/a": File(b"\0" * 9000),
    "go/pkg/mod/cache/download/a": File(b"\0" * 9000),
    ".cache/go-build/00/a": File(b"\0" * 9000),
    ".cache/ccache/0/a": File(b"\0" * 9000),
    ".m2/repository/a/b.jar": File(b"\0" * 9000),
    ".triton/cache/a/kernel.cubin": File(b"x"),
    ".keras/datasets/a.npz": File(b"\0" * 9000),
    ".apptainer/cache/blob/a": File(b"\0" * 9000),
    ".cargo/registry/cache/a.crate": File(b"\0" * 9000),
    ".cargo/bin/tool": File(b"#!/bin/sh\n", 0o755),
    ".local/share/pipx/venvs/black/bin/black": File(b"#!/bin/sh\n", 0o755),
    ".julia/packages/A/b.jl": File(b"\0" * 9000),
    ".gradle/caches/a": File(b"\0" * 9000),
}
"""What they leave behind, in their default places."""

MOVED = (
    *("pip-cache", "uv", "npm", "conda-envs", "conda-pkgs", "huggingface", "tmpdir", "poetry", "pdm", "pre-commit"),
    *("modelscope", "kagglehub", "nltk", "wandb", "yarn1", "go", "ccache"),
)
"""Tools that a fix moves without losing anything; asked afterwards, they say so themselves."""
KEPT = ("pipx", "jupyter", "matplotlib", "r", "maven", "pnpm", "playwright")
"""Tools that stay: what they hold is no cache, stays small, or goes with the project."""


@pytest.fixture
def home(machine: Start, tools: Tools) -> Machine:
    judges = judge_folder("py").parent
    started = machine(show=(*tools.show, str(judges)))
    started.plant(USED)
    assert set(SETTINGS) <= set(USED)
    started.fill(2 * MB)
    return started


def say(home: Machine, tools: Tools) -> dict[str, str | None]:
    """What every tool answers in a login shell."""
    judges = judge_folder("py").parent
    command = f"{tools.bin}/python {HERE}/smoke.py {judges} {tools.bin} {tools.conda}"
    done = home.run("bash", "-lc", command, timeout=300)
    assert done.code == 0, done
    said: dict[str, str | None] = json.loads(done.out.splitlines()[-1])
    return said


def test_one_diff_moves_them_and_breaks_none(home: Machine, tools: Tools) -> None:
    before, manifest = say(home, tools), home.manifest()
    assert [name for name, answer in before.items() if not answer] == []
    preview = home.envdoctor("fix")
    assert (preview.code, preview.err) == (0, ""), preview
    planned: Any = home.envdoctor("fix", "--format", "json").json
    assert planned["conflicts"] == []
    done = home.envdoctor("fix", "--apply", "--format", "json")
    assert (done.code, done.err) == (0, ""), done
    applied: Any = done.json
    assert applied["changes"] == planned["changes"]
    assert applied["new"] == []
    after = say(home, tools)
    assert [name for name, answer in after.items() if not answer] == []
    stayed = {name: after[name] for name in MOVED if "/data1/zhang/" not in str(after[name])}
    assert stayed == {}
    assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}
    again: Any = home.envdoctor("fix", "--apply", "--format", "json").json
    assert again["changes"] == []
    assert home.envdoctor("undo").code == 0
    allowed = (
        *leftovers(home.home),
        *(os.path.join(home.home, name) for name in MADE),
        "/data1/zhang/cache",
        "/data1/zhang/tmp",
    )
    assert differences(manifest, home.manifest(), allowed) == {}


MADE = (".config/matplotlib", ".config/go/telemetry", ".local/state/pipx", ".local/state/pnpm", ".cache/node")
"""What the tools themselves make when they are asked; paths count from home."""
