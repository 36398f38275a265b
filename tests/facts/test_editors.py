from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from envdoctor.catalogue.view import Here
from envdoctor.facts.editors import Editor, Editors, Server, editors
from envdoctor.host.probes import Answer, Content, Failed, List, Look, Names, Probe, Read, Seen

HOME = "/home/alice"
CODE, CURSOR = f"{HOME}/.vscode-server", f"{HOME}/.cursor-server"
A, B, C = "a" * 40, "b" * 40, "c" * 40
LIBC, CXX = "/lib64/libc.so.6", "/usr/lib64/libstdc++.so.6"


class Tree:
    """Paths: text of a file, a number (a folder with this mtime), or where a link leads."""

    def __init__(self, paths: Mapping[str, str | int], links: Mapping[str, str] | None = None) -> None:
        self.paths, self.links = paths, links or {}
        self.asked: list[Probe] = []

    def answer(self, probe: Probe) -> Answer:
        self.asked.append(probe)
        assert isinstance(probe, (Look, Read, List))
        path = probe.path
        below = sorted({name[len(path) + 1 :].split("/")[0] for name in self.paths if name.startswith(path + "/")})
        if isinstance(probe, List):
            return Names(tuple(below) if below or path in self.paths else None)
        if isinstance(probe, Read):
            text = self.paths.get(path)
            return Content(text.encode() if isinstance(text, str) else None)
        if path in self.links:
            return Seen("file", real=self.links[path], link="x")
        found = self.paths.get(path, 0 if below else None)
        if found is None:
            return Seen("missing", real=path)
        kind = "file" if isinstance(found, str) else "folder"
        return Seen(kind, real=path, mtime_ns=found if isinstance(found, int) else 0)


def seen(tree: Tree, home: str = HOME) -> Editors:
    asking = editors.function(Here(home=home))
    answers: Sequence[Answer] | None = None
    try:
        while True:
            answers = [tree.answer(probe) for probe in asking.send(answers)]
    except StopIteration as end:
        found: Editors = end.value
        return found


def test_where_no_editor_was_used_nothing_more_is_asked() -> None:
    tree = Tree({})
    assert seen(tree) == Editors()
    assert len(tree.asked) == 3


def test_servers_of_both_layouts_the_newest_first() -> None:
    new = f"{CODE}/cli/servers/Stable-{B}"
    found = seen(Tree({f"{CODE}/bin/{A}": 1, new: 3, f"{CODE}/bin/{C}": 2, f"{CODE}/bin/notes": 4, f"{CODE}/data": 5}))
    servers = (Server(new, 3, True), Server(f"{CODE}/bin/{C}", 2), Server(f"{CODE}/bin/{A}", 1))
    assert found.all == (Editor("VS Code", CODE, servers),)


def test_what_runs_or_was_used_last_is_kept() -> None:
    servers = f"{CODE}/cli/servers"
    paths: dict[str, str | int] = {
        f"{CODE}/bin/{A}": 1,
        f"{CODE}/.{A}.pid": "4711\n",
        "/proc/4711": 0,
        f"{servers}/Stable-{B}": 2,
        f"{servers}/Stable-{B}/pid.txt": "12",
        f"{servers}/Stable-{C}": 3,
        f"{servers}/Stable-{A}": 9,
        f"{servers}/lru.json": f'["Stable-{C}","Stable-{A}"]',
    }
    [editor] = seen(Tree(paths)).all
    assert {server.path for server in editor.servers if not server.kept} == {f"{servers}/Stable-{B}"}


@pytest.mark.parametrize("text", ["", "x", "4711; rm -rf /", "9" * 400, "\0"])
def test_odd_pid_files_say_nothing(text: str) -> None:
    tree = Tree({f"{CODE}/bin/{A}": 1, f"{CODE}/bin/{B}": 2, f"{CODE}/.{A}.pid": text})
    [editor] = seen(tree).all
    assert [server.kept for server in editor.servers] == [True, False]
    assert not [probe for probe in tree.asked if getattr(probe, "path", "").startswith("/proc/") and ";" in probe.path]  # type: ignore[union-attr]


@pytest.mark.parametrize("part", ["", "/server"])
def test_the_version_of_the_newest_server(part: str) -> None:
    paths: dict[str, str | int] = {
        f"{CURSOR}/bin/{A}": 1,
        f"{CURSOR}/bin/{B}": 2,
        f"{CURSOR}/bin/{B}{part}/product.json": '{"nameShort": "x",\n"version": "1.99.3", "commit": "b"}',
    }
    assert seen(Tree(paths)).all[0].version == "1.99.3"


@pytest.mark.parametrize(
    ("links", "glibc", "cxx"),
    [
        ({LIBC: "/usr/lib64/libc-2.17.so", CXX: "/usr/lib64/libstdc++.so.6.0.19"}, (2, 17), (6, 0, 19)),
        ({LIBC: "/usr/lib64/libc.so.6", CXX: "/usr/lib64/libstdc++.so.6.0.30"}, (2, 34), (6, 0, 30)),
        ({LIBC: "/usr/lib64/libc-2.28.so"}, (2, 28), None),
        ({}, None, None),
    ],
)
def test_libraries_by_the_names_of_their_files(
    links: dict[str, str], glibc: tuple[int, ...] | None, cxx: tuple[int, ...] | None
) -> None:
    found = seen(Tree({f"{CODE}/data": 1}, links))
    assert (found.glibc, found.libstdcxx) == (glibc, cxx)


def test_a_folder_that_gives_no_answer_is_no_crash() -> None:
    asking = editors.function(Here(home=HOME))
    probes = next(asking)
    probes = asking.send([Seen("folder")] + [Failed("no answer")] * (len(probes) - 1))
    try:
        while True:
            probes = asking.send([Failed("no answer")] * len(probes))
    except StopIteration as end:
        assert end.value == Editors((Editor(),))
