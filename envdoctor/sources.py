"""Files that rules look into, from paths on the command line or from the account."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.errors import UsageError
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.startup import role_of

_LIMIT = 1 << 20
_MOST = 10_000
_SKIP = frozenset((".git", ".hg", ".svn", "node_modules", "__pycache__", ".venv", "venv"))


def source_of(shown: str, data: bytes, home: str, name: str = "") -> SourceFile:
    """A file as rules see it; what kind of start-up file it is, is told by its name."""
    role = role_of(name or shown, home)
    shell, kind = role if role else ("", "")
    return SourceFile(shown, data.decode("utf-8", "surrogateescape"), shell, kind)


def files_of(paths: Sequence[str], here: Here) -> tuple[SourceFile, ...]:
    """The files named by ``paths``; of a folder, the start-up files in it (a dotfiles repository).

    Raises:
        UsageError: a path does not exist or cannot be read.
    """
    found: list[SourceFile] = []
    for path in paths:
        if os.path.isdir(path):
            found.extend(_read(file, here) for file in _startup_files(path, here))
        else:
            found.append(_read(path, here))
    return tuple(found)


def _startup_files(folder: str, here: Here) -> Iterator[str]:
    count = 0
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _SKIP)
        for name in sorted(files):
            count += 1
            if count > _MOST:
                return
            path = os.path.join(top, name)
            if role_of(path, here.home) and os.path.isfile(path):
                yield path


def _read(path: str, here: Here) -> SourceFile:
    try:
        if not os.path.isfile(path):
            raise UsageError(f"{path}: no such file" if not os.path.exists(path) else f"{path}: not a regular file")
        with open(path, "rb") as file:
            data = file.read(_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    return source_of(path, data[:_LIMIT], here.home)
