"""The commands that move what is there, run by a real bash."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from shlex import quote

import pytest
from envdoctor_rules.catalogue.cursor_server import CURSOR_SERVER
from envdoctor_rules.catalogue.docker import DOCKER
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.playwright import PLAYWRIGHT
from envdoctor_rules.catalogue.r import R
from envdoctor_rules.catalogue.vscode_server import VSCODE_SERVER
from envdoctor_rules.containers.docker_data_on_small_disk import _runbook

from envdoctor import Place
from envdoctor.catalogue.rows import Row, move_and_link
from envdoctor.collect import collect
from envdoctor.facts.dockerd import Daemon
from envdoctor.facts.questions import Part, Spread

COPY = '#!/bin/sh\nfor last; do from=$to to=$last; done\nmkdir -p "$to" && cp -a "$from". "$to"\n'
"""What rsync does here, for machines that have none, and to fail after."""


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for PATH with what the commands call, and nothing else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("mkdir", "rmdir", "ln", "mv", "basename", "cp", "sh", "env"):
        (folder / name).symlink_to(shutil.which(name) or name)
    if found := shutil.which("rsync"):
        (folder / "rsync").symlink_to(found)
    else:
        program(folder, "rsync", COPY)
    return folder


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).unlink(missing_ok=True)
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


def pasted(lines: Sequence[str], programs: Path) -> subprocess.CompletedProcess[bytes]:
    """Lines pasted at once: each is run, whatever became of the one before."""
    return subprocess.run(
        ["/bin/bash", "-c", "\n".join(lines)], env={"PATH": str(programs)}, capture_output=True, check=False
    )


def filled(lines: Sequence[str], old: Path, new: Path) -> list[str]:
    return [line.format(old=quote(str(old)), new=quote(str(new))) for line in lines]


def laid(folder: Path) -> Path:
    (folder / "deep").mkdir(parents=True)
    (folder / "deep/model").write_text("weights")
    return folder


def tree(folder: Path) -> dict[str, str]:
    """What is below, links not followed: path -> kind or text."""
    found = {}
    for top, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(top, name)
            text = f"-> {path.readlink()}" if path.is_symlink() else "" if path.is_dir() else path.read_text()
            found[str(path.relative_to(folder))] = text
    return found


@pytest.mark.parametrize(
    "names", [("old", "data/new"), ("my old", "da ta/n'ew"), ('o"ld', "$HOME/`n`\\"), ("é*", "d/[a]")]
)
@pytest.mark.parametrize("below", ["", "/hub"])
def test_it_moves_and_leaves_a_link(tmp_path: Path, programs: Path, names: tuple[str, str], below: str) -> None:
    old, new = laid(tmp_path / "home" / names[0]), tmp_path / names[1]
    ran = pasted(filled(move_and_link(below), old, new), programs)
    assert (ran.returncode, ran.stderr) == (0, b"")
    there = Path(f"{new}{below}")
    assert old.readlink() == there
    assert tree(there) == {"deep": "", "deep/model": "weights"}
    assert (Path(f"{old}.before") / "deep/model").read_text() == "weights"
    assert sorted(os.listdir(old.parent)) == sorted([old.name, f"{old.name}.before"])
    assert os.listdir(there.parent) == [there.name]


def test_links_are_kept(tmp_path: Path, programs: Path) -> None:
    old, new = laid(tmp_path / "o ld"), tmp_path / "data/new"
    (old / "link").symlink_to("deep/model")
    os.link(old / "deep/model", old / "same")
    assert pasted(filled(move_and_link(), old, new), programs).returncode == 0
    assert old.readlink() == new
    assert (new / "link").readlink() == Path("deep/model")
    assert (new / "same").stat().st_ino == (new / "deep/model").stat().st_ino


def test_an_empty_new_place_is_used(tmp_path: Path, programs: Path) -> None:
    old, new = laid(tmp_path / "old"), tmp_path / "new"
    new.mkdir()
    assert pasted(filled(move_and_link(), old, new), programs).returncode == 0
    assert (old.readlink(), (new / "deep/model").read_text()) == (new, "weights")


def broken(tmp_path: Path, programs: Path, what: str) -> None:
    if what == "no rsync":
        (programs / "rsync").unlink()
    elif what == "rsync fails half-way":
        program(programs, "rsync", COPY + "echo No space left on device >&2\nexit 23\n")
    elif what == "no link can be made":
        program(programs, "ln", "#!/bin/sh\necho No space left on device >&2\nexit 1\n")
    elif what == "new holds something":
        laid(tmp_path / "new/other")
    elif what == "new leads elsewhere":
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "new").symlink_to(tmp_path / "elsewhere")
    elif what == "before is there":
        laid(tmp_path / "old.before/kept")
    elif what == "before is a file":
        (tmp_path / "old.before").write_text("mine")
    else:
        laid(tmp_path / "old.link")


TROUBLE = (
    *("no rsync", "rsync fails half-way", "no link can be made", "new holds something", "new leads elsewhere"),
    *("before is there", "before is a file", "a folder has the link's name"),
)


@pytest.mark.parametrize("what", TROUBLE)
@pytest.mark.parametrize("row", [VSCODE_SERVER, CURSOR_SERVER, PLAYWRIGHT], ids=lambda row: row.id)
def test_whatever_fails_the_old_place_stays_and_nothing_is_mixed(
    tmp_path: Path, programs: Path, row: Row, what: str
) -> None:
    old, new = laid(tmp_path / "old"), tmp_path / "new"
    broken(tmp_path, programs, what)
    before = tree(tmp_path)
    ran = pasted(filled(row.relocation.commands, old, new), programs)
    assert ran.returncode != 0
    assert ran.stderr
    after = tree(tmp_path)
    assert {path: after.get(path) for path in before} == before
    assert not old.is_symlink()
    if "new" in before:
        assert tree(new) == {path[4:]: text for path, text in before.items() if path.startswith("new/")}


def test_after_a_break_it_can_be_run_again(tmp_path: Path, programs: Path) -> None:
    old, new = laid(tmp_path / "old"), tmp_path / "new"
    lines = filled(move_and_link(), old, new)
    program(programs, "rsync", COPY + "exit 20\n")
    assert pasted(lines, programs).returncode != 0
    assert not new.exists()
    program(programs, "rsync", COPY)
    assert pasted(lines, programs).returncode == 0
    assert (old.readlink(), (new / "deep/model").read_text()) == (new, "weights")


def test_each_version_of_r_keeps_a_library_of_its_own(tmp_path: Path, programs: Path) -> None:
    new = tmp_path / "da ta/R/library"
    for version in ("4.2", "4.3"):
        old = laid(tmp_path / "R/x86_64-pc-linux-gnu-library" / version)
        assert pasted(filled(R.relocation.commands, old, new), programs).returncode == 0
        assert old.readlink() == new / version
    assert sorted(os.listdir(new)) == ["4.2", "4.3"]


def test_models_go_where_the_setting_would_look_for_them(tmp_path: Path, programs: Path) -> None:
    old = laid(tmp_path / "hub")
    assert pasted(filled(HUGGINGFACE.relocation.commands, old, tmp_path / "hf"), programs).returncode == 0
    assert old.readlink() == tmp_path / "hf/hub"


# ---- docker


def by_admin(programs: Path, log: Path) -> None:
    """Stand-ins that write down that they were called."""
    program(programs, "sudo", '#!/bin/sh\nexec "$@"\n')
    for name in ("systemctl", "dockerd", "docker"):
        program(programs, name, f'#!/bin/sh\necho "{name} $1" >>{log}\n')


def runbooks(old: Path, new: Path) -> list[list[str]]:
    part = Part(Spread(str(old), str(old), Place(str(old)), ("login",)))
    shown = [line for line in _runbook(part, Daemon(release=(28, 5)), str(new.parent)) if "docker info" not in line]
    return [filled(DOCKER.relocation.commands, old, new), shown]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("what", ["", "no rsync", "rsync fails half-way", "new holds something"])
def test_docker_is_started_only_on_a_whole_copy(tmp_path: Path, programs: Path, which: int, what: str) -> None:
    old, new, log = laid(tmp_path / "var/docker"), tmp_path / "data/docker", tmp_path / "log"
    by_admin(programs, log)
    if what == "new holds something":
        laid(new)
    elif what:
        broken(tmp_path, programs, what)
    pasted(runbooks(old, new)[which], programs)
    called = log.read_text().splitlines()
    assert called[0] == "systemctl stop"
    assert ("systemctl start" in called) is (what == "")
    assert (old / "deep/model").read_text() == "weights"
    assert new.exists() is (what in ("", "new holds something"))


@pytest.mark.parametrize("row", collect(installed=False).rows, ids=lambda row: row.id)
def test_what_is_said_of_a_move_is_a_clause(row: Row) -> None:
    how = row.relocation.how
    assert not how or how[0].islower() or how[:2].isupper() or how.startswith("Gateway")
    assert not how.endswith((".", ";"))
