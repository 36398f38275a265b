"""What an unchanged system looks like: cheap marks of paths and disks, compared before anything is looked at again."""

from __future__ import annotations

import os
import stat

from envdoctor.units import size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

Stamp = tuple[object, ...]


def path_stamp(path: str) -> Stamp:
    """Changes whenever the file, folder or link at ``path`` is replaced, written, or gets another mode or owner."""
    try:
        own = os.lstat(path)
        there = os.stat(path)
    except (OSError, ValueError) as error:
        return (getattr(error, "errno", -1),)
    return (own.st_ino, own.st_ctime_ns, there.st_ino, there.st_mode, there.st_uid, there.st_size, there.st_ctime_ns)


def look_stamp(path: str) -> Stamp:
    """As :func:`path_stamp`, but a folder is only what was seen of it: whose, how open, and whether it holds anything.

    Home and ``/tmp`` get new entries all the time, which changes no answer.
    """
    try:
        own = os.lstat(path)
        there = os.stat(path)
    except (OSError, ValueError) as error:
        return (getattr(error, "errno", -1),)
    if not stat.S_ISDIR(there.st_mode):
        return path_stamp(path)
    link = own.st_ctime_ns if stat.S_ISLNK(own.st_mode) else 0
    return (own.st_ino, link, there.st_ino, there.st_mode, there.st_uid, there.st_gid, holds(path))


def holds(path: str) -> bool | None:
    """Whether the folder ``path`` holds anything; None where it may not be listed."""
    try:
        with os.scandir(path) as entries:
            return next(entries, None) is not None
    except OSError:
        return None


def room_stamp(path: str) -> Stamp:
    """Changes whenever what is printed or judged of the disk's room would: tenths of a percent, the figure shown."""
    while True:
        try:
            got = os.statvfs(path)
            break
        except (OSError, ValueError) as error:
            if not isinstance(error, (FileNotFoundError, NotADirectoryError)) or path == os.path.dirname(path):
                return (getattr(error, "errno", -1),)
            path = os.path.dirname(path)
    unit = got.f_frsize or got.f_bsize
    total, free = got.f_blocks * unit, got.f_bavail * unit
    inodes = 1000 * got.f_favail // got.f_files if got.f_files else -1
    return (total, 1000 * free // total if total else 0, size(free), inodes, got.f_flag)


def data_stamp(path: str) -> Stamp:
    """For files of ``/proc``, whose times say nothing: what they hold."""
    try:
        with open(path, "rb") as file:
            return (file.read(1 << 22),)
    except OSError as error:
        return (error.errno,)


STAMPS: dict[str, Callable[[str], Stamp]] = {
    "path": path_stamp,
    "look": look_stamp,
    "room": room_stamp,
    "data": data_stamp,
}


def kind_of(verb: str, path: str) -> str:
    """Which stamp goes with a file probe."""
    if path.startswith("/proc/"):
        return "data" if verb == "read" else "look"
    return {"space": "room", "look": "look"}.get(verb, "path")
