"""The real tools as judges: what the tests of catalogue rows share.

Each case lays files and variables into a throw-away folder, asks envdoctor where the tool writes and then the tool.
``record`` keeps what was judged; with ENVDOCTOR_JUDGED=FILE it is written there as a table at the end.

Programs: ENVDOCTOR_TOOLS (``bin`` of a venv with pip, uv, huggingface_hub), ENVDOCTOR_CONDA (a conda), and
ENVDOCTOR_JUDGES: the folder that ``.ci/judges`` filled, a folder a tool.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from envdoctor.catalogue.rows import Place, Row, Side, where, where_side
from envdoctor.catalogue.view import Here, Missing, Variable, View
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Probe
from envdoctor.model import Origin

PATH = "/usr/local/bin:/usr/bin:/bin"
UNSET = "(unset)"
ABSENT = "(absent)"
Judge = Callable[[Mapping[str, str], Path], str | None]
FULL = os.environ.get("ENVDOCTOR_FULL") == "1"
T = TypeVar("T")


def some(cases: Sequence[T], most: int = 16) -> list[T]:
    """The first cases, or all of them where that is asked for."""
    return list(cases if FULL else cases[:most])


def tool(name: str, install: str) -> str:
    """The program ``name`` of the folder ENVDOCTOR_TOOLS, or a skip that says how to get it."""
    found = shutil.which(name, path=os.environ.get("ENVDOCTOR_TOOLS", "/nonexistent"))
    if found is None:
        how = f"python3 -m venv tools && tools/bin/pip install {install}; export ENVDOCTOR_TOOLS=$PWD/tools/bin"
        pytest.skip(f"{name} is missing: {how}")
    return found


def answer(argv: list[str], env: Mapping[str, str], cwd: Path) -> str | None:
    """The last line the tool prints, None where it fails."""
    ran = subprocess.run(argv, env=dict(env), cwd=cwd, capture_output=True, timeout=60, check=False)
    lines = ran.stdout.decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    return lines[-1] if ran.returncode == 0 and lines[-1] else None


def environment(box: Path, case: Mapping[str, str]) -> dict[str, str]:
    """The variables of a case (names in capitals or ``npm_``), with BOX filled in."""
    found = {"HOME": str(box / "home"), "PATH": PATH}
    for name, value in case.items():
        if (name.isupper() or name.startswith("npm_")) and value != UNSET:
            found[name] = value.replace("BOX", str(box))
    return found


def lay(box: Path, path: str, text: str) -> None:
    """Make a file with BOX filled in, unless it is to be absent."""
    if text != ABSENT:
        file = box / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.replace("BOX", str(box)).encode("utf-8", "surrogateescape"))


def seen_on(box: Path, env: Mapping[str, str], compute: Callable[[View], T]) -> T:
    """What ``compute`` gives for the box on this machine: the host is asked whatever it misses."""
    host = Host(home=str(box / "home"), env=env, cwd=str(box / "work"))
    here = Here(home=str(box / "home"), user="root", cwd=str(box / "work"))
    seen: dict[Probe, Answer] = {}
    environment = {name: Variable(value, Origin("inherited")) for name, value in env.items()}
    try:
        while True:
            try:
                return compute(View(here, {"now": environment}, seen))
            except Missing as missing:
                seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))
    finally:
        host.close()


def ours(row: Row | Side, box: Path, env: Mapping[str, str]) -> Place:
    """Where envdoctor says the tool writes."""
    if isinstance(row, Side):
        return seen_on(box, env, lambda view: where_side(row, view, "now"))
    return seen_on(box, env, lambda view: where(row, view, "now"))


def clear(box: Path) -> None:
    """Empty the throw-away folders between cases."""
    for name in ("home", "work", "etc", "data"):
        shutil.rmtree(box / name)
        (box / name).mkdir()


def disagreements(
    row: Row | Side, box: Path, cases: Sequence[dict[str, str]], files: Mapping[str, str], judge: Judge
) -> list[str]:
    """Cases in which envdoctor and the tool differ. ``files``: input -> path of the file it fills."""
    wrong = []
    for case in cases:
        clear(box)
        for name, path in files.items():
            lay(box, path, case[name])
        env = environment(box, case)
        mine, theirs = ours(row, box, env), judge(env, box / "work")
        if mine.path != theirs:
            chosen = {name: value for name, value in case.items() if value not in (UNSET, ABSENT)}
            wrong.append(f"{chosen}: ours {mine}, the tool's {theirs}")
    return wrong


def whole(path: str | None, cwd: Path) -> str | None:
    """A path as the tool prints it, laid on the working folder."""
    return None if path is None else os.path.normpath(cwd / path)


# ---- what was judged


@dataclass(slots=True)
class Judged:
    """A line of the table: how many cases a tool was asked, and in how many it said what envdoctor says."""

    version: str
    settings: dict[str, None] = field(default_factory=dict)
    cases: int = 0
    alike: int = 0


JUDGED: dict[tuple[str, str], Judged] = {}
"""(row, tool and version) -> what was judged in this run."""


def record(row: str, tool_: str, version: str, settings: Sequence[str], cases: int, wrong: Sequence[str]) -> None:
    """Keep what was judged, then fail where the two differ.

    Args:
        row: of the catalogue, with its side: ``uv``, ``uv pythons``.
        tool_: the program. version: as it says it.
        settings: variables and files that the cases set.
        cases: how many. wrong: the disagreements.

    Raises:
        AssertionError: they differ in a case.
    """
    line = JUDGED.setdefault((row, f"{tool_} {version}"), Judged(version))
    line.settings.update(dict.fromkeys(settings))
    line.cases += cases
    line.alike += cases - len(wrong)
    assert cases > 0, "nothing was judged"
    assert list(wrong) == []


def table() -> str:
    """Everything recorded, as a Markdown table."""
    lines = ["| row | judged by | settings | cases | alike |", "| --- | --- | --- | --- | --- |"]
    for (row, tool_), one in sorted(JUDGED.items()):
        settings = ", ".join(f"`{name}`" for name in one.settings)
        lines.append(f"| {row} | {tool_} | {settings} | {one.cases} | {one.alike} |")
    return "\n".join(lines) + "\n"


def judge_folder(name: str) -> Path:
    """A folder below ENVDOCTOR_JUDGES; skips the test with the install command where it is missing."""
    folder = Path(os.environ.get("ENVDOCTOR_JUDGES", "/nonexistent")) / name
    if not folder.is_dir():
        pytest.skip(f"{name} is missing; install with: .ci/judges FOLDER; export ENVDOCTOR_JUDGES=FOLDER")
    return folder


def installed(program: str, package: str) -> str:
    """A program of the system; skips the test with the install command where it is missing."""
    found = shutil.which(program, path=PATH + ":/usr/sbin:/usr/lib/go/bin")
    if found is None:
        pytest.skip(f"{program} is missing; install with: apt-get install {package}")
    return found
