"""What starting up costs, free of noise: the modules that each command imports, beyond those of a bare interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("rich", "psutil", "ruamel", "tomlkit", "configupdater", "asyncio", "multiprocessing", "concurrent", "logging")
MIDDLING = ("click", "pluggy", "platformdirs", "yaml", "importlib.metadata", "tree_sitter", "subprocess", "dataclasses")
LIST = "import atexit, sys; atexit.register(lambda: print(*sorted(sys.modules), file=open({out!r}, 'w')))"


def _modules(tmp_path: Path, argv: tuple[str, ...]) -> set[str]:
    """The modules in memory when ``envdoctor`` with ``argv`` ends; of a bare interpreter if there are none."""
    out = tmp_path / "modules"
    start = (
        ""
        if not argv
        else f"; sys.argv = {['envdoctor', *argv]!r}; from envdoctor.__main__ import entry; sys.exit(entry())"
    )
    home = tmp_path / "home"
    if not home.exists():
        home.mkdir()
        (home / ".bashrc").write_text("export EDITOR=vim\n")
    env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    code = LIST.format(out=str(out)) + start
    done = subprocess.run([sys.executable, "-c", code], env=env, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return set(out.read_text().split())


def _added(tmp_path: Path, *argv: str) -> set[str]:
    return _modules(tmp_path, argv) - _modules(tmp_path, ())


def _among(modules: set[str], forbidden: tuple[str, ...]) -> set[str]:
    return {name for name in modules if name.startswith(tuple(word + "." for word in forbidden)) or name in forbidden}


def test_version_imports_next_to_nothing(tmp_path: Path) -> None:
    added = _added(tmp_path, "--version")
    assert _among(added, HEAVY + MIDDLING) == set()
    assert len(added) <= 5, sorted(added)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_cold_check_imports_nothing_heavy(tmp_path: Path, form: str) -> None:
    added = _added(tmp_path, "check", "--no-cache", "--format", form)
    assert _among(added, HEAVY) == set()
    rules = {name for name in added if name.startswith("envdoctor_rules")}  # a rule and a tool each is a file
    assert len(added - rules) <= 300, sorted(added - rules)


def test_an_unchanged_check_imports_little(tmp_path: Path) -> None:
    for _turn in range(5):  # the folder for temporary files may be busy: then nothing can be remembered at first
        _modules(tmp_path, ("check",))
        added = _added(tmp_path, "check")
        if "click" not in added:
            break
    assert _among(added, HEAVY + MIDDLING) == set()
    assert len(added) <= 25, sorted(added)


def test_a_check_of_a_file_imports_only_what_the_file_needs(tmp_path: Path) -> None:
    script = tmp_path / "train.sbatch"
    script.write_text("#!/bin/bash\n#SBATCH --mem=16\n#SBATCH --time=1:00:00\nsrun python train.py\n")
    added = _added(tmp_path, "check", "--no-cache", "--isolated", str(script))
    assert _among(added, HEAVY) == set()
    rules = {name for name in added if name.startswith("envdoctor_rules")}
    others = tuple(f"envdoctor_rules.{name}." for name in "catalogue lsf pbs dpdispatcher shell storage".split())
    assert [name for name in rules if name.startswith(others)] == []
    kept = "syntax.shell facts.environments facts.siblings journal looking syntax.jobs.lsf syntax.jobs.pbs".split()
    assert added.isdisjoint(f"envdoctor.{name}" for name in kept)
    assert len(added - rules) <= 220, sorted(added - rules)
