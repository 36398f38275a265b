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


def write_own(path: str, value: dict[str, Any]) -> None:
    """Replace the file ``path`` by the marshalled ``value`` (0600), or leave no trace if that fails."""
    spare = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            data = marshal.dumps(value)
            if os.write(handle, data) != len(data):
                raise OSError("short write")
        finally:
            os.close(handle)
        os.replace(spare, path)
    except OSError:
        try:
            os.unlink(spare)
        except OSError:
            return
