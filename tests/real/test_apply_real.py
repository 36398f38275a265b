"""apply and undo on real disks: full to the last byte, at a quota, read-only, with access lists."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from envdoctor.apply import apply, recover, writable_reason
from envdoctor.errors import NoRoom, Refused
from envdoctor.journal import Paths, runs
from envdoctor.steps import MakeFolder, Step, WriteFile
from envdoctor.undo import undo, uninstall

BASHRC = b"# a start-up file\n" + b"export PATH=$HOME/bin:$PATH\n" * 300
ACL = "system.posix_acl_access"
DEFAULT = "system.posix_acl_default"
Tree = dict[str, tuple[int, bytes | None]]

root = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root: sudo -E pytest tests/real")


def run(*command: object) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def need(program: str, package: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is missing: apt install {package}")


def mount(folder: Path, kind: str, size: int = 4) -> Path:
    """Mount a disk of ``size`` MiB; skips with the reason where this machine cannot."""
    disk = folder / "disk"
    disk.mkdir()
    if kind.startswith("tmpfs"):
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m" + kind.removeprefix("tmpfs"), "none", str(disk)]
    else:
        need("mkfs." + kind, {"ext4": "e2fsprogs", "btrfs": "btrfs-progs"}[kind])
        image = folder / "image"
        with open(image, "wb") as file:
            file.truncate(size * 1024 * 1024)
        run(*{"ext4": ("mkfs.ext4", "-q", "-m", "0"), "btrfs": ("mkfs.btrfs", "-q")}[kind], image)
        command = ["mount", "-o", "loop", str(image), str(disk)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"this machine cannot mount {kind}: {done.stderr.decode().strip()}; needs root with CAP_SYS_ADMIN")
    return disk


@pytest.fixture(params=["tmpfs", "ext4"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    place = mount(tmp_path, request.param)
    yield place
    run("umount", place)


def fill(disk: Path, leave: int) -> None:
    """Fill ``disk`` to its last byte, then give ``leave`` bytes back."""
    filler = os.open(disk / "filler", os.O_WRONLY | os.O_CREAT)
    for size in (65536, 4096, 1):
        try:
            while True:
                os.write(filler, b"\0" * size)
        except OSError as error:
            assert error.errno in (errno.ENOSPC, errno.EDQUOT)
    os.fsync(filler)
    if leave:
        os.ftruncate(filler, os.fstat(filler).st_size - leave)
    os.close(filler)
    os.sync()


def a_home(disk: Path) -> Path:
    home = disk / "home"
    home.mkdir()
    for name, mode in ((".bashrc", 0o644), (".profile", 0o600), (".condarc", 0o640)):
        (home / name).write_bytes(BASHRC)
        (home / name).chmod(mode)
    return home


def a_fix(home: Path) -> tuple[Step, ...]:
    names = (".bashrc", ".profile", ".condarc")
    files = tuple(WriteFile(f"{home}/{name}", BASHRC, b"# ours\n" + BASHRC) for name in names)
    return (MakeFolder(f"{home}/.config"), WriteFile(f"{home}/.config/env.sh", None, b"export A=1\n"), *files)


def tree(home: Path) -> Tree:
    found: Tree = {}
    for folder, names, files in os.walk(home):
        names[:] = [name for name in names if name != ".local"]
        for name in names + files:
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            found[os.path.relpath(path, home)] = (mode, Path(path).read_bytes() if stat.S_ISREG(mode) else None)
    return found


def paths_of(home: Path, *spare: str) -> Paths:
    return Paths(f"{home}/.local/state/envdoctor", spare)


@root
def test_a_quarter_mebibyte_is_enough(disk: Path) -> None:
    home = a_home(disk)
    before = tree(home)
    fill(disk, 256 * 1024)
    done = apply(a_fix(home), paths_of(home), version="1")
    assert done.state == "done"
    assert (home / ".profile").read_bytes() == b"# ours\n" + BASHRC
    assert undo(paths_of(home), version="1").kept == ()
    assert tree(home) == before
    uninstall(paths_of(home), version="1")
    assert not (home / ".local").exists()


@root
@pytest.mark.parametrize("leave", [0, 4096, 8192, 16384, 24576, 32768, 40960, 49152])
def test_too_little_room_changes_nothing(disk: Path, leave: int) -> None:
    home = a_home(disk)
    before = tree(home)
    fill(disk, leave)
    with pytest.raises(NoRoom, match=r"no room.*[Nn]othing was changed") as caught:
        apply(a_fix(home), paths_of(home), version="1")
    assert tree(home) == before
    assert recover(paths_of(home)) is None
    assert runs(paths_of(home)) == ()
    assert caught.value.path.startswith(str(home))
    (disk / "filler").unlink()
    fill(disk, caught.value.needed)  # the room it asks for is enough
    assert apply(a_fix(home), paths_of(home), version="1").state == "done"


@root
def test_the_journal_goes_to_the_data_disk(disk: Path, tmp_path: Path) -> None:
    """No block is left in the home, and the fix only makes a file smaller: still refused, and named."""
    home = a_home(disk)
    paths = paths_of(home, f"{tmp_path}/data/.envdoctor")
    (home / ".local" / "state" / "envdoctor").mkdir(parents=True)
    before = tree(home)
    fill(disk, 0)
    with pytest.raises(NoRoom) as caught:
        apply(a_fix(home), paths, version="1")
    assert tree(home) == before
    assert caught.value.path in {f"{home}/.config", f"{home}/.config/env.sh", f"{home}/.bashrc"}
    assert caught.value.needed >= 3 * len(BASHRC)
    assert str(caught.value.needed) in str(caught.value)


@root
def test_undo_without_a_byte_of_room(disk: Path, tmp_path: Path) -> None:
    """The earlier bytes lie in the journal on this very disk: they are put back without a copy."""
    home = a_home(disk)
    before = tree(home)
    paths = paths_of(home, f"{tmp_path}/data/.envdoctor")
    apply(a_fix(home), paths, version="1")
    fill(disk, 0)
    report = undo(paths, version="1")
    assert report.kept == ()
    assert tree(home) == before
    assert os.lstat(home / ".bashrc").st_nlink == 1
    (disk / "filler").unlink()
    assert report.run is not None
    assert undo(paths, report.run.id, version="1").kept == ()
    assert (home / ".profile").read_bytes() == b"# ours\n" + BASHRC
    undo(paths, version="1")
    assert tree(home) == before


@root
def test_no_inodes_left(tmp_path: Path) -> None:
    disk = mount(tmp_path, "tmpfs,nr_inodes=40")
    try:
        home = a_home(disk)
        before = tree(home)
        for number in range(60):
            try:
                (disk / f"filler{number}").touch()
            except OSError:
                break
        for freed in range(number):
            (disk / f"filler{freed}").unlink()
            try:
                apply(a_fix(home), paths_of(home), version="1")
                break
            except NoRoom:
                assert tree(home) == before
        assert freed > 3
        for filler in disk.glob("filler*"):
            filler.unlink()
        assert undo(paths_of(home), version="1").kept == ()
        assert tree(home) == before
    finally:
        run("umount", disk)


@root
def test_at_a_quota(tmp_path: Path) -> None:
    """A btrfs quota group: statvfs shows much room, the write fails. EDQUOT comes late, from fsync or close."""
    need("btrfs", "btrfs-progs")
    disk = mount(tmp_path, "btrfs", 256)
    try:
        run("btrfs", "quota", "enable", disk)
        run("btrfs", "subvolume", "create", disk / "limited")
        run("btrfs", "qgroup", "limit", "8M", disk / "limited")
        home = a_home(disk / "limited")
        (home / ".bashrc").write_bytes(BASHRC * 50)
        os.sync()
        before = tree(home)
        steps = (WriteFile(f"{home}/.bashrc", BASHRC * 50, BASHRC * 51), *a_fix(home)[:2])
        fill(disk / "limited", 0)
        room = os.statvfs(home)
        assert room.f_bavail * room.f_frsize > 50 * 1024 * 1024
        with pytest.raises(NoRoom, match="quota"):
            apply(steps, paths_of(home), version="1")
        assert tree(home) == before
        run("btrfs", "qgroup", "limit", "64M", disk / "limited")
        assert apply(steps, paths_of(home), version="1").state == "done"
        assert undo(paths_of(home), version="1").kept == ()
        assert tree(home) == before
    finally:
        run("umount", disk)


@root
def test_a_read_only_disk(disk: Path) -> None:
    home = a_home(disk)
    done = apply(a_fix(home), paths_of(home), version="1")
    before = tree(home)
    run("mount", "-o", "remount,ro", disk)
    try:
        assert "read-only" in (writable_reason(f"{home}/.bashrc") or "")
        taken, again = (
            lambda: undo(paths_of(home), done.id, version="1"),
            lambda: apply((), paths_of(home), version="1"),
        )
        for work in (taken, again):
            with pytest.raises(Refused, match="Read-only file system"):
                work()
    finally:
        run("mount", "-o", "remount,rw", disk)
    assert tree(home) == before


@root
def test_a_file_that_cannot_be_replaced(disk: Path) -> None:
    """A file mounted over a start-up file, as containers do: the rename fails late, the rest is taken back."""
    home = a_home(disk)
    (disk / "other").write_bytes(BASHRC)
    before = tree(home)
    run("mount", "--bind", disk / "other", home / ".condarc")
    try:
        with pytest.raises(Refused, match=r"busy|link|mounted"):
            apply(a_fix(home), paths_of(home), version="1")
    finally:
        run("umount", home / ".condarc")
    assert tree(home) == before
    assert runs(paths_of(home)) == ()


@root
def test_an_immutable_file(tmp_path: Path) -> None:
    need("chattr", "e2fsprogs")
    disk = mount(tmp_path, "ext4")
    try:
        home = a_home(disk)
        run("chattr", "+i", home / ".bashrc")
        assert "read-only" in (writable_reason(f"{home}/.bashrc") or "")
        with pytest.raises(Refused):
            apply(a_fix(home), paths_of(home), version="1")
        run("chattr", "-i", home / ".bashrc")
    finally:
        run("umount", disk)


def access_list(user: int, rights: int) -> bytes:
    """A POSIX access list as the kernel takes it: owner rw, one more user, group none, mask, others none."""
    none = 0xFFFFFFFF
    entries = ((1, 6, none), (2, rights, user), (4, 0, none), (16, 7, none), (32, 0, none))
    return struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)


@root
def test_access_lists_stay(tmp_path: Path) -> None:
    disk = mount(tmp_path, "ext4")
    try:
        home = a_home(disk)
        os.setxattr(home / ".bashrc", ACL, access_list(4321, 4))
        os.setxattr(home / ".bashrc", "user.note", b"mine")
        os.setxattr(home, DEFAULT, access_list(4322, 6))  # what new files here would inherit
        modes = {name: os.stat(home / name).st_mode for name in (".bashrc", ".profile", ".condarc")}
        apply(a_fix(home), paths_of(home), version="1")
        for _when in ("applied", "undone"):
            assert os.getxattr(home / ".bashrc", ACL) == access_list(4321, 4)
            assert os.getxattr(home / ".bashrc", "user.note") == b"mine"
            assert ACL not in os.listxattr(home / ".profile")
            assert {name: os.stat(home / name).st_mode for name in modes} == modes
            if _when == "applied":
                undo(paths_of(home), version="1")
        assert (home / ".bashrc").read_bytes() == BASHRC
    finally:
        run("umount", disk)


def test_the_real_shell_reads_it_first(tmp_path: Path) -> None:
    bashrc = tmp_path / ".bashrc"
    bashrc.write_bytes(BASHRC)
    need("bash", "bash")
    with pytest.raises(Refused, match=rf"{bashrc}: line 2: syntax error") as caught:
        apply((WriteFile(str(bashrc), BASHRC, b"echo\nfi\n", check=("bash", "-n")),), paths_of(tmp_path), version="1")
    assert "bash -n does not accept" in str(caught.value)
    assert bashrc.read_bytes() == BASHRC
    assert apply((WriteFile(str(bashrc), BASHRC, b"echo\n", check=("bash", "-n")),), paths_of(tmp_path), version="1")
