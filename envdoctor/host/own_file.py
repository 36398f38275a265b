"""envdoctor's own small files: a marshalled dict, trusted only if this account alone may write it."""

from __future__ import annotations

import marshal
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read_own(path: str) -> dict[str, Any]:
    """A marshalled dict from a file that this account owns and nobody else may write, else empty."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return {}
    try:
        info = os.fstat(handle)
        if info.st_uid != os.geteuid() or info.st_mode & 0o077 or info.st_size > 64 << 20:
            return {}
        with open(handle, "rb", closefd=False) as file:
            value = marshal.loads(file.read())
        return value if isinstance(value, dict) else {}
    except (OSError, ValueError, EOFError, TypeError):
        return {}
    finally:
        os.close(handle)


def digest(text: str) -> str:
    """A short name for ``text`` that does not give it away."""
    data = text.encode("utf-8", "surrogateescape")
    try:
        # The interpreter's own: hashlib would load OpenSSL, which takes as long as all the rest.
        import _sha1  # type: ignore[import-not-found]

        made = _sha1.sha1(data).hexdigest()
    except ImportError:
        import hashlib

        made = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return str(made)


SPARE = 512 * 1024
"""Bytes that a cache leaves alone: on a disk with less room every block is somebody's last."""
ROOMY = 4 << 20
"""Bytes of room from which a cache may hold more than the last answer."""


def room_for(path: str) -> int:
    """Bytes free where ``path`` is or would be; 0 if that can't be told."""
    while True:
        try:
            got = os.statvfs(path)
            return got.f_bavail * (got.f_frsize or got.f_bsize)
        except OSError:
            if path == (path := os.path.dirname(path)):
                return 0


def make_private(folder: str) -> None:
    """Make ``folder`` with mode 0700, whatever the umask, and every missing one above it.

    Raises:
        OSError: it cannot be made.
    """
    if os.path.isdir(folder):
        return
    make_private(os.path.dirname(folder))
    os.mkdir(folder, 0o700)
    os.chmod(folder, 0o700)


def write_own(path: str, value: dict[str, Any], spare: int = SPARE) -> None:
    """Replace the file ``path`` by the marshalled ``value`` (0600), or leave no trace if that fails."""
    if room_for(path) < spare:
        return
    new = f"{path}.{os.getpid()}"
    try:
        make_private(os.path.dirname(path))
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            data = marshal.dumps(value)
            if os.write(handle, data) != len(data):
                raise OSError("short write")
        finally:
            os.close(handle)
        os.replace(new, path)
    except OSError:
        try:
            os.unlink(new)
        except OSError:
            return
