"""The journal: what is written comes back, and a damaged or hostile one is a sentence, never a traceback."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envdoctor import journal
from envdoctor.apply import apply, recover, unfinished
from envdoctor.disk import Disk
from envdoctor.errors import NoRoom, Refused
from envdoctor.journal import Paths, Record, Run, make_root, runs
from envdoctor.record import dump, parse
from envdoctor.steps import Entry, MakeFolder, WriteFile
from envdoctor.undo import undo

ID = "20260131-235959-0f3a"
texts = st.binary(max_size=20).map(os.fsdecode) | st.text(max_size=20)
modes = st.none() | st.integers(0, 0o7777)
hashes = st.none() | st.just("0123456789abcdef" * 4)
entries = st.lists(
    st.builds(Entry, texts, st.lists(texts, max_size=3).map(tuple), texts, st.none() | texts), max_size=2
).map(tuple)
records = st.builds(
    Record,
    st.sampled_from(["folder", "file", "mode", "remove", "rmdir"]),
    texts.map(lambda text: "/" + text.replace("\0", "")),
    hashes,
    hashes,
    modes,
    modes,
    entries,
    entries,
    st.just(""),
)


def one_run(tmp_path: Path) -> Paths:
    paths = Paths(str(tmp_path / "state"))
    apply((WriteFile(f"{tmp_path}/a", None, b"1"), MakeFolder(f"{tmp_path}/d")), paths, version="1")
    return paths


@given(st.lists(records, max_size=4).map(tuple), st.lists(texts, max_size=3).map(tuple), st.none() | st.just(ID))
def test_what_is_written_comes_back(steps: tuple[Record, ...], argv: tuple[str, ...], undoes: str | None) -> None:
    run = Run("", "fix", "2026-01-31T23:59:59.000000+00:00", "gpu3", "1", argv, steps=steps, undoes=undoes)
    assert parse(dump(run)) == run


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse(data)


def change(key: str, value: object) -> Callable[[Any], Any]:
    return lambda data: {**data, key: value}


def change_step(key: str, value: object) -> Callable[[Any], Any]:
    return lambda data: {**data, "steps": [{**data["steps"][0], key: value}]}


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda _data: [], "an object"),
        (change("schema", 2), "schema 1, found 2"),
        (change("schema", None), "schema 1, found None"),
        (change("steps", {}), "a list at steps"),
        (change("steps", [3]), "an object in steps"),
        (change("kind", 3), "a text at kind"),
        (change("argv", [3]), "a list of texts at argv"),
        (change("undoes", "../../x"), "a run's id"),
        (change_step("action", "run"), "unknown action run"),
        (change_step("path", "etc/passwd"), "an absolute path"),
        (change_step("path", "/a\0b"), "an absolute path"),
        (change_step("path", "/\ud800"), "surrogates not allowed"),
        (change_step("before", "zz"), "a SHA-256"),
        (change_step("mode_after", True), "permission bits"),
        (change_step("mode_after", 2**40), "permission bits"),
        (change_step("source", "/home/zhang/thesis.tex"), "a file of a run at source"),
        (change_step("entries", [1]), "a list of objects at entries"),
        (change_step("taken", [{"format": "ini"}]), "a list of texts at key"),
    ],
)
def test_a_damaged_journal_is_named_and_the_others_stand(
    tmp_path: Path, damage: Callable[[Any], Any], sentence: str
) -> None:
    paths = one_run(tmp_path)
    apply((WriteFile(f"{tmp_path}/b", None, b"1"),), paths, version="1")
    first, second = runs(paths)
    with open(second.file) as file:
        data = json.load(file)
    Path(second.file).write_text(json.dumps(damage(data)))
    good, bad = runs(paths)
    assert good == first
    assert bad.id == second.id
    assert second.file in bad.problem
    assert sentence in bad.problem
    with pytest.raises(Refused, match="cannot be undone"):
        undo(paths, version="1")
    assert undo(paths, first.id, version="1").removed == (f"{tmp_path}/d", f"{tmp_path}/a")


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"\xff\xfe", b'{"schema": 1e999}', b"9" * 5000])
def test_bytes_that_are_no_journal(tmp_path: Path, content: bytes) -> None:
    paths = one_run(tmp_path)
    file = Path(runs(paths)[0].file)
    file.write_bytes(content)
    assert "not a readable journal" in runs(paths)[0].problem


def test_things_in_the_way(tmp_path: Path) -> None:
    """A link, a FIFO, a folder, an endless file, where the journal should be; odd names beside it."""
    paths = one_run(tmp_path)
    run = runs(paths)[0]
    file = Path(run.file)
    aside = file.rename(tmp_path / "aside")
    file.symlink_to(aside)
    assert "not a readable journal" in runs(paths)[0].problem
    file.unlink()
    os.mkfifo(file)
    assert "not a regular file" in runs(paths)[0].problem
    file.unlink()
    file.mkdir()
    assert "not a readable journal" in runs(paths)[0].problem or "not a regular" in runs(paths)[0].problem
    file.rmdir()
    with open(file, "wb") as stream:
        stream.truncate(2**40)
    assert "too large" in runs(paths)[0].problem
    file.unlink()
    aside.rename(file)
    (tmp_path / "state" / "runs" / "notes.txt").touch()
    (tmp_path / "state" / "runs" / "..20260131-235959-0f3a").mkdir()
    assert runs(paths) == (run,)


def test_another_users_journal(tmp_path: Path) -> None:
    paths = one_run(tmp_path)
    if os.geteuid() == 0:
        os.chown(runs(paths)[0].file, 4321, 4321)
        assert "belongs to another user" in runs(paths)[0].problem
    else:
        with pytest.raises(OSError, match="another user"):
            journal.make_root("/usr", Disk())


def test_an_unreadable_journal_of_an_unfinished_run(tmp_path: Path) -> None:
    """Nobody can say what that run was about to do: nothing new begins before somebody has looked."""
    paths = one_run(tmp_path)
    run = runs(paths)[0]
    Path(run.file).rename(Path(run.folder) / "ready.json")
    (Path(run.folder) / "ready.json").write_text("{")
    assert unfinished(paths) is not None
    with pytest.raises(Refused, match=rf"Look at {run.folder}, remove it"):
        recover(paths)
    with pytest.raises(Refused, match="stopped half way"):
        apply((WriteFile(f"{tmp_path}/b", None, b"1"),), paths, version="1")
    assert not (tmp_path / "b").exists()


def test_later_runs_start_later_even_if_the_clock_went_back(tmp_path: Path) -> None:
    paths = one_run(tmp_path)
    run = runs(paths)[0]
    with open(run.file) as file:
        data = json.load(file)
    Path(run.file).write_text(json.dumps(data | {"started": "2099-01-01T00:00:00.000000+00:00"}))
    later = apply((WriteFile(f"{tmp_path}/b", None, b"1"),), paths, version="1")
    assert later.started == "2099-01-01T00:00:00.000001+00:00"
    assert [one.id for one in runs(paths)] == [run.id, later.id]


@pytest.mark.parametrize("started", ["soon", "", "9999-12-31T23:59:59.999999+00:00", "2099-01-01T00:00:00"])
def test_a_start_nobody_wrote(tmp_path: Path, started: str) -> None:
    paths = one_run(tmp_path)
    with open(runs(paths)[0].file) as file:
        data = json.load(file)
    Path(runs(paths)[0].file).write_text(json.dumps(data | {"started": started}))
    assert apply((WriteFile(f"{tmp_path}/b", None, b"1"),), paths, version="1").state == "done"


def test_spare_places(tmp_path: Path) -> None:
    """The first place with room gets the journal, runs are found in all, and a failure names what is needed."""
    spare = (f"{tmp_path}/one/.envdoctor", f"{tmp_path}/two/.envdoctor")
    paths = Paths(f"{tmp_path}/state", spare)
    full: list[str] = []

    def at(step: str) -> None:
        if step.startswith("fsync") and any(step.startswith(f"fsync {root}/runs") for root in full):
            raise OSError(errno.EDQUOT, "Disk quota exceeded")

    def write(name: str) -> Run:
        return apply((WriteFile(f"{tmp_path}/{name}", None, b"1"),), paths, version="1", at=at)

    found = [write("a")]
    full.append(paths.state)
    found.append(write("b"))
    full.append(spare[0])
    found.append(write("c"))
    assert [os.path.dirname(os.path.dirname(run.folder)) for run in found] == [paths.state, *spare]
    assert list(runs(paths)) == found
    full.append(spare[1])
    with pytest.raises(NoRoom, match="Disk quota exceeded") as caught:
        write("d")
    assert caught.value.path.startswith(paths.state)
    assert 8192 <= caught.value.needed <= 16384
    assert not (tmp_path / "d").exists()
    assert list(runs(paths)) == found
    assert runs(Paths(paths.state, (f"{tmp_path}/gone", *spare))) == runs(paths)


def test_what_the_journal_would_take_is_left_to_the_files(tmp_path: Path) -> None:
    """Room for either the journal or the new file in home: the journal goes to the data disk."""
    spare = f"{tmp_path}/data/.envdoctor"
    paths = Paths(f"{tmp_path}/state", (spare,))

    def at(step: str) -> None:
        inside = os.path.isdir(f"{paths.state}/runs") and os.listdir(f"{paths.state}/runs")
        if step.startswith(f"write {tmp_path}/.file") and inside:
            raise OSError(errno.ENOSPC, "No space left on device")

    run = apply((WriteFile(f"{tmp_path}/file", None, b"1"),), paths, version="1", at=at)
    assert (tmp_path / "file").read_bytes() == b"1"
    assert run.folder.startswith(spare)
    assert os.listdir(f"{paths.state}/runs") == []


def test_room_is_counted_honestly_when_the_file_itself_has_none(tmp_path: Path) -> None:
    def at(step: str) -> None:
        if step.startswith(f"write {tmp_path}/.file"):
            raise OSError(errno.ENOSPC, "No space left on device")

    steps = (WriteFile(f"{tmp_path}/file", None, b"1" * 5000), WriteFile(f"{tmp_path}/other", None, b"2"))
    for spare, needed in (((), 12288 + 8192), ((f"{tmp_path}/data/.envdoctor",), 12288)):
        with pytest.raises(NoRoom) as caught:
            apply(steps, Paths(f"{tmp_path}/state", spare), version="1", at=at)
        assert caught.value.path == f"{tmp_path}/file"
        assert caught.value.needed >= needed
        assert runs(Paths(f"{tmp_path}/state", spare)) == ()


def test_a_state_folder_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "state").mkdir(mode=0o777)
    (tmp_path / "state").chmod(0o777)
    one_run(tmp_path)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("first", ["state", "state/envdoctor"])
def test_another_run_makes_the_folder_at_the_same_moment(first: str, tmp_path: Path) -> None:
    root = tmp_path / "state" / "envdoctor"

    def at(step: str) -> None:
        if step == f"mkdir {tmp_path / first}":
            os.mkdir(tmp_path / first, 0o755)

    make_root(str(root), Disk(at))
    assert root.is_dir()
    assert root.stat().st_mode & 0o777 == 0o700


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("x")
    with pytest.raises(OSError):
        make_root(str(tmp_path / "state"), Disk())
