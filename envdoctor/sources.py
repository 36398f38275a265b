"""Files that rules look into, from paths on the command line or from the account."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.errors import UsageError
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import _, plural
from envdoctor.light import dataclass, field
from envdoctor.sniff import PYTHON, SCRIPT, TEMPLATE, form_of
from envdoctor.syntax.roles import role_of

Touch = Callable[[str], None]
LIMIT = 1 << 20
"""Bytes; a larger file is no script that a person wrote."""
MOST = 10_000
"""Files that are looked at below one folder."""
STDIN = "-"
"""Stands for standard input among paths; a file of that name is ``./-``."""
_HEAD = 1 << 16
_SKIP = frozenset(
    """
    .git .hg .svn node_modules __pycache__ .venv venv .tox .nox site-packages .mypy_cache .ruff_cache .pytest_cache
    .ipynb_checkpoints .cache .eggs
    """.split()
)
_ENVIRONMENTS = ("pyvenv.cfg", "conda-meta")
_BINARY = frozenset(
    """
    .7z .a .avi .bam .bin .bmp .bz2 .ckpt .deb .dat .db .dll .exe .gif .gz .h5 .hdf5 .ico .jar .jpeg .jpg .mat .mkv
    .mov .mp3 .mp4 .nc .npy .npz .o .onnx .parquet .pb .pdf .pickle .pkl .png .ppm .pt .pth .pyc .rar .rpm .safetensors
    .sif .so .sqlite .tar .tfrecord .tgz .tif .tiff .ttf .wav .webp .whl .woff .woff2 .xls .xlsx .xz .zip .zst
    """.split()
)


def source_of(shown: str, data: bytes, home: str, name: str = "", form: str | None = None) -> SourceFile:
    """A file as rules see it; what kind of start-up file it is, is told by its name. ``form``: if it is known."""
    role = role_of(name or shown, home)
    text = data.decode("utf-8", "surrogateescape")
    if role:
        return SourceFile(shown, text, *role)
    return SourceFile(shown, text, form=form_of(name or shown, data) if form is None else form)


@dataclass(frozen=True, slots=True)
class Sources:
    """What the paths on the command line came to.

    Attributes:
        files: what rules look into.
        unfit: files that were named and are nothing for any rule.
        notes: what was not looked at although it may have been meant. asides: what ``-v`` tells.
    """

    files: tuple[SourceFile, ...] = ()
    unfit: int = 0
    notes: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()


def _untouched(_path: str) -> None:
    return


@dataclass(slots=True)
class _Search:
    """Files found so far; ``touch`` is told of everything that is looked at, before it is."""

    here: Here
    touch: Touch = _untouched
    files: dict[str, SourceFile] = field(default_factory=dict)
    unfit: int = 0
    unread: int = 0
    notes: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)

    def take(self, path: str, head: bytes, *, named: bool) -> str:
        """What the file is, if it is anything for us: a word of ``sniff``, or ``startup``."""
        if role_of(path, self.here.home):
            return "startup"
        form = form_of(path, head)
        if form == TEMPLATE:
            self.asides.append(_("{path}: a template, so not checked; check what it is filled to", path=path))
            return ""
        return form if named or form not in (SCRIPT, PYTHON) else ""

    def file(self, path: str, *, named: bool) -> None:
        """Look at one file; of those that were only found in a folder, scripts without directives are left out."""
        if (key := os.path.normpath(path)) in self.files:
            return
        self.touch(path)
        try:
            with open(path, "rb") as file:
                data = file.read(_HEAD)
                form = self.take(path, data, named=named)
                if not form:
                    self.unfit += named
                    return
                data += file.read(LIMIT + 1 - len(data)) if len(data) == _HEAD else b""
        except OSError as error:
            if named:
                raise UsageError(f"{path}: {error.strerror}") from error
            self.unread += 1
            return
        if len(data) > LIMIT:
            self.notes.append(_("{path}: larger than 1 MiB, so not checked", path=path))
            return
        known = form if len(data) < _HEAD else None  # of a longer file only the beginning was looked at
        self.files[key] = source_of(path, data, self.here.home, form=known)

    def stdin(self) -> None:
        """Look at standard input, which is one script, whatever it begins with."""
        data = sys.stdin.buffer.read(LIMIT + 1) if sys.stdin is not None else b""
        form = self.take(STDIN, data[:_HEAD], named=True)
        if len(data) > LIMIT:
            self.notes.append(_("{path}: larger than 1 MiB, so not checked", path=STDIN))
        elif form or not self.asides:
            text = data.decode("utf-8", "surrogateescape")
            self.files[STDIN] = SourceFile(STDIN, text, form=form or SCRIPT)

    def folder(self, top: str) -> None:
        """Look at the files below ``top``."""
        for count, path in enumerate(_walk(top, self.touch)):
            if count >= MOST:
                self.notes.append(
                    _("{path}: stopped after {n} files; name a folder in it to check the others", path=top, n=MOST)
                )
                return
            self.file(path, named=False)


def files_of(paths: Sequence[str], here: Here, *, lenient: bool = False, touch: Touch = _untouched) -> Sources:
    """The files named by ``paths``; of a folder, its start-up files, job scripts and specs.

    Args:
        paths: as on the command line; ``-`` is standard input.
        here: whose home it is.
        lenient: pass over named files as if they were found in a folder.
        touch: is told of every path that is looked at.

    Raises:
        UsageError: a path does not exist or cannot be read.
    """
    search = _Search(here, touch)
    for path in paths:
        if path == STDIN:
            search.stdin()
        elif os.path.isdir(path):
            search.folder(path)
        elif os.path.isfile(path):
            search.file(path, named=not lenient)
        else:
            raise UsageError(f"{path}: not a regular file" if os.path.exists(path) else f"{path}: no such file")
    notes = search.notes
    if search.unread:
        notes.append(plural(search.unread, "{n} file could not be read", "{n} files could not be read"))
    return Sources(tuple(search.files.values()), search.unfit, tuple(notes), tuple(search.asides))


def _walk(top: str, touch: Touch) -> Iterator[str]:
    """Regular files below ``top`` in a stable order; version control, environments and binary files are left out."""
    for folder, folders, files in os.walk(top):
        touch(folder)
        inner = sorted(name for name in folders if name not in _SKIP)
        folders[:] = [name for name in inner if not _environment(f"{folder}/{name}")]
        for name in {*inner}.difference(folders):
            touch(os.path.join(folder, name))  # it may be an environment no more
        for name in sorted(files):
            path = os.path.join(folder, name)
            if os.path.splitext(name)[1].lower() in _BINARY:
                continue
            if os.path.isfile(path):
                yield _plain(path) if top in (".", "./") else path
            else:
                touch(path)  # a link may lead to a file later


def _plain(path: str) -> str:
    """``./jobs/a`` as ``jobs/a``; but ``./~a`` and ``./-`` would then mean something else."""
    return path[2:] if path[2:3] not in ("~", "-") else path


def _environment(folder: str) -> bool:
    return any(os.path.exists(f"{folder}/{mark}") for mark in _ENVIRONMENTS)
