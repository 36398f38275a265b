"""Probes and their answers: data, not code. What is to be looked at, and what was seen.

Paths are absolute; ``~`` at the start stands for the account's home. Deadlines are seconds from the start of the probe.
"""

from __future__ import annotations

from typing import Any

from envdoctor.light import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Is there something at ``path``, what kind, whose, may we write to it, does it hold anything. Answer: Seen."""

    path: str
    deadline: float = 1.5


@dataclass(frozen=True, slots=True)
class Read:
    """The first ``limit`` bytes of a regular file. Answer: Content."""

    path: str
    limit: int = 1 << 20
    deadline: float = 1.5


@dataclass(frozen=True, slots=True)
class List:
    """The first ``limit`` names in a folder, sorted. Answer: Names."""

    path: str
    limit: int = 2000
    deadline: float = 1.5


@dataclass(frozen=True, slots=True)
class Space:
    """Room on the file system of ``path``, as an unprivileged account sees it. Answer: Room."""

    path: str
    deadline: float = 1.5


@dataclass(frozen=True, slots=True)
class Which:
    """Absolute path of ``command`` on the PATH of this process. Answer: str, or None."""

    command: str
    deadline: float = 1.5


@dataclass(frozen=True, slots=True)
class Run:
    """Run a command, without a shell and without input, in a session of its own. Answer: Ran.

    Attributes:
        argv: absolute program, then its arguments.
        env: the whole environment it gets.
        limit: bytes of output kept; a command that prints more is ended.
        stamps: files and folders the answer depends on; while none of them changed (and for an hour at most) a
            remembered answer is given. Empty: never remembered.
    """

    argv: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    deadline: float = 2.0
    limit: int = 4 << 20
    stamps: tuple[str, ...] = ()


Probe = Look | Read | List | Space | Which | Run


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at a path.

    Attributes:
        kind: ``missing``, ``file``, ``folder``, ``link`` (a symbolic link that leads nowhere), ``other``.
        mode: permission bits of what the path leads to. uid, gid: its owner. size: bytes. mtime_ns: its stamp.
        inode: number on its device. device: ``st_dev``.
        link: what the path itself points at, if it is a symbolic link.
        real: the path with every symbolic link resolved.
        writable: this account may write to it (for a folder: create files in it).
        holds: a folder that is not empty; None where it may not be listed.
        error: why nothing more could be seen (``Permission denied``), else "".
        links: how many names the file has (hard links).
    """

    kind: str
    mode: int = 0
    uid: int = -1
    gid: int = -1
    size: int = 0
    mtime_ns: int = 0
    inode: int = 0
    device: int = 0
    link: str | None = None
    real: str = ""
    writable: bool = False
    holds: bool | None = False
    error: str = ""
    links: int = 1

    @property
    def exists(self) -> bool:
        """Something stands there that can be used."""
        return self.kind not in ("missing", "link")


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds. ``data`` is None if there is no such regular file or it can't be read (``error`` says why)."""

    data: bytes | None
    cut: bool = False
    error: str = ""

    @property
    def text(self) -> str:
        """``data`` as text for looking into, odd bytes replaced; empty where there is none."""
        return (self.data or b"").decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Names:
    """What a folder holds; None if there is no such folder or it can't be listed."""

    names: tuple[str, ...] | None
    cut: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes and inodes of a file system: in all, and free for an unprivileged account (``f_bavail``, ``f_favail``).

    ``files`` is 0 on file systems without an inode limit. ``noexec`` and ``readonly`` are mount flags.
    """

    total: int
    free: int
    files: int = 0
    files_free: int = 0
    noexec: bool = False
    readonly: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """A command's end: exit status (negative: the signal that ended it), what it printed, and how long it took."""

    status: int
    out: bytes
    err: bytes = b""
    seconds: float = 0.0
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The probe has no answer. ``reason`` is a sentence without a full stop."""

    reason: str
    timed_out: bool = False


Answer = Seen | Content | Names | Room | Ran | Failed | str | None

ANSWERS: dict[str, Any] = {"look": Seen, "read": Content, "list": Names, "space": Room}
"""How a file probe's plain tuple, as it crosses the pipe from a helper child, becomes a value."""
