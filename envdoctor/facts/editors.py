"""Servers that editors leave in a home to work from afar, and whether this machine's C library is new enough for them.

Layout by microsoft/vscode, cli/src (``cli/servers/Stable-COMMIT`` with ``pid.txt``, ``lru.json`` newest first) and the
older install script (``bin/COMMIT`` with ``.COMMIT.pid`` beside ``bin``); Cursor's is the same.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from typing import TypeVar

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.host.probes import Answer, Content, List, Look, Names, Probe, Read, Seen
from envdoctor.light import dataclass, replace

T = TypeVar("T")
_ROOTS = {".vscode-server": "VS Code", ".vscode-server-insiders": "VS Code Insiders", ".cursor-server": "Cursor"}
_BINS = ("bin", "bin/linux-x64", "bin/linux-arm64")
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SERVER = re.compile(r"[A-Z][a-z]+-[0-9a-f]{40}(-web)?")
_MOST = 60
_LIBC = ("/lib/x86_64-linux-gnu", "/lib64", "/lib/aarch64-linux-gnu", "/usr/lib")
_CXX = ("/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib/aarch64-linux-gnu", "/usr/lib")
_PLAIN = (2, 34)
"""Since 2.34 libc.so.6 is the file itself; before, it is a link to libc-2.33.so."""


@dataclass(frozen=True, slots=True)
class Server:
    """One version of an editor's server. ``kept``: newest, in use now, or last used; ``mtime_ns``: of its folder."""

    path: str
    mtime_ns: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor's folder in home.

    Attributes:
        name: for people. root: the folder. servers: its versions, the newest first.
        version: of the newest server (``1.99.3``); empty: not known.
    """

    name: str = "VS Code"
    root: str = "/home/alice/.vscode-server"
    servers: tuple[Server, ...] = ()
    version: str = ""


@dataclass(frozen=True, slots=True)
class Editors:
    """Editors that were used here, and versions of the machine's libraries; None: not known.

    ``glibc``: ``(2, 17)``, at least that; ``libstdcxx``: ``(6, 0, 19)``.
    """

    all: tuple[Editor, ...] = ()
    glibc: tuple[int, ...] | None = None
    libstdcxx: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A server's folder and the file with its process number."""

    root: str
    path: str
    pid: str


def _candidates(root: str, listed: Sequence[Answer]) -> list[_Candidate]:
    found = []
    for folder, answer in zip(_BINS, listed, strict=False):
        names = answer.names or () if isinstance(answer, Names) else ()
        commits = [name for name in names if _COMMIT.fullmatch(name)]
        found += [_Candidate(root, f"{root}/{folder}/{name}", f"{root}/.{name}.pid") for name in commits]
    last = listed[len(_BINS)]
    names = last.names or () if isinstance(last, Names) else ()
    servers = [f"{root}/cli/servers/{name}" for name in names if _SERVER.fullmatch(name)]
    return (found + [_Candidate(root, path, f"{path}/pid.txt") for path in servers])[:_MOST]


def _number(answer: Answer) -> str:
    """What a pid file holds; empty where it is no number."""
    data = answer.data if isinstance(answer, Content) else None
    text = (data or b"")[:20].strip()
    return text.decode() if text.isdigit() else ""


def _last_used(answer: Answer) -> str:
    """The name that ``lru.json`` names first."""
    data = answer.data if isinstance(answer, Content) else None
    found = re.match(rb'\s*\[\s*"([\w.-]{1,100})"', data or b"")
    return found[1].decode() if found else ""


def _version(answer: Answer) -> str:
    """What a server's product.json says of itself."""
    data = answer.data if isinstance(answer, Content) else None
    found = re.search(rb'"version"\s*:\s*"(\d{1,4}\.\d{1,4}[^"]{0,20})"', data or b"")
    return found[1].decode("utf-8", "replace") if found else ""


