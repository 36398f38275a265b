"""apply: all or nothing, whatever stops it, and every file keeps what makes it that file."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from envdoctor.apply import apply, recover, unfinished, writable_reason
from envdoctor.errors import Busy, EnvdoctorError, Refused
from envdoctor.journal import Paths, runs
from envdoctor.steps import ChangeMode, Entry, MakeFolder, Step, WriteFile
from envdoctor.undo import undo, uninstall

ODD = "od\udcffd \n'na\\me"
BASHRC = b"# mine\r\nexport A=1\r\ncase $- in *i*) ;; *) return;; esac"
Tree = dict[str, tuple[object, ...]]


MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
"""Thousands of syncs are quick there; tests/real uses disks."""


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


def tree(home: Path, *, without: str = ".state") -> Tree:
    """Every path under ``home`` with its kind, mode and content."""
    found: Tree = {}
    for folder, names, files in os.walk(home):
        names[:] = [name for name in names if name != without]
        for name in names + files:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            content: object = None
            if stat.S_ISLNK(status.st_mode):
                content = os.readlink(path)
            elif stat.S_ISREG(status.st_mode):
                content = Path(path).read_bytes()
            found[os.path.relpath(path, home)] = (stat.S_IFMT(status.st_mode), stat.S_IMODE(status.st_mode), content)
    return found


def paths_of(home: Path) -> Paths:
    return Paths(str(home / ".state" / "envdoctor"))


def a_home(folder: Path) -> Path:
    folder.mkdir()
    (folder / ".bashrc").write_bytes(BASHRC)
    (folder / ".bashrc").chmod(0o640)
    (folder / ".condarc").write_bytes(b"envs_dirs: []\n")
    (folder / ".condarc").chmod(0o604)
    (folder / ".ssh").mkdir()
    (folder / ".ssh").chmod(0o755)
    (folder / ODD).write_bytes(b"")
    return folder


def a_plan(home: Path) -> tuple[Step, ...]:
    """Every kind of step; two files change, one of them gets a new mode too."""
    return (
        MakeFolder(f"{home}/data"),
        MakeFolder(f"{home}/data/cache", 0o750),
        WriteFile(f"{home}/.bashrc", BASHRC, b"# >>> ours\r\n" + BASHRC),
        WriteFile(f"{home}/{ODD}", b"", b"bytes \xff\x00\xfe"),
        WriteFile(f"{home}/data/env.sh", None, b"export B=2\n", 0o644),
        WriteFile(f"{home}/.condarc", b"envs_dirs: []\n", b""),
        ChangeMode(f"{home}/.condarc", 0o604, 0o600),
        ChangeMode(f"{home}/.ssh", 0o755, 0o700),
    )


def fix(
    home: Path, steps: tuple[Step, ...], at: Callable[[str], None] = lambda _step: None, patience: float = 5
) -> str:
    return apply(steps, paths_of(home), version="1", patience=patience, at=at).id


def mend(home: Path, at: Callable[[str], None]) -> object:
    return recover(paths_of(home), at=at)


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


def leftovers(home: Path) -> list[str]:
    return [name for name in tree(home, without="") if ".envdoctor-" in name]


def locks(home: Path) -> list[str]:
    return [name for name in tree(home, without="") if "envdoctor/lock" in name]


def test_all_steps_happen_and_modes_stay(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    run = apply(a_plan(home), paths_of(home), argv=("fix", "--apply"), version="1.2")
    after = tree(home)
    assert after[".bashrc"] == (stat.S_IFREG, 0o640, b"# >>> ours\r\n" + BASHRC)
    assert after[ODD][2] == b"bytes \xff\x00\xfe"
    assert after["data/env.sh"][1:] == (0o644, b"export B=2\n")
    assert after[".condarc"][1:] == (0o600, b"")
    assert after["data/cache"][1] == 0o750
    assert after[".ssh"][1] == 0o700
    assert (run.kind, run.state, run.argv, run.version) == ("fix", "done", ("fix", "--apply"), "1.2")
    assert runs(paths_of(home)) == (run,)
    assert leftovers(home) == locks(home) == []


def test_what_is_already_so_is_passed_over(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    (home / "data").mkdir()
    run = apply(
        (
            MakeFolder(f"{home}/data"),
            WriteFile(f"{home}/.bashrc", BASHRC, BASHRC),
            ChangeMode(f"{home}/.ssh", 0o700, 0o755),
        ),
        paths_of(home),
        version="1",
    )
    assert run.steps == ()
    assert runs(paths_of(home)) == ()


@pytest.mark.parametrize("extra", [0, 1])
def test_killed_before_any_step(tmp_path: Path, extra: int) -> None:
    """Whatever step the kill comes before: nothing is lost, and the next run leaves all before or all after."""
    number = ends = 0
    while True:
        home = a_home(tmp_path / f"home{number}")
        steps = a_plan(home)
        before = tree(home)
        if extra:
            fix(home, (WriteFile(f"{home}/first", None, b"1"),))
            before = tree(home)
        killed = killed_at(number, partial(fix, home, steps))
        now = tree(home)
        for name, (_kind, _mode, content) in before.items():
            wanted = {step.after for step in steps if isinstance(step, WriteFile) and step.path == f"{home}/{name}"}
            assert now[name][2] in {content, *wanted}, (number, name)
        half = unfinished(paths_of(home))
        recovery = recover(paths_of(home))
        assert (half is None) <= (recovery is None), number
        assert leftovers(home) == [], number
        after = tree(home)
        if after != before:
            ends += 1
            assert after[".bashrc"][2] != BASHRC
            assert len(after) == len(before) + 3, number
            undo(paths_of(home), version="1")
            assert tree(home) == before, number
        assert unfinished(paths_of(home)) is None
        fix(home, steps)  # and the run can be had again
        assert tree(home)[".ssh"][1] == 0o700
        assert locks(home) == []
        if not killed:
            break
        number += 1
    assert number > 60
    assert ends > 15


def test_killed_in_recovery_too(tmp_path: Path) -> None:
    """A kill while a run is finished or taken back is mended like the first."""
    for first in range(20, 75, 6):
        second = 0
        while True:
            home = a_home(tmp_path / f"home{first}-{second}")
            before, steps = tree(home), a_plan(home)
            killed_at(first, partial(fix, home, steps))
            again = killed_at(second, partial(mend, home))
            recover(paths_of(home))
            assert leftovers(home) == []
            after = tree(home)
            assert after == before or (after[".ssh"][1] == 0o700 and len(after) == len(before) + 3), (first, second)
            if not again:
                break
            second += 3


def test_a_failure_at_any_step_leaves_all_or_nothing(tmp_path: Path) -> None:
    """Every system call may fail; what the caller then sees is a sentence, and nothing has changed."""
    number, failed = 0, True
    while failed:
        home = a_home(tmp_path / f"home{number}")
        before, count = tree(home), number

        def at(step: str) -> None:
            nonlocal count
            count -= 1
            if count == -1 and "/lock" not in step:  # a lock that cannot be removed waits for the end of this process
                raise OSError(5, "Input/output error", step.partition(" ")[2])

        sentence = ""
        try:
            fix(home, a_plan(home), at)
        except Refused as error:
            sentence = str(error)
        if sentence:
            assert "Input/output error" in sentence
            assert tree(home) == before, (number, sentence)
        recover(paths_of(home))
        assert leftovers(home) == [], number
        failed = count < 0
        number += 1
    assert number > 60


def test_interrupted_by_the_keyboard(tmp_path: Path) -> None:
    for number in range(4, 70, 3):
        home = a_home(tmp_path / f"home{number}")
        before, count = tree(home), number

        def at(_step: str) -> None:
            nonlocal count
            count -= 1
            if count == 0:
                raise KeyboardInterrupt

        try:
            fix(home, a_plan(home), at)
        except KeyboardInterrupt:
            pass
        recover(paths_of(home))
        after = tree(home)
        assert after == before or len(after) == len(before) + 3, number
        assert leftovers(home) == [], number


def test_changed_since_the_plan(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    steps = a_plan(home)
    (home / ".condarc").write_bytes(b"channels: []\n")
    before = tree(home)
    with pytest.raises(Refused, match=r"\.condarc changed after the plan"):
        fix(home, steps)
    assert tree(home) == before


def test_a_file_that_must_not_exist(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    with pytest.raises(Refused, match="changed after the plan"):
        fix(home, (WriteFile(f"{home}/.bashrc", None, b"x"),))
    with pytest.raises(Refused, match="in the way"):
        fix(home, (MakeFolder(f"{home}/.bashrc"),))
    assert (home / ".bashrc").read_bytes() == BASHRC


def test_changed_between_staging_and_rename(tmp_path: Path) -> None:
    """Somebody saves the file in the last moment: his version stands, all else is taken back."""
    home = a_home(tmp_path / "home")
    before = tree(home)

    def at(step: str) -> None:
        if step.startswith("rename") and step.endswith("ready.json"):
            (home / ".condarc").write_bytes(b"saved just now")

    with pytest.raises(Refused, match="changed by somebody else"):
        fix(home, a_plan(home), at)
    assert tree(home) == before | {".condarc": (stat.S_IFREG, 0o604, b"saved just now")}
    assert leftovers(home) == []


def test_changed_between_a_kill_and_recovery(tmp_path: Path) -> None:
    """A file saved after the kill is not overwritten: the run is taken back, and that file stays as saved."""
    kept = 0
    for number in range(30, 60):
        home = a_home(tmp_path / f"home{number}")
        before = tree(home)
        killed_at(number, partial(fix, home, a_plan(home)))
        (home / ".condarc").write_bytes(b"saved since")
        recover(paths_of(home))
        after = tree(home)
        assert after[".condarc"][2] == b"saved since"
        assert leftovers(home) == []
        others = {name: value for name, value in after.items() if name != ".condarc"}
        if others == {name: value for name, value in before.items() if name != ".condarc"}:
            kept += 1
        else:
            assert after["data/env.sh"][2] == b"export B=2\n"
    assert kept > 5


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("bash", "-n"), "syntax error"),
        (("sh", "-c", "exit 3"), "status 3"),
        (("no-such-shell", "-n"), "No such file|Permission denied"),
    ],
)
def test_a_failed_check_stops_everything(tmp_path: Path, command: tuple[str, ...], sentence: str) -> None:
    home = a_home(tmp_path / "home")
    before = tree(home)
    with pytest.raises(Refused, match=sentence) as caught:
        fix(home, (*a_plan(home)[:2], WriteFile(f"{home}/.bashrc", BASHRC, b"if then fi (\n", check=command)))
    assert ".envdoctor-" not in str(caught.value)
    assert tree(home) == before


def test_a_check_that_hangs(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    begun = time.monotonic()
    with pytest.raises(Refused, match="5 seconds"):
        fix(home, (WriteFile(f"{home}/.bashrc", BASHRC, b"x", check=("sh", "-c", "sleep 60 & sleep 60; true")),))
    assert time.monotonic() - begun < 15
    assert (home / ".bashrc").read_bytes() == BASHRC


def test_a_check_sees_the_new_text(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    fix(home, (WriteFile(f"{home}/.bashrc", BASHRC, b"new\n", check=("grep", "-q", "new")),))
    assert (home / ".bashrc").read_bytes() == b"new\n"


def test_what_may_not_be_written(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    (home / "link").symlink_to(".bashrc")
    os.link(home / ".condarc", home / "second")
    os.mkfifo(home / "fifo")
    (home / "locked").write_bytes(b"x")
    (home / "locked").chmod(0o400)
    table = {
        "link": "is a link",
        ".condarc": "2 hard links",
        "fifo": "not a regular file",
        ".ssh": "not a regular file",
        "locked": "read-only",
        ".bashrc/x": "not a folder",
    }
    for name, sentence in table.items():
        assert sentence in (writable_reason(f"{home}/{name}") or ""), name
        with pytest.raises(Refused, match=sentence):
            fix(home, (WriteFile(f"{home}/{name}", b"x", b"y"),))
    assert writable_reason(f"{home}/.bashrc") is None
    assert writable_reason(f"{home}/{ODD}") is None
    assert writable_reason(f"{home}/not/yet/there") is None


def test_another_users_file(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        home = a_home(tmp_path / "home")
        os.chown(home / ".bashrc", 4321, -1)
        path = str(home / ".bashrc")
    else:
        path = "/etc/passwd"
    assert "another user" in (writable_reason(path) or "")


def test_attributes_and_group_stay(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    bashrc = home / ".bashrc"
    try:
        os.setxattr(bashrc, "user.note", b"mine")
        attributes = os.listxattr(bashrc)
    except OSError:
        attributes = []  # this file system has none; the group is still looked at
    group = 4242 if os.geteuid() == 0 else os.getgid()
    os.chown(bashrc, -1, group)
    fix(home, a_plan(home))
    assert os.listxattr(bashrc) == attributes
    assert os.stat(bashrc).st_gid == group
    undo(paths_of(home), version="1")
    assert os.listxattr(bashrc) == attributes
    assert os.stat(bashrc).st_gid == group


def test_a_very_long_name(tmp_path: Path) -> None:
    name = "n" * 255
    home = a_home(tmp_path / "home")
    (home / name).write_bytes(b"before")
    before = tree(home)
    fix(home, (WriteFile(f"{home}/{name}", b"before", b"after"),))
    assert (home / name).read_bytes() == b"after"
    undo(paths_of(home), version="1")
    assert tree(home) == before


@pytest.mark.parametrize("path", ["relative", "", "/nul\0", "/\ud800"])
def test_a_path_nobody_can_name(tmp_path: Path, path: str) -> None:
    for step in (WriteFile(path, None, b""), MakeFolder(path), ChangeMode(path, 0, 1)):
        with pytest.raises(EnvdoctorError, match="a bug in envdoctor"):
            fix(a_home(tmp_path / "home") if not (tmp_path / "home").exists() else tmp_path / "home", (step,))


def test_a_folder_with_a_slash_at_its_end(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    before = tree(home)
    fix(home, (MakeFolder(f"{home}/d/"), MakeFolder(f"{home}/d/e/")))
    assert undo(paths_of(home), version="1").removed == (f"{home}/d/e", f"{home}/d")
    assert tree(home) == before


def test_a_file_system_without_hard_links(tmp_path: Path) -> None:
    """The lock needs a link, the second name of a file can be a copy; all stays all or nothing."""
    number, failed = 0, True
    while failed:
        home = a_home(tmp_path / f"home{number}")
        before, count = tree(home), number

        def at(step: str) -> None:
            nonlocal count
            if step.startswith("link") and step.endswith(".old"):
                raise OSError(errno.EPERM, "Operation not permitted")
            count -= step.startswith("rename")
            if count == -1:
                count = -2
                raise OSError(errno.EIO, "Input/output error", step)

        try:
            fix(home, a_plan(home), at)
        except Refused:
            assert tree(home) == before
        else:
            assert tree(home)[".bashrc"] == (stat.S_IFREG, 0o640, b"# >>> ours\r\n" + BASHRC)
            assert undo(paths_of(home), version="1").kept == ()
            assert tree(home) == before
        recover(paths_of(home))
        assert leftovers(home) == []
        failed = count < 0
        number += 1
    assert number > 6


def test_set_group_id_stays(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    (home / ".bashrc").chmod(0o2750)
    fix(home, (WriteFile(f"{home}/.bashrc", BASHRC, b"x"), WriteFile(f"{home}/new", None, b"x", 0o2755)))
    assert (tree(home)[".bashrc"][1], tree(home)["new"][1]) == (0o2750, 0o2755)


def test_one_path_twice_is_a_bug(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    step = WriteFile(f"{home}/.bashrc", BASHRC, b"x")
    with pytest.raises(EnvdoctorError, match="twice"):
        fix(home, (step, WriteFile(f"{home}/.bashrc", BASHRC, b"y")))
    assert (home / ".bashrc").read_bytes() == BASHRC


def test_entries_come_back_from_the_journal(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    entry = Entry("ini", ("global", "cache-dir"), "/data/\udcff", None)
    run = apply((WriteFile(f"{home}/p", None, b"x", entries=(entry,)),), paths_of(home), version="1")
    assert runs(paths_of(home))[0].steps == run.steps
    assert run.steps[0].entries == (entry,)


def test_the_journal_is_private(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        home = a_home(tmp_path / "home")
        fix(home, a_plan(home))
    finally:
        os.umask(old)
    state = home / ".state" / "envdoctor"
    for path in [state, *state.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_journal_in_a_folder_the_plan_makes(tmp_path: Path) -> None:
    """The state folder is full, the spare place is in an account folder that does not exist yet."""
    home = a_home(tmp_path / "home")
    (home / ".state" / "envdoctor").mkdir(parents=True)
    paths = Paths(str(home / ".state" / "envdoctor"), (f"{home}/account/.envdoctor",))
    before = tree(home)

    def full(step: str) -> None:
        if step.startswith("write") and "/.state/envdoctor/runs/" in step:
            raise OSError(errno.ENOSPC, "No space left on device", step[6:])

    steps = (MakeFolder(f"{home}/account"), WriteFile(f"{home}/account/env.sh", None, b"x"))
    broken = WriteFile(f"{home}/.bashrc", BASHRC, b"(", check=("false",))
    with pytest.raises(Refused, match="false does not accept"):
        apply((*steps, broken), paths, version="1", at=full)
    assert tree(home) == before
    run = apply(steps, paths, version="1", at=full)
    assert run.folder == f"{home}/account/.envdoctor/runs/{run.id}"
    assert runs(paths) == (run,)
    report = undo(paths, version="1", at=full)
    assert report.removed == (f"{home}/account/env.sh",)
    assert report.own == (
        (f"{home}/account", f"{home}/account holds envdoctor's journal; envdoctor uninstall removes it"),
    )
    assert uninstall(paths, version="1").kept == ()
    assert tree(home) == {name: value for name, value in before.items() if name != ".state"}
    assert not (home / ".state" / "envdoctor").exists()


SCRIPT = """
import sys
from envdoctor.apply import apply
from envdoctor.journal import Paths
from envdoctor.steps import WriteFile
home, name = sys.argv[1:]
steps = [WriteFile(f"{home}/{name}{n}", None, name.encode() * 1000) for n in range(20)]
apply(steps, Paths(f"{home}/.state/envdoctor"), version="1", patience=30)
"""


def test_two_at_once(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    both = [subprocess.Popen((sys.executable, "-c", SCRIPT, str(home), name)) for name in "ab"]
    assert [child.wait(60) for child in both] == [0, 0]
    assert [len(run.steps) for run in runs(paths_of(home))] == [20, 20]
    assert leftovers(home) == []


def test_busy(tmp_path: Path) -> None:
    home = a_home(tmp_path / "home")
    inner: list[str] = []

    def at(step: str) -> None:
        if step.startswith("write") and not inner:
            inner.append(step)
            with pytest.raises(Busy, match=rf"process {os.getpid()} on"):
                fix(home, a_plan(home), patience=0)

    fix(home, (WriteFile(f"{home}/new", None, b"x"),), lambda step: at(step) if ".envdoctor-" in step else None)
    assert len(inner) == 1
    assert leftovers(home) == []
