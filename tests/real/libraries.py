"""Asking a library where it writes: a process that forks for each case, so that what is read at import is read anew."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from judging import PATH, UNSET, judge_folder

from envdoctor.catalogue.rows import Row, Side

VALUES = (UNSET, "", "rel", "~/v", "$HOME/v", "BOX/data/v")
MORE_VALUES = (*VALUES, "${NOPE}/v", "BOX/data/x/../v")

SERVER = r"""
import json, os, signal, sys, tempfile
program = compile(sys.argv[1], "judge", "exec")
for name in sys.argv[2:]:
    __import__(name)
for line in sys.stdin:
    case = json.loads(line)
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(90)
        tempfile.tempdir = None
        os.environ.clear()
        os.environ.update(case["env"])
        os.chdir(case["cwd"])
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        scope = {}
        try:
            exec(program, scope)
            said = [scope["said"], ""]
        except BaseException as error:
            said = [None, repr(error)]
        os.write(start, json.dumps(said).encode())
        os._exit(0)
    os.close(start)
    with open(end, "rb") as pipe:
        said = pipe.read().decode() or json.dumps([None, "it died"])
    os.waitpid(child, 0)
    print(said, flush=True)
"""


class Library:
    """A Python of the judges' folder that runs ``program`` for each case; ``program`` leaves its answer in ``said``."""

    def __init__(self, python: Path, program: str, preload: Sequence[str] = (), path: str = "", **more: str) -> None:
        env = {"PATH": PATH, "HOME": "/nonexistent", "PYTHONPATH": path}
        argv = [str(python), "-c", SERVER, program, *preload]
        self.more = more
        self.why = ""
        self.process = subprocess.Popen(
            argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def __call__(self, env: Mapping[str, str], cwd: Path) -> str | None:
        """What the library says; None where it gives an error, then told in ``why``."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"env": {**env, **self.more}, "cwd": str(cwd)}) + "\n")
        self.process.stdin.flush()
        said, self.why = json.loads(self.process.stdout.readline())
        assert said is None or isinstance(said, str)
        return said

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


Ask = Callable[..., Library]


def asking() -> Iterator[Ask]:
    """Gives what starts libraries of the judges' folder, ``ask("py", program)``; then ends all that were started."""
    started: list[Library] = []

    def start(folder: str, program: str, *preload: str, path: str = "", **more: str) -> Library:
        started.append(Library(judge_folder(folder) / "bin/python", program, preload, path, **more))
        return started[-1]

    yield start
    for library in started:
        library.close()


def version(folder: str, package: str) -> str:
    """The version of a package in a folder of judges."""
    found = sorted((judge_folder(folder) / "lib").glob(f"python3*/site-packages/{package}-*.dist-info"))
    return found[0].name.removesuffix(".dist-info").rpartition("-")[2]


def side_of(row: Row, key: str) -> Side:
    """A side of a row, by its key."""
    return next(side for side in row.sides if side.key == key)
