"""Files that the command line names: read without hanging, written whole or not at all, never through a link.

A folder may come from anywhere: what a name in it leads to is not what the person who typed the name had in mind.
"""

from __future__ import annotations

import errno
import os
import stat

from envdoctor.host import files
from envdoctor.i18n import _

_OWN = ("/dev/fd/", "/proc/self/fd/", "/dev/std", "/dev/null")
"""What stands there was opened by the shell for this very process: ``>(..)``, ``<(..)``."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def load(path: str, limit: int) -> bytes:
    """At most ``limit`` bytes of a regular file, or of a stream that the shell opened for us.

    Raises:
        OSError: it is missing, cannot be read, or is a FIFO or a device.
    """
    if path.startswith(_OWN):
        with open(path, "rb") as file:
            return file.read(limit)
    data, _more, why = files.read(path, limit)
    if isinstance(data, bytes):
        return data
    if why:
        raise OSError(errno.EINVAL, why, path)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)


def save(path: str, text: str) -> None:
    """Make ``text`` all that the file ``path`` holds; odd bytes stay. Its mode stays.

    Raises:
        OSError: it cannot be written, or is a link, a FIFO or a device; what stood there still stands.
    """
    data = text.encode("utf-8", "surrogateescape")
    if path.startswith(_OWN):
        with open(path, "wb") as file:
            file.write(data)
        return
    mode = _mode(path)
    new = os.path.join(os.path.dirname(path), f".envdoctor-{os.getpid()}")
    handle = os.open(new, _NEW, 0o666)
    try:
        with open(handle, "wb") as file:
            if mode is not None:
                os.fchmod(handle, mode)
            file.write(data)
        os.replace(new, path)
    except OSError:
        os.unlink(new)
        raise


def _mode(path: str) -> int | None:
    """The mode of the file that is to be replaced, None where there is none.

    Raises:
        OSError: it is not to be replaced.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, _("a link, and nothing is written through links; name another file"), path)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, _("not a regular file; name another one"), path)
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return stat.S_IMODE(found.st_mode)
