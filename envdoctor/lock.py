"""One run at a time on one home, also when the home is mounted on many nodes.

``flock`` does not reach other nodes on every NFS, ``O_EXCL`` not on old ones; ``link`` does. Each run makes an empty
file whose *name* says who it is (``lock,host,pid,...``) and links it to the name ``lock``: only one can, and comparing
the two says who did, even if the server's answer was lost. The name carries the holder, not the content, for two
reasons: it needs no room on a full disk, and a dead run's lock is taken over by one ``rename`` of its name to ours,
which exactly one taker can win and which leaves no moment without a holder.
"""

from __future__ import annotations

import errno
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from envdoctor.disk import FULL, At, Disk, quiet, same
from envdoctor.errors import Busy, NoRoom, Refused
from envdoctor.i18n import _
from envdoctor.journal import Paths, make_root
from envdoctor.light import dataclass

PATIENCE = 10.0
"""Seconds to wait for another run before giving up."""

NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS, errno.EXDEV)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds the lock; all but ``file`` is empty if its name does not say.

    Attributes:
        file: what to remove if that node is dead: the path of the lock.
        name: the name of the file beside it that says who holds it.
        host: its node.
        pid: its process there.
        start: when that process started, in clock ticks since boot.
        boot: the kernel's boot id.
        space: its process id namespace; a container may not see processes outside.
        machine: the start of the machine id, to tell nodes of one name apart.
        since: UTC, ``20260131T235959Z``.
    """

    file: str
    name: str = ""
    host: str = ""
    pid: int = 0
    start: str = ""
    boot: str = ""
    space: str = ""
    machine: str = ""
    since: str = ""

    def gone(self) -> bool:
        """Whether it is certain that this holder no longer runs."""
        here = _myself()
        if (self.host, self.machine) != (here.host, here.machine):
            return False
        if self.boot != here.boot:  # restarted since; but "localhost" may be any machine
            return bool(self.boot and self.machine) and not self.host.startswith("localhost")
        return self.space == here.space and start_of(self.pid) != self.start


def look(paths: Paths) -> Holder | None:
    """Who holds the lock now, or None. Writes nothing."""
    lock = os.path.join(paths.state, "lock")
    for _attempt in range(5):  # a name may change while the folder is read
        try:
            names = os.listdir(paths.state)
        except OSError:
            return None
        if not os.path.lexists(lock):
            return None
        for name in names:
            if name.startswith("lock,") and same(os.path.join(paths.state, name), lock):
                return _holder(name, lock)
    return Holder(lock)


@contextmanager
def hold(paths: Paths, patience: float = PATIENCE, *, at: At = quiet) -> Iterator[None]:
    """Hold the lock of this home.

    Args:
        paths: the lock is in the state folder, which is made if missing.
        patience: seconds to wait for another run.
        at: called before every step that changes the disk.

    Raises:
        Busy: another run held it all the time, and it is not certain that it is dead.
        NoRoom: the disk cannot even take an empty file.
        Refused: the state folder cannot be written.
    """
    disk = Disk(at)
    mine = os.path.join(paths.state, _myself().name)
    try:
        try:
            make_root(paths.state, disk)
            disk.write(mine, b"", 0o600)
            _acquire(paths, mine, time.monotonic() + patience, disk)
            _sweep(paths, mine, disk)
        except OSError as error:
            raise _refusal(error, paths) from error
        yield
    finally:
        _release(paths, mine, disk)


def _acquire(paths: Paths, mine: str, deadline: float, disk: Disk) -> None:
    lock, pause = os.path.join(paths.state, "lock"), 0.02
    while not _take(mine, lock, disk):
        holder = look(paths)
        if holder is None:
            continue
        if holder.host and holder.gone():
            _take_over(paths, holder, mine, disk)
            if same(mine, lock):
                return
            continue
        if time.monotonic() >= deadline:
            raise Busy(_sentence(holder))
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def _take(mine: str, lock: str, disk: Disk) -> bool:
    try:
        disk.link(mine, lock)
    except FileExistsError:
        pass  # another's; or ours, if a server repeated a call whose answer was lost
    return same(mine, lock)


def _take_over(paths: Paths, dead: Holder, mine: str, disk: Disk) -> None:
    """Put our name on the lock of a dead holder."""
    try:
        disk.rename(os.path.join(paths.state, dead.name), mine)
    except FileNotFoundError:
        return  # another taker was quicker


def _release(paths: Paths, mine: str, disk: Disk) -> None:
    lock = os.path.join(paths.state, "lock")
    try:
        if same(mine, lock):
            disk.remove(lock)
        disk.remove(mine)
    except OSError:
        return  # the disk went away or read-only: our end makes the lock stale, the next run takes it over


def _sweep(paths: Paths, mine: str, disk: Disk) -> None:
    """Remove what runs left that were killed while they waited."""
    for name in os.listdir(paths.state):
        path = os.path.join(paths.state, name)
        if name.startswith("lock,") and path != mine and _holder(name, "").gone():
            disk.remove(path)


# ---- who ---------------------------------------------------------------------------------------------------------


def _myself() -> Holder:
    host = re.sub(r"[^A-Za-z0-9._-]", "_", socket.gethostname())[:64] or "localhost"
    since = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    boot, machine = _first_line("/proc/sys/kernel/random/boot_id"), _first_line("/etc/machine-id")[:12]
    try:
        space = re.sub(r"\D", "", os.readlink("/proc/self/ns/pid"))
    except OSError:
        space = ""
    pid = os.getpid()
    start = start_of(pid)
    name = ",".join(("lock", host, str(pid), start, boot, space, machine, since, os.urandom(3).hex()))
    return Holder("", name, host, pid, start, boot, space, machine, since)


def _holder(name: str, file: str) -> Holder:
    parts = name.split(",")
    if len(parts) != 9 or not re.fullmatch(r"[1-9][0-9]{0,9}", parts[2]):
        return Holder(file)
    return Holder(file, name, parts[1], int(parts[2]), *parts[3:8])


def start_of(pid: int) -> str:
    """When process ``pid`` started, in clock ticks since boot; empty if there is none, or only its corpse."""
    fields = _first_line(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return "" if len(fields) < 20 or fields[0] in "ZX" else fields[19]


def _first_line(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return file.readline(4096).decode("ascii", "replace").strip()
    except OSError:
        return ""


def _sentence(holder: Holder) -> str:
    if not holder.host:
        return _(
            "another envdoctor run seems to be at work on this home, but {file} does not say which. "
            "If none is, remove {file} and run this again",
            file=holder.file,
        )
    since = re.sub(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", r"\1-\2-\3 \4:\5:\6 UTC", holder.since)
    return _(
        "another envdoctor run is at work on this home: process {pid} on {host}, since {since}. Wait for it to end. "
        "If that node is dead, or the process no longer runs, remove {file} and run this again",
        pid=holder.pid,
        host=holder.host,
        since=since,
        file=holder.file,
    )


def _refusal(error: OSError, paths: Paths) -> Refused:
    where = os.fsdecode(error.filename or paths.state)
    if error.errno in FULL:
        problem = _(
            "{path}: no room for even an empty file ({why}). Nothing was changed", path=where, why=error.strerror
        )
        return NoRoom(where, 0, problem)
    why = error.strerror or str(error)
    if error.errno in NO_LINKS and error.filename2:
        why = _("its file system makes no hard links: {why}", why=why)
    return Refused(
        _("{path}: the state folder cannot be written ({why}). Nothing was changed", path=paths.state, why=why)
    )
