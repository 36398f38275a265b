"""File probes, done: plain functions from a path to a plain tuple, which a helper child can send through a pipe."""

from __future__ import annotations

import os
import stat

from envdoctor.host.stamps import holds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _why(error: OSError) -> str:
    return error.strerror or type(error).__name__


def look(path: str, _limit: int) -> tuple[Any, ...]:
    """Fields of :class:`~envdoctor.host.probes.Seen`."""
    link: str | None = None
    try:
        if stat.S_ISLNK(os.lstat(path).st_mode):
            link = os.readlink(path)
        found = os.stat(path)
    except OSError as error:
        missing = isinstance(error, (FileNotFoundError, NotADirectoryError))
        kind = "link" if link is not None else "missing"
        return (kind, 0, -1, -1, 0, 0, 0, 0, link, path, False, False, "" if missing else _why(error))
    except ValueError:  # a NUL byte in a configured path
        return ("missing", 0, -1, -1, 0, 0, 0, 0, None, path, False, False, "the path holds a NUL byte")
    mode = found.st_mode
    kind = "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"
    need = os.W_OK | os.X_OK if kind == "folder" else os.W_OK
    held = holds(path) if kind == "folder" else found.st_size > 0
    return (
        kind,
        stat.S_IMODE(mode),
        found.st_uid,
        found.st_gid,
        found.st_size,
        found.st_mtime_ns,
        found.st_ino,
        found.st_dev,
        link,
        os.path.realpath(path),
        os.access(path, need, effective_ids=os.access in os.supports_effective_ids),
        held,
        "",
        found.st_nlink,
    )


def read(path: str, limit: int) -> tuple[Any, ...]:
    """Fields of :class:`~envdoctor.host.probes.Content`. Only regular files: a FIFO or a device is never opened."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except (OSError, ValueError) as error:
        missing = isinstance(error, (FileNotFoundError, NotADirectoryError))
        return (None, False, "" if missing else _why(error) if isinstance(error, OSError) else str(error))
    try:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            return (None, False, "not a regular file")
        parts, got = [], 0
        while got <= limit and (part := os.read(handle, min(1 << 20, limit + 1 - got))):
            parts.append(part)
            got += len(part)
        data = b"".join(parts)
        return (data[:limit], len(data) > limit, "")
    except OSError as error:
        return (None, False, _why(error))
    finally:
        os.close(handle)


def list_(path: str, limit: int) -> tuple[Any, ...]:
    """Fields of :class:`~envdoctor.host.probes.Names`."""
    names: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if len(names) >= limit:
                    return (tuple(sorted(names)), True, "")
                names.append(entry.name)
    except (OSError, ValueError) as error:
        return (None, False, _why(error) if isinstance(error, OSError) else str(error))
    return (tuple(sorted(names)), False, "")


def space(path: str, _limit: int) -> tuple[Any, ...]:
    """Fields of :class:`~envdoctor.host.probes.Room`, of the nearest folder above ``path`` that exists.

    Raises:
        OSError: the file system gives no answer.
    """
    while True:
        try:
            got = os.statvfs(path)
            break
        except (FileNotFoundError, NotADirectoryError):
            if path == (up := os.path.dirname(path)):
                raise
            path = up
    size = got.f_frsize or got.f_bsize
    return (
        got.f_blocks * size,
        got.f_bavail * size,
        got.f_files,
        got.f_favail,
        bool(got.f_flag & os.ST_NOEXEC),
        bool(got.f_flag & os.ST_RDONLY),
    )


WORK = {"look": look, "read": read, "list": list_, "space": space}
