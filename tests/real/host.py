"""A private machine by bubblewrap: its own /home, /data1, /tmp, /etc and user, on the real /usr. No root needed.

One process (``inside.py``) lives in it for the whole test, so that its file systems last from one command to the next.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKOUT = os.path.dirname(os.path.dirname(HERE))
ENVDOCTOR = os.path.join(os.path.dirname(sys.executable), "envdoctor")
PATH = "/usr/local/bin:/usr/bin:/bin"
MB = 1 << 20
_ETC = (
    "profile",
    "bash.bashrc",
    "zsh",
    "fish",
    "csh.cshrc",
    "csh.login",
    "alternatives",
    "ld.so.cache",
    "ssl",
    "maven",
    "java-17-openjdk",
    "R",
)


@dataclass(frozen=True, slots=True)
class File:
    """A file to plant."""

    data: bytes = b""
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to plant."""

    mode: int = 0o755


@dataclass(frozen=True, slots=True)
class Link:
    """A symbolic link to plant."""

    target: str


Tree = Mapping[str, File | Folder | Link]
Manifest = dict[str, list[object]]


@dataclass(frozen=True, slots=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str
    seconds: float
    late: bool

    @property
    def json(self) -> object:
        """Its standard output as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the machine is like.

    Attributes:
        home: a folder bound at /home (/root for root), or the bytes of a tmpfs there.
        data: the folder bound at /data1; None for none.
        tmp: the folder bound at /tmp; None for a tmpfs. root: a whole root folder instead of /usr and an empty one.
        etc: files of /etc. show: more folders to be seen, read-only.
    """

    home: str | int = 64 * MB
    data: str | None = None
    tmp: str | None = None
    user: str = "zhang"
    uid: int = 1001
    login: str = "/bin/bash"
    root: str | None = None
    etc: Mapping[str, str] = field(default_factory=dict)
    show: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        """The account's home."""
        return "/root" if self.uid == 0 else f"/home/{self.user}"


def need(program: str, package: str) -> str:
    """The path of ``program``; without it the test is skipped with the command that installs it."""
    found = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if found is None:
        pytest.skip(f"{program} is missing; install with: apt-get install {package}")
    return found


def _shown(layout: Layout) -> list[str]:
    """Folders outside /usr that hold the interpreter, envdoctor and the tools."""
    wanted = [sys.prefix, sys.base_prefix, CHECKOUT, *layout.show]
    outside = [folder for folder in dict.fromkeys(wanted) if not folder.startswith("/usr/")]
    return [folder for folder in outside if not any(folder.startswith(other + "/") for other in outside)]


def _etc(layout: Layout, scratch: str) -> list[str]:
    """Arguments for an /etc of our own: the system's shell files, and accounts that are the machine's own."""
    account = f"{layout.user}:x:{layout.uid}:{layout.uid}::{layout.own}:{layout.login}\n"
    lines = {
        "passwd": "root:x:0:0::/root:/bin/bash\n" + account,
        "group": f"root:x:0:\n{layout.user}:x:{layout.uid}:\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
        "hosts": "127.0.0.1 localhost gpu3\n",
        **layout.etc,
    }
    if layout.uid == 0:
        lines["passwd"] = f"root:x:0:0::/root:{layout.login}\n"
    given = []
    for name in _ETC:
        given += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for name, content in lines.items():
        path = os.path.join(scratch, name.replace("/", "_"))
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        given += ["--ro-bind", path, f"/etc/{name}"]
    return given


def _arguments(layout: Layout, scratch: str) -> list[str]:
    args = [need("bwrap", "bubblewrap")]
    if layout.root is not None:
        args += ["--bind", layout.root, "/"]
    else:
        args += ["--tmpfs", "/", "--ro-bind", "/usr", "/usr", "--dir", "/root", "--dir", "/home", *_disks(layout)]
        for name in ("bin", "sbin", "lib", "lib64"):
            args += ["--symlink", f"usr/{name}", f"/{name}"]
        args += _etc(layout, scratch)
    args += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/run", "--dir", "/var/tmp"]
    args += ["--bind", layout.tmp, "/tmp"] if layout.tmp else ["--tmpfs", "/tmp"]
    for folder in _shown(layout):
        args += ["--ro-bind", folder, folder]
    if layout.root is None:
        args += ["--remount-ro", "/"]
    if layout.uid:
        args += ["--unshare-user", "--uid", str(layout.uid), "--gid", str(layout.uid)]
    return [*args, "--unshare-pid", "--unshare-uts", "--hostname", "gpu3", "--die-with-parent"]


def _disks(layout: Layout) -> list[str]:
    args = ["--size", str(layout.home), "--tmpfs"] if isinstance(layout.home, int) else ["--bind", layout.home]
    args += ["/home"] if layout.uid else ["/root"]
    return args + (["--bind", layout.data, "/data1"] if layout.data else [])


class Machine:
    """A running private machine. Close it, or use it in ``with``."""

    def __init__(self, layout: Layout, scratch: str) -> None:
        self.layout = layout
        self.home = layout.own
        with open(os.path.join(HERE, "inside.py"), encoding="utf-8") as file:
            server = file.read()
        python = os.path.realpath(sys.executable)
        self._process = subprocess.Popen(
            [*_arguments(layout, scratch), python, "-I", "-c", server],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.plant({} if layout.uid == 0 else {self.home: Folder(0o755)})

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the machine and all in it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _ask(self, do: str, **wish: object) -> dict[str, object]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **wish}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the private machine ended with {self._process.wait()}"
        answer: dict[str, object] = json.loads(line)
        assert "problem" not in answer, answer["problem"]
        return answer

    @property
    def clean(self) -> dict[str, str]:
        """The environment of a fresh login, before any start-up file."""
        who = self.layout.user if self.layout.uid else "root"
        known = {"HOME": self.home, "USER": who, "LOGNAME": who, "SHELL": self.layout.login}
        return {**known, "PATH": PATH, "LANG": "C.UTF-8", "TERM": "dumb"}

    def run(
        self, *argv: str, env: Mapping[str, str] | None = None, given: str = "", timeout: float = 60, cwd: str = ""
    ) -> Done:
        """Run a command in the home folder; ``env`` is the whole environment, by default that of a fresh login."""
        env = self.clean if env is None else env
        answer = self._ask("run", argv=list(argv), env=dict(env), input=given, timeout=timeout, cwd=cwd or self.home)
        return Done(**answer)  # type: ignore[arg-type]

    def envdoctor(self, *argv: str, timeout: float = 60, env: Mapping[str, str] | None = None) -> Done:
        """Run envdoctor from a login shell, as its users do."""
        return self.run(ENVDOCTOR, *argv, timeout=timeout, env=env)

    def plant(self, tree: Tree) -> None:
        """Make files, folders and links; relative paths count from home."""
        self._ask("plant", tree=[_as_json(os.path.join(self.home, path), what) for path, what in tree.items()])

    def manifest(self, *roots: str) -> Manifest:
        """Everything below ``roots`` (default: home and data disk): kind, mode, number of names, hash or target."""
        found = self._ask("manifest", roots=list(roots or (self.home, "/data1")))["found"]
        assert isinstance(found, dict)
        return found

    def clear(self, *roots: str) -> None:
        """Empty folders."""
        self._ask("clear", roots=list(roots))

    def fill(self, leave: int, path: str = "") -> int:
        """Fill home's disk until ``leave`` bytes are free; the bytes that are."""
        room = self._ask("fill", path=path or os.path.join(self.home, "results.bin"), leave=leave)["free"]
        assert isinstance(room, int)
        return room

    def read(self, path: str) -> bytes:
        """The bytes of a file; a relative path counts from home."""
        return base64.b64decode(str(self._ask("read", path=os.path.join(self.home, path))["data"]))


def _as_json(path: str, what: File | Folder | Link) -> Sequence[object]:
    if isinstance(what, File):
        return path, "file", base64.b64encode(what.data).decode(), what.mode
    if isinstance(what, Link):
        return path, "link", what.target, 0
    return path, "folder", "", what.mode


def differences(before: Manifest, after: Manifest, allowed: Iterable[str] = ()) -> dict[str, tuple[object, object]]:
    """What differs, but for paths at or below ``allowed`` and folders that only lead there."""
    spared = tuple(allowed)
    found: dict[str, tuple[object, object]] = {}
    for path in sorted({*before, *after}):
        if before.get(path) == after.get(path) or any(path == one or path.startswith(one + "/") for one in spared):
            continue
        if path not in before and any(one.startswith(path + "/") and one in after for one in spared):
            continue
        found[path] = (before.get(path), after.get(path))
    return found


def leftovers(home: str) -> tuple[str, ...]:
    """What may outlive an undo: the journal and envdoctor's own cache."""
    return (f"{home}/.local/state/envdoctor", f"{home}/.cache/envdoctor")
