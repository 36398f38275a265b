"""The system calls that change files, one method each, and the questions asked before them.

Every method names itself to ``at`` before it acts, so that a test can end the process at any one of them. Errors stay
``OSError`` with the path in ``filename``; :func:`refusal` turns one into the sentence for the user.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterable

from envdoctor.errors import NoRoom, Refused
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.rights import copy_rights

At = Callable[[str], None]
FULL = (errno.ENOSPC, errno.EDQUOT)
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def quiet(_step: str) -> None:
    """Watch nothing: what ``at`` is outside tests."""


def digest(data: bytes) -> str:
    """The SHA-256 of ``data`` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def mode_of(path: str) -> int:
    """The permission bits of ``path`` itself, links not followed."""
    return stat.S_IMODE(os.lstat(path).st_mode)


def read(path: str) -> bytes | None:
    """The bytes of a regular file, or None if nothing is there.

    Raises:
        OSError: it cannot be read, is a link (ELOOP), or is no regular file (EINVAL).
    """
    try:
        # O_NONBLOCK: opening a FIFO must not hang.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "not a regular file", path)
        return file.read()


def same(one: str, other: str) -> bool:
    """Whether both names are there and are the same file; links are not followed."""
    try:
        first, second = os.lstat(one), os.lstat(other)
    except FileNotFoundError:
        return False
    return (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino)


def refusal(error: OSError, path: str = "", needed: int = 0) -> Refused:
    """The sentence for a system error met before anything was changed for good.

    Args:
        error: what the system said.
        path: what it is about, if the error does not say.
        needed: bytes the whole change needs on that disk.
    """
    where = path or os.fsdecode(error.filename or "")
    if error.errno in FULL:
        problem = _(
            "{path}: no room ({why}). The whole change needs {needed} bytes there. Nothing was changed: "
            "free some space and run this again",
            path=where,
            why=error.strerror or "disk full",
            needed=needed,
        )
        return NoRoom(where, needed, problem)
    return Refused(
        _("{path}: cannot be written ({why}). Nothing was changed", path=where, why=error.strerror or str(error))
    )


def writable_reason(path: str) -> str | None:
    """Why ``path`` is not to be written by us, as a sentence, or None if it may be.

    The plan asks it to withhold a fix beforehand, and ``apply`` asks it again before it writes.
    """
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return _folder_reason(os.path.dirname(path))
    except (OSError, ValueError) as error:
        return _("{path} cannot be looked at: {why}", path=path, why=error)
    if stat.S_ISLNK(found.st_mode):
        return _("{path} is a link; change the file it points to", path=path)
    if not stat.S_ISREG(found.st_mode):
        return _("{path} is not a regular file", path=path)
    if found.st_nlink > 1:
        return _("{path} has {n} hard links; a new file would cut it off from the others", path=path, n=found.st_nlink)
    if found.st_uid != os.geteuid():
        return _("{path} belongs to another user (id {uid})", path=path, uid=found.st_uid)
    if not found.st_mode & stat.S_IWUSR or not os.access(path, os.W_OK):
        return _("{path} is read-only; chmod u+w it if it may be changed", path=path)
    if os.lstat(os.path.dirname(path)).st_dev != found.st_dev and not os.path.islink(os.path.dirname(path)):
        return _("{path} is mounted by itself and cannot be replaced", path=path)
    return _folder_reason(os.path.dirname(path))


def _folder_reason(folder: str) -> str | None:
    """Why no file can be made in ``folder``, or in the nearest folder above it that exists."""
    while folder and not os.path.lexists(folder) and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
    if not os.path.isdir(folder):
        return _("{path} is not a folder", path=folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        return _("no file can be made in the folder {path}: it is read-only for you", path=folder)
    return None


@dataclass(frozen=True, slots=True)
class Disk:
    """The hands: every change to the disk goes through one of these."""

    at: At = quiet

    def folder(self, path: str, mode: int) -> None:
        """Make one folder, private until it has its ``mode``."""
        self.at(f"mkdir {path}")
        os.mkdir(path, 0o700)
        os.chmod(path, mode)  # whatever the umask left of it

    def write(self, path: str, data: bytes, mode: int, like: str | None = None) -> None:
        """Write a new file and sync it. Owner, attributes and mode come before the first byte.

        Args:
            path: must not exist.
            data: all it will hold.
            mode: permission bits.
            like: a file whose group and extended attributes (lists of access rights among them) it shall have.

        Raises:
            OSError: from any of open, write, fsync and close: quotas and network disks speak late.
        """
        self.at(f"open {path}")
        try:
            handle = os.open(path, NEW, 0o600)
            try:
                if like is not None:
                    copy_rights(handle, like)
                os.fchmod(handle, mode)
                self.at(f"write {path}")
                _write_all(handle, data)
                if mode & 0o6000:  # the kernel drops these bits when a user writes
                    os.fchmod(handle, mode)
                self.at(f"fsync {path}")
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            error.filename = path
            raise

    def rights(self, path: str, like: str) -> None:
        """Give the file ``path`` the group and the extended attributes of ``like``."""
        self.at(f"rights {path}")
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            copy_rights(handle, like)
        finally:
            os.close(handle)

    def link(self, path: str, name: str) -> None:
        """Give the file ``path`` the second name ``name``."""
        self.at(f"link {name}")
        os.link(path, name, follow_symlinks=False)

    def rename(self, path: str, name: str) -> None:
        """Replace ``name`` by ``path`` in one go."""
        self.at(f"rename {name}")
        os.replace(path, name)

    def remove(self, path: str) -> None:
        """Remove a file; one that is already gone is fine."""
        self.at(f"unlink {path}")
        try:
            os.unlink(path)
        except FileNotFoundError:
            return

    def remove_folder(self, path: str) -> bool:
        """Remove a folder if it is empty; False if something is in it."""
        self.at(f"rmdir {path}")
        try:
            os.rmdir(path)
        except FileNotFoundError:
            return True
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                return False
            raise
        return True

    def mode(self, path: str, mode: int) -> None:
        """Set the permission bits of ``path``."""
        self.at(f"chmod {path}")
        os.chmod(path, mode)

    def sync(self, folders: Iterable[str]) -> None:
        """Make the names in ``folders`` durable."""
        for folder in sorted(set(folders)):
            self.at(f"sync {folder}")
            try:
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except (FileNotFoundError, PermissionError):
                continue  # gone, or a folder that may be written but not read: its names cannot be synced by us
            try:
                os.fsync(handle)
            except OSError as error:
                if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks cannot sync a folder
                    error.filename = folder
                    raise
            finally:
                os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