def _numbers(seen: Sequence[Answer], stem: str) -> tuple[int, ...] | None:
    """The version in a library's file name, of the first that is there."""
    for one in seen:
        if isinstance(one, Seen) and one.kind == "file":
            name = one.real.rsplit("/", 1)[-1]
            digits = re.findall(r"\d+", name.removeprefix(stem)) if name.startswith(stem) else []
            return tuple(map(int, digits)) or None
    return None


Asking = Generator[Sequence[Probe], Sequence[Answer], T]


def _roots(here: Here) -> Asking[list[str]]:
    paths = [f"{here.home}/{name}" for name in _ROOTS]
    seen = yield [Look(path) for path in paths]
    return [path for path, one in zip(paths, seen, strict=True) if isinstance(one, Seen) and one.kind == "folder"]


def _found(roots: Sequence[str]) -> Asking[list[_Candidate]]:
    inside = (*_BINS, "cli/servers")
    listed = yield [List(f"{root}/{folder}") for root in roots for folder in inside]
    parts = [listed[at : at + len(inside)] for at in range(0, len(listed), len(inside))]
    return [one for root, part in zip(roots, parts, strict=True) for one in _candidates(root, part)]


def _used(roots: Sequence[str], found: Sequence[_Candidate]) -> Asking[set[str]]:
    """Folders of servers that run now, by their pid files, or that ``lru.json`` names first."""
    answers = yield [Read(one.pid, 20) for one in found] + [
        Read(f"{root}/cli/servers/lru.json", 8192) for root in roots
    ]
    last = zip(roots, answers[len(found) :], strict=True)
    numbers = [_number(answer) for answer in answers[: len(found)]]
    alive = yield [Look(f"/proc/{number or 0}") for number in numbers]
    running = {one.path for one, seen in zip(found, alive, strict=True) if isinstance(seen, Seen) and seen.exists}
    return running | {f"{root}/cli/servers/{_last_used(answer)}" for root, answer in last}


def _dated(roots: Sequence[str], found: Sequence[_Candidate], used: set[str]) -> Asking[list[Editor]]:
    """Editors with their servers, the newest first; that one is kept too."""
    looks = yield [Look(one.path) for one in found]
    times = {one.path: seen.mtime_ns for one, seen in zip(found, looks, strict=True) if isinstance(seen, Seen)}
    made = []
    for root in roots:
        paths = sorted((one.path for one in found if one.root == root), key=lambda path: -times.get(path, 0))
        servers = tuple(Server(path, times.get(path, 0), path in used or path == paths[0]) for path in paths)
        made.append(Editor(_ROOTS[root.rsplit("/", 1)[-1]], root, servers))
    return made


def _versioned(made: Sequence[Editor]) -> Asking[tuple[Editor, ...]]:
    newest = [editor.servers[0].path if editor.servers else "/nonexistent" for editor in made]
    files = yield [Read(f"{path}{part}/product.json") for path in newest for part in ("", "/server")]
    versions = [_version(files[2 * at]) or _version(files[2 * at + 1]) for at in range(len(made))]
    return tuple(replace(editor, version=version) for editor, version in zip(made, versions, strict=True))


def _libraries() -> Asking[tuple[tuple[int, ...] | None, tuple[int, ...] | None]]:
    seen = yield [Look(f"{one}/libc.so.6") for one in _LIBC] + [Look(f"{one}/libstdc++.so.6") for one in _CXX]
    libc, cxx = seen[: len(_LIBC)], seen[len(_LIBC) :]
    there = any(isinstance(one, Seen) and one.kind == "file" for one in libc)
    return _numbers(libc, "libc-") or (_PLAIN if there else None), _numbers(cxx, "libstdc++.so.")


@fact
def editors(here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Editors]:
    """Servers that editors left in home; nothing more is asked where no editor was used."""
    roots = yield from _roots(here)
    if not roots:
        return Editors()
    found = yield from _found(roots)
    used = yield from _used(roots, found)
    made = yield from _dated(roots, found, used)
    versioned = yield from _versioned(made)
    glibc, cxx = yield from _libraries()
    return Editors(versioned, glibc, cxx)
