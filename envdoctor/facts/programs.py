"""The Python programs that a job script starts, read where they lie; nothing is executed."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Generator, Sequence
from functools import lru_cache
from typing import NamedTuple

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Content, Probe, Read
from envdoctor.light import dataclass
from envdoctor.syntax.jobs.body import Body, Command
from envdoctor.syntax.jobs.python.reader import LIMIT, Program, Workers
from envdoctor.syntax.jobs.shell.python import Launch, launches

__all__ = ["Launch", "Program", "Programs", "Started", "Workers", "programs"]

_MOST = 20
"""Programs of one script that are read."""
_LONGEST = 4096
"""Of a path, in characters: the system takes no longer one."""
_ELSEWHERE = re.compile(r"^#(?:SBATCH[ \t]+(?:.*[ \t])?(?:--chdir|-D)|BSUB[ \t]+(?:.*[ \t])?-cwd)\b", re.M)
_HERE = re.compile(
    r"\"?(?:\$\{?(?:SLURM_SUBMIT_DIR|PBS_O_WORKDIR|LS_SUBCWD|PWD)\}?|\$\(pwd\)|`pwd`|\$\(dirname \"?\$0\"?\)"
    r"|\$\{0%/\*\}|\.)/?\"?"
)
"""Words for ``cd`` that lead to where the script was submitted or lies."""


class Started(NamedTuple):
    """A program as it is started, and what it does."""

    launch: Launch
    program: Program


@dataclass(frozen=True, slots=True)
class Programs:
    """The Python programs of a job script, in the order of the text; of what could not be read nothing is known."""

    all: tuple[Started, ...] = ()


@lru_cache(maxsize=64)
def _read(data: bytes, path: str) -> Program:
    from envdoctor.syntax.jobs.python.reader import read

    return read(data.decode("utf-8", "surrogateescape"), path)


def _moves(body: Body) -> list[Command]:
    """Commands that change the folder of what comes after them."""
    return [
        command
        for command in body.called("cd", "pushd")
        if "substitution" not in command.inside and "subshell" not in command.inside
    ]


def _after(move: Command, folder: str | None) -> str | None:
    """The folder after a ``cd``; None: cannot tell."""
    if folder is None or len(move.words) != 2 or any(name.startswith("function ") for name in move.inside):
        return None
    word = move.words[1]
    if not word.certain and _HERE.fullmatch(word.text):
        return folder
    if not word.certain or word.text == "-":
        return None
    return os.path.join(folder, word.text) if len(folder) < _LONGEST else None


def _paths(body: Body, text: str, folder: str) -> list[tuple[Launch, str]]:
    """(launch, absolute path of its file); the path is empty where it cannot be told."""
    found = []
    moves = deque(_moves(body))
    base = None if _ELSEWHERE.search(text) is not None else folder
    for launch in launches(body):
        while moves and moves[0].span.start < launch.command.span.start:
            base = _after(moves.popleft(), base)
        script = launch.script
        path = ""
        if script is not None and script.certain and script.text.endswith(".py") and "\0" not in script.text:
            start = "/" if script.text.startswith("/") else base
            path = os.path.normpath(os.path.join(start, script.text)) if start is not None else ""
        found.append((launch, path))
    return found


@fact
def programs(source: SourceFile, body: Body, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Programs]:
    """What the Python files do that the script starts, those that lie where it says, seen from its own folder."""
    if "py" not in source.text and "torchrun" not in source.text:
        return Programs()
    start = here.cwd if here.live else here.home
    folder = os.path.dirname(os.path.normpath(os.path.join(start, source.path)))
    found = _paths(body, source.text, folder)
    wanted = list(dict.fromkeys(path for _launch, path in found if path))[:_MOST]
    answers = (yield [Read(path, 4 * LIMIT + 1) for path in wanted]) if wanted else ()
    known = dict(zip(wanted, answers, strict=True))
    started = []
    for launch, path in found:
        name = launch.script.text if launch.script is not None else launch.module
        answer = known.get(path)
        told = isinstance(answer, Content) and answer.data is not None and not answer.cut
        data = answer.data if told and isinstance(answer, Content) else None
        started.append(Started(launch, _read(data, name) if data is not None else Program(name)))
    return Programs(tuple(started))
