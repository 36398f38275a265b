"""Who may do what with a file, beyond its mode: group, access lists and other extended attributes."""

from __future__ import annotations

import errno
import os

ACL = "system.posix_acl_access"


def copy_rights(handle: int, like: str) -> None:
    """Give the open file the group and the extended attributes of ``like``.

    Raises:
        OSError: one of them cannot be kept; the system's own labels may differ.
    """
    group = os.lstat(like).st_gid
    if os.fstat(handle).st_gid != group:
        os.fchown(handle, -1, group)
    wanted, present = _attributes(like), _attributes(handle)
    if ACL in present and ACL not in wanted:  # inherited from the folder's default list
        os.removexattr(handle, ACL)
    for name, value in wanted.items():
        if present.get(name) == value:
            continue
        try:
            os.setxattr(handle, name, value)
        except OSError:
            if not name.startswith(("security.", "trusted.")):  # the system's own labels are its business
                raise


def _attributes(target: str | int) -> dict[str, bytes]:
    try:
        names = os.listxattr(target)
    except OSError as error:
        if error.errno in (errno.ENOTSUP, errno.ENOSYS):
            return {}
        raise
    found = ((name, _attribute(target, name)) for name in names)
    return {name: value for name, value in found if value is not None}


def _attribute(target: str | int, name: str) -> bytes | None:
    """Its value; None for one that is gone or that only the system may see."""
    try:
        return os.getxattr(target, name)
    except OSError as error:
        if error.errno in (errno.ENODATA, errno.EPERM, errno.EACCES, errno.ENOTSUP):
            return None
        raise
