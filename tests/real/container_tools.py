"""Real container engines in a box: this machine's, or those of a newer Debian that was unpacked into a folder.

Each runs by bubblewrap with its own processes, /run and /var/lib, without a network, so that nothing of it stays.
``.ci/judges`` makes the folders ``debian13`` and ``sid``: Debian packages, unpacked and never installed.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from host import need
from judging import installed, judge_folder

PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_QUIET = ("--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs")
_WAIT = 12.0


@dataclass(frozen=True, slots=True)
class Engines:
    """Where programs come from. ``root``: the folder of another Debian; empty: this machine."""

    root: str = ""

    def argv(
        self, box: Path, env: Mapping[str, str], *, uid: int | None = None, binds: Sequence[tuple[str, str]] = ()
    ) -> list[str]:
        """The command line before the program.

        Args:
            box: the folder that is seen as it is; its ``work`` is the working folder.
            env: the whole environment, but for PATH and XDG_RUNTIME_DIR, which may be given.
            uid: the number it sees itself as; None: it is root.
            binds: (folder, where it is seen).
        """
        base = ["--ro-bind", self.root, "/", "--dev", "/dev", "--ro-bind", "/sys", "/sys", "--tmpfs", "/tmp"]
        here = ["--dev-bind", "/", "/", "--tmpfs", "/dev/shm", "--tmpfs", "/var/lib"]
        args = [need("bwrap", "bubblewrap"), *(base if self.root else here), "--proc", "/proc", "--tmpfs", "/run"]
        args += ["--tmpfs", "/var", "--dir", "/var/lib"] if self.root else []
        args += ["--dir", "/run/u", "--bind", str(box), str(box), "--chdir", str(box / "work")]
        args += ["--unshare-pid", "--unshare-net", "--die-with-parent", "--clearenv"]
        args += [] if uid is None else ["--unshare-user", "--uid", str(uid), "--gid", str(uid)]
        for folder, seen in binds:
            args += ["--bind", folder, seen]
        for name, value in {"PATH": PATH, "XDG_RUNTIME_DIR": "/run/u", **env}.items():
            args += ["--setenv", name, value]
        return args

    def run(
        self,
        box: Path,
        env: Mapping[str, str],
        *command: str,
        uid: int | None = None,
        binds: Sequence[tuple[str, str]] = (),
    ) -> subprocess.CompletedProcess[str]:
        """What a command says."""
        argv = [*self.argv(box, env, uid=uid, binds=binds), *command]
        return subprocess.run(argv, capture_output=True, text=True, errors="surrogateescape", timeout=60, check=False)


def machine(program: str, package: str) -> Engines:
    """This machine's, or a skip that says how to install ``program``."""
    installed(program, package)
    return Engines()


def newer(name: str) -> Engines:
    """Those of the folder ``debian13`` or ``sid``, or a skip that says how to get it."""
    return Engines(str(judge_folder(name)))


def says(engines: Engines, box: Path, text: str, flags: Sequence[str] = ()) -> tuple[bool, str]:
    """Whether dockerd takes ``text`` as its daemon.json, and what it says.

    20.10 has no ``--validate``: it is asked to start as nobody, and gets as far as seeing that it is not root.
    """
    file = box / "daemon.json"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    judge = ["--validate"] if engines.root else []
    ran = engines.run(box, {}, "dockerd", *judge, "--config-file", str(file), *flags, uid=65534)
    said = (ran.stdout + ran.stderr).strip()
    return ("configuration OK" if engines.root else "needs to be started with root") in said, said


def data_root(
    engines: Engines, box: Path, env: Mapping[str, str], flags: Sequence[str], *, uid: int | None = None
) -> str | None:
    """Where a dockerd that really starts says that it keeps its data; None where it does not start."""
    address = box / "d.sock"
    address.unlink(missing_ok=True)
    argv = [*engines.argv(box, env, uid=uid), "dockerd", "-H", f"unix://{address}", "-G", "root", *_QUIET, *flags]
    with open(box / "dockerd.log", "wb") as log:
        daemon = subprocess.Popen(argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    until = time.monotonic() + _WAIT
    try:
        while daemon.poll() is None and time.monotonic() < until:
            if (root := _asked(str(address))) is not None:
                return root
            time.sleep(0.05)
        assert daemon.poll() is not None, (box / "dockerd.log").read_text(errors="replace")[-2000:]
        return None
    finally:
        daemon.kill()  # bubblewrap: with it all of its processes end
        daemon.wait()


def _asked(address: str) -> str | None:
    try:
        with socket.socket(socket.AF_UNIX) as wire:
            wire.settimeout(5)
            wire.connect(os.path.relpath(address) if len(address) > 100 else address)
            wire.sendall(b"GET /info HTTP/1.0\r\n\r\n")
            said = b"".join(iter(lambda: wire.recv(65536), b""))
        root = json.loads(said.split(b"\r\n\r\n", 1)[1])["DockerRootDir"]
        return root if isinstance(root, str) else None
    except (OSError, ValueError, KeyError, IndexError):
        return None
