"""undo puts every byte back, takes out only what is ours where somebody wrote since, and can be undone."""

from __future__ import annotations

import os
import signal
import stat
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from envdoctor import edits
from envdoctor.apply import apply, recover
from envdoctor.edits import span
from envdoctor.errors import Refused
from envdoctor.journal import Paths, runs
from envdoctor.steps import ChangeMode, MakeFolder, Step, WriteFile
from envdoctor.undo import UndoReport, undo, uninstall

CONF = b"[global]\ntimeout = 60\n"
Tree = dict[str, tuple[int, bytes | None]]


MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Thousands of syncs are quick there; tests/real uses disks."""


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


def tree(home: str | Path, *, without: str = ".state") -> Tree:
    """Every path under ``home`` with its mode and bytes."""
    found: Tree = {}
    for folder, names, files in os.walk(os.fspath(home)):
        names[:] = [name for name in names if name != without]
        for name in names + files:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            content = Path(path).read_bytes() if stat.S_ISREG(status.st_mode) else None
            found[os.path.relpath(path, home)] = (status.st_mode, content)
    return found


def paths_of(home: str | Path) -> Paths:
    return Paths(f"{home}/.state/envdoctor", (), f"{home}/.state/cache/envdoctor", f"{home}/config")


def fix(home: str | Path, *steps: Step) -> str:
    return apply(steps, paths_of(home), version="1").id


def back(home: str | Path, run_id: str | None = None, at: Callable[[str], None] = lambda _step: None) -> UndoReport:
    return undo(paths_of(home), run_id, version="1", at=at)


def clean_out(home: Path, at: Callable[[str], None]) -> UndoReport:
    return uninstall(paths_of(home), version="1", at=at)


def a_home(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "pip.conf").write_bytes(CONF)
    (folder / "pip.conf").chmod(0o640)
    (folder / "key").write_bytes(b"secret")
    (folder / "key").chmod(0o644)
    return folder


def a_fix(home: Path) -> tuple[Step, ...]:
    return (
        MakeFolder(f"{home}/data"),
        MakeFolder(f"{home}/data/pip"),
        set_pip(home),
        WriteFile(f"{home}/data/env.sh", None, b"export A=1\n", 0o604),
        ChangeMode(f"{home}/key", 0o644, 0o600),
    )


def set_pip(home: Path) -> WriteFile:
    text = CONF.decode()
    entry = edits.entry("ini", text, ("global", "cache-dir"), "/data/pip")
    after = edits.put("ini", text, ("global", "cache-dir"), "/data/pip").encode()
    return WriteFile(f"{home}/pip.conf", CONF, after, entries=(entry,))


def test_everything_back(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    before = tree(home)
    run_id = fix(home, *a_fix(home))
    report = back(home)
    assert tree(home) == before
    assert set(report.restored) == {f"{home}/key", f"{home}/pip.conf"}
    assert report.removed == (f"{home}/data/env.sh", f"{home}/data/pip", f"{home}/data")
    assert (report.kept, report.cleaned) == ((), ())
    assert report.run is not None
    assert report.run.undoes == run_id
    assert [run.undone_by for run in runs(paths_of(home))] == [report.run.id, None]


def test_undone_and_redone_and_undone(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    before = tree(home)
    fix(home, *a_fix(home))
    after = tree(home)
    for _round in range(3):
        report = back(home)
        assert tree(home) == before
        assert report.run is not None
        again = back(home, report.run.id)
        assert tree(home) == after
        assert again.kept == ()
    assert again.run is not None
    assert [len(step.entries) for step in again.run.steps if step.path.endswith("pip.conf")] == [1]
    (home / "pip.conf").write_bytes((home / "pip.conf").read_bytes() + b"user = true\n")
    assert back(home).cleaned == (f"{home}/pip.conf",)
    assert (home / "pip.conf").read_bytes() == CONF + b"user = true\n"


def test_nothing_to_undo(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    with pytest.raises(Refused, match="nothing to undo"):
        back(home)
    run_id = fix(home, *a_fix(home))
    back(home)
    with pytest.raises(Refused, match="nothing to undo"):
        back(home)
    for unknown in ("", "2", "x", "20260131-235959-0f3a"):
        with pytest.raises(Refused, match=run_id):
            back(home, unknown)


def test_an_undone_run_again(tmp_path: Path) -> None:
    """Naming a run that is already undone does no harm: all is as it was."""
    home = a_home(tmp_path)
    run_id = fix(home, *a_fix(home))
    back(home)
    before = tree(home)
    report = back(home, run_id)
    assert (report.restored, report.removed, report.kept, report.run) == ((), (), (), None)
    assert tree(home) == before
    assert report.earlier is not None
    assert (report.earlier.kind, report.earlier.undoes) == ("undo", run_id)


def test_changed_since_only_ours_goes(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    (home / "pip.conf").write_bytes(b"# note to self\n" + (home / "pip.conf").read_bytes())
    report = back(home)
    assert report.cleaned == (f"{home}/pip.conf",)
    assert (home / "pip.conf").read_bytes() == b"# note to self\n" + CONF
    assert stat.S_IMODE((home / "pip.conf").stat().st_mode) == 0o640


def test_our_key_changed_since(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    (home / "pip.conf").write_bytes(CONF + b"cache-dir = /elsewhere\n")
    report = back(home)
    assert report.kept == (
        (f"{home}/pip.conf", f"{home}/pip.conf was changed since and is left as it is; nothing of ours is in it"),
    )
    assert (home / "pip.conf").read_bytes() == CONF + b"cache-dir = /elsewhere\n"
    assert f"{home}/key" in report.restored


def test_a_value_of_ours_that_stays_is_named(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    (home / "pip.conf").write_bytes(CONF + b"cache-dir = /data/pip /elsewhere\n")
    ((path, reason),) = back(home).kept
    assert path == f"{home}/pip.conf"
    assert reason.endswith("it still names /data/pip: remove those lines yourself")


SCRIPT = "#!/bin/bash\n#SBATCH --mail-type=END, FAIL\n#SBATCH -n 1\ncd x\nls\n\nmake\nconda activate a\n"
MENDED = SCRIPT.replace("END, FAIL", "END,FAIL").replace("conda", 'eval "$(conda shell.bash hook)"\nconda')


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("END,FAIL", "END,FAIL,ALL", "line 2 was changed since and stays; before the fix it was: {before}"),
        ("END,FAIL", "ALL", "line 2 was changed since and stays; before the fix it was: {before}"),
        (
            "#SBATCH --mail-type=END,FAIL\n",
            "",
            "a line that the fix changed was changed again since, or is gone; before",
        ),
        ("FAIL\n", "FAIL\n#SBATCH --mail-type=END,FAIL\n", "line 2 stays, for what stands beside it was changed since"),
        ("bash hook", "zsh hook", 'line 8, which the fix put in, was changed since and stays: eval "$(conda shell.zsh'),
        ('eval "$(conda shell.bash hook)"\n', "", "a line that the fix put in was changed since, or is gone: eval"),
    ],
)
def test_words_of_a_script_that_were_edited_since(old: str, new: str, says: str, tmp_path: Path) -> None:
    script = tmp_path / "a.sh"
    script.write_text(SCRIPT)
    ours = span.entries(SCRIPT, MENDED)
    fix(tmp_path, WriteFile(str(script), SCRIPT.encode(), MENDED.encode(), entries=ours))
    script.write_text(MENDED.replace(old, new))
    report = back(tmp_path)
    ((path, reason),) = report.kept
    assert report.cleaned == (path,) == (str(script),)
    assert reason.startswith(f"{path}: " + says.format(before="#SBATCH --mail-type=END, FAIL"))
    assert "; a line" not in reason


def test_an_undo_of_an_undo_says_so(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    first = back(home)
    assert first.run is not None
    second = back(home, first.run.id)
    assert second.run is not None
    third = back(home, second.run.id)
    assert [report.again for report in (first, second, third)] == [False, True, False]


def test_a_folder_with_data_beside_our_journal(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    (home / "data" / ".envdoctor").mkdir()
    (home / "data" / "mine").touch()
    assert dict(back(home).own)[f"{home}/data"] == f"{home}/data holds data: mine"


def test_a_file_we_made_and_somebody_wrote_to(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    (home / "data" / "env.sh").write_bytes(b"mine now\n")
    report = back(home)
    assert [path for path, _reason in report.kept] == [f"{home}/data/env.sh"]
    assert [path for path, _reason in report.own] == [f"{home}/data"]
    assert not report.whole
    assert (home / "data" / "env.sh").read_bytes() == b"mine now\n"


def test_folders_that_hold_data_stay(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    for name in ("a", "b", "c\n", "d"):
        (home / "data" / "pip" / name).touch()
    report = back(home)
    assert report.removed == (f"{home}/data/env.sh",)
    assert report.kept == ()
    assert report.whole  # nothing failed: the person's data is wanted
    reasons = dict(report.own)
    assert reasons[f"{home}/data/pip"] == f"{home}/data/pip holds data: a, b, c\\n, 4 names in all"
    assert reasons[f"{home}/data"] == f"{home}/data holds data: pip"


def test_gone_or_replaced_since(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, *a_fix(home))
    (home / "pip.conf").unlink()
    (home / "key").unlink()
    (home / "data" / "env.sh").unlink()
    (home / "data" / "env.sh").symlink_to("/etc/passwd")
    (home / "data" / "pip").rmdir()
    report = back(home)
    reasons = dict(report.kept)
    assert "was removed since" in reasons[f"{home}/pip.conf"]
    assert "is gone" in reasons[f"{home}/key"]
    assert "cannot be read" in reasons[f"{home}/data/env.sh"]
    assert (home / "data" / "env.sh").is_symlink()
    assert not (home / "pip.conf").exists()


def test_a_mode_changed_since(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, ChangeMode(f"{home}/key", 0o644, 0o600))
    (home / "key").chmod(0o400)
    report = back(home)
    assert [path for path, _reason in report.kept] == [f"{home}/key"]
    assert report.run is None
    (home / "key").chmod(0o600)
    assert back(home).restored == (f"{home}/key",)  # nothing was undone before, so the run can still be


def test_a_damaged_preimage(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    fix(home, set_pip(home))
    run = runs(paths_of(home))[0]
    Path(run.preimage(0)).write_bytes(b"other")
    after = tree(home)
    report = back(home)
    assert "lost or damaged" in report.kept[0][1]
    assert tree(home) == after


def test_several_runs_newest_first(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    trees = [tree(home)]
    for number in range(3):
        fix(home, WriteFile(f"{home}/key", (home / "key").read_bytes(), b"%d" % number))
        trees.append(tree(home))
    for wanted in reversed(trees[:-1]):
        back(home)
        assert tree(home) == wanted


def test_an_older_run_by_the_start_of_its_name(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    first = fix(home, set_pip(home))
    fix(home, ChangeMode(f"{home}/key", 0o644, 0o600))
    assert back(home, first[:-1] if not runs(paths_of(home))[1].id.startswith(first[:-1]) else first).restored == (
        f"{home}/pip.conf",
    )
    assert (home / "pip.conf").read_bytes() == CONF


def killed_at(number: int, work: Callable[[Callable[[str], None]], object]) -> bool:
    """Run ``work`` in a child that ends itself with SIGKILL before its step ``number``; False if it got to its end."""

    def at(_step: str) -> None:
        nonlocal number
        number -= 1
        if number < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the test runner has threads; the child only uses this one
        child = os.fork()
    if child == 0:
        code = 70
        try:
            work(at)
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    assert status in (0, signal.SIGKILL), status
    return status != 0


def test_killed_before_any_step_of_an_undo(tmp_path: Path) -> None:
    number, killed = 0, True
    while killed:
        home = a_home(tmp_path / f"home{number}")
        before = tree(home)
        fix(home, *a_fix(home))
        after = tree(home)
        killed = killed_at(number, partial(back, home, None))
        recover(paths_of(home))
        assert tree(home) in (before, after), number
        assert not [name for name in tree(home, without="") if ".envdoctor-" in name]
        if tree(home) == after:
            back(home)
        assert tree(home) == before, number
        number += 1
    assert number > 40


def test_an_undo_after_a_kill_takes_back_that_run_and_no_earlier_one(tmp_path: Path) -> None:
    number, stopped, killed = 0, 0, True
    while killed:
        home = a_home(tmp_path / f"home{number}")
        bare = tree(home)
        first = fix(home, WriteFile(f"{home}/key", b"secret", b"first"))
        before = tree(home)

        def second(at: Callable[[str], None], home: Path = home) -> None:
            apply(a_fix(home), paths_of(home), version="1", at=at)

        killed = killed_at(number, second)
        begun = [name for name in os.listdir(f"{home}/.state/envdoctor/runs") if name != first]
        report = back(home)
        assert tree(home) == (before if begun else bare), number
        if report.recovered is not None and not report.recovered.finished:
            stopped += 1
            assert (report.run, report.restored, report.removed, report.undone) == (None, (), (), ()), number
            assert report.recovered.run.id in begun
        number += 1
    assert stopped > 20


def test_an_interrupted_undo_is_the_undo_that_was_asked_for(tmp_path: Path) -> None:
    number, finished, killed = 0, 0, True
    while killed:
        home = a_home(tmp_path / f"home{number}")
        fix(home, WriteFile(f"{home}/key", b"secret", b"first"))
        before = tree(home)
        fix(home, *a_fix_after_first(home))
        ids = set(os.listdir(f"{home}/.state/envdoctor/runs"))
        killed = killed_at(number, partial(back, home, None))
        begun = set(os.listdir(f"{home}/.state/envdoctor/runs")) - ids
        done = [run for run in runs(paths_of(home)) if run.id in begun and run.state == "done"]
        report = back(home) if not done else UndoReport()
        if report.recovered is not None and not report.recovered.finished and not report.undone:
            assert report.recovered.run.kind == "", number  # it was stopped before it could say that it is an undo
            report = back(home)
        assert tree(home) == before, number
        finished += report.recovered is not None and report.recovered.finished
        number += 1
    assert finished > 5


def a_fix_after_first(home: Path) -> tuple[Step, ...]:
    return (MakeFolder(f"{home}/data"), set_pip(home), ChangeMode(f"{home}/key", 0o644, 0o600))


def test_killed_before_any_step_of_uninstall(tmp_path: Path) -> None:
    number, killed = 0, True
    while killed:
        home = a_home(tmp_path / f"home{number}")
        before = tree(home)
        fix(home, *a_fix(home))
        fix(home, WriteFile(f"{home}/key", b"secret", b"other"))
        killed = killed_at(number, partial(clean_out, home))
        report = uninstall(paths_of(home), version="1")
        assert report.kept == (), number
        assert tree(home) == before, number
        assert tree(home, without="").keys() <= before.keys() | {".state"}, number  # at most that empty folder
        number += 1
    assert not (home / ".state").exists()
    assert number > 70


def test_a_failure_at_any_step_of_an_undo(tmp_path: Path) -> None:
    number, failed = 0, True
    while failed:
        home = a_home(tmp_path / f"home{number}")
        fix(home, *a_fix(home))
        after, count = tree(home), number

        def at(step: str) -> None:
            nonlocal count
            count -= 1
            if count == -1 and "/lock" not in step:  # a lock that cannot be removed waits for the end of this process
                raise OSError(28, "No space left on device", step.partition(" ")[2])

        sentence = ""
        try:
            back(home, None, at)
        except Refused as error:
            sentence = str(error)
        if sentence:
            assert "No space left" in sentence
            assert tree(home) == after, (number, sentence)
        recover(paths_of(home))
        failed = count < 0
        number += 1
    assert number > 40


def test_no_trace_after_uninstall(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    before = tree(home, without="")
    paths = paths_of(home)
    fix(home, *a_fix(home), MakeFolder(paths.config), WriteFile(f"{paths.config}/env.sh", None, b"x"))
    report = back(home)
    assert report.run is not None
    back(home, report.run.id)
    fix(home, WriteFile(f"{home}/key", b"secret", b"other"))
    os.makedirs(f"{paths.cache}/sub")
    Path(paths.cache, "sub", "file").touch()
    report = uninstall(paths, version="1")
    assert report.kept == ()
    assert tree(home) == before
    assert tree(home, without="").keys() - before.keys() <= {".state", ".state/cache"}  # made by this test
    assert uninstall(paths, version="1") == UndoReport()


def test_uninstall_names_what_it_leaves(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    paths = paths_of(home)
    fix(home, *a_fix(home), MakeFolder(paths.config))
    Path(paths.config, "envdoctor.yaml").write_text("rules: {}\n")
    (home / "data" / "pip" / "wheel").touch()
    (home / "pip.conf").chmod(0o440)
    report = uninstall(paths, version="1")
    reasons = dict(report.kept)
    own = dict(report.own)
    assert own[paths.config] == f"{paths.config} holds files of your own: envdoctor.yaml"
    assert "holds data: wheel" in own[f"{home}/data/pip"]
    assert "read-only" in reasons[f"{home}/pip.conf"]
    assert [run.kind for run in runs(paths)] == ["fix"]  # it holds the earlier bytes of pip.conf
    (home / "pip.conf").chmod(0o640)
    assert back(home, runs(paths)[0].id).restored == (f"{home}/pip.conf",)
    assert not report.whole
    assert uninstall(paths, version="1").whole
    assert not os.path.exists(paths.state)
    assert (home / "pip.conf").read_bytes() == CONF


@pytest.mark.parametrize("undone", [False, True])
def test_a_policy_of_ones_own_is_left_and_that_is_no_failure(tmp_path: Path, undone: bool) -> None:
    home = a_home(tmp_path)
    paths = paths_of(home)
    fix(home, MakeFolder(paths.config), WriteFile(f"{paths.config}/env.sh", None, b"x"))
    Path(paths.config, "envdoctor.yaml").write_text("rules: {}\n")
    report = back(home) if undone else uninstall(paths, version="1")
    assert report.kept == ()
    assert [path for path, _reason in report.own] == [paths.config]
    assert report.whole
    assert os.listdir(paths.config) == ["envdoctor.yaml"]


def test_the_undos_own_journal_may_be_what_keeps_a_folder(tmp_path: Path) -> None:
    home = a_home(tmp_path)
    paths = Paths(f"{home}/.state/envdoctor", (f"{home}/data/.envdoctor",))
    apply((MakeFolder(f"{home}/data"),), paths, version="1")

    def full(step: str) -> None:
        if step.startswith(f"write {paths.state}/runs"):
            raise OSError(28, "No space left on device", step)

    report = undo(paths, version="1", at=full)
    assert report.own == ((f"{home}/data", f"{home}/data holds envdoctor's journal; envdoctor uninstall removes it"),)
    gone = uninstall(paths, version="1")
    assert (gone.kept, gone.own) == ((), ())
    assert not (home / "data").exists()


def test_uninstall_of_nothing_makes_nothing(tmp_path: Path) -> None:
    assert uninstall(paths_of(tmp_path / "home"), version="1") == UndoReport()
    assert not (tmp_path / "home").exists()


names = st.binary(min_size=1, max_size=12).filter(lambda name: not {0, 47} & set(name) and name not in (b".", b".."))
contents = st.binary(max_size=64) | st.just(b"x" * 200_000)
file_modes = st.sampled_from([0o600, 0o640, 0o644, 0o700, 0o755, 0o664, 0o2755])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_tree_comes_back(data: st.DataObject) -> None:
    """Random files, folders and modes, several runs; undone one by one to exactly the trees between."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as home:
        folders = [home]
        for name in data.draw(st.lists(names, max_size=4)):
            path = os.path.join(data.draw(st.sampled_from(folders)), os.fsdecode(name))
            if not os.path.lexists(path):
                os.mkdir(path)
                folders.append(path)
        for name, content, mode in data.draw(st.lists(st.tuples(names, contents, file_modes), max_size=6)):
            path = os.path.join(data.draw(st.sampled_from(folders)), os.fsdecode(name))
            if not os.path.lexists(path):
                Path(path).write_bytes(content)
                os.chmod(path, mode)
        trees = []
        for _run in range(data.draw(st.integers(1, 3))):
            before = tree(home)
            run = apply(drawn_steps(data, home, before), paths_of(home), version="1")
            trees += [before] if run.steps else []
        for wanted in reversed(trees):
            report = back(home)
            assert report.kept == ()
            assert tree(home) == wanted


def drawn_steps(data: st.DataObject, home: str, now: Tree) -> list[Step]:
    steps: list[Step] = []
    folders = [home] + [f"{home}/{name}" for name, (mode, _bytes) in now.items() if stat.S_ISDIR(mode)]
    for name, (mode, content) in now.items():
        if content is not None and data.draw(st.booleans()):
            steps.append(WriteFile(f"{home}/{name}", content, data.draw(contents)))
        if data.draw(st.booleans()):
            after = 0o700 if content is None else data.draw(file_modes)
            steps.append(ChangeMode(f"{home}/{name}", stat.S_IMODE(mode), after))
    taken = {f"{home}/{name}" for name in now}
    for raw in data.draw(st.lists(names, max_size=3)):
        path = os.path.join(data.draw(st.sampled_from(folders)), os.fsdecode(raw))
        if path not in taken:
            taken.add(path)
            if data.draw(st.booleans()):
                steps.append(MakeFolder(path, data.draw(st.sampled_from([0o700, 0o750]))))
                folders.append(path)
            else:
                steps.append(WriteFile(path, None, data.draw(contents), data.draw(file_modes)))
    return steps
