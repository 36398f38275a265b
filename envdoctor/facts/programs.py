"""The Python programs that a job script starts, read where they lie; nothing is executed."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Content, Look, Probe, Read, Seen
from envdoctor.late import pattern
from envdoctor.light import dataclass
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.syntax.jobs.body import Body, Command, Word
from envdoctor.syntax.jobs.python.program import LIMIT, Program, Workers
from envdoctor.syntax.jobs.shell.commands import stays
from envdoctor.syntax.jobs.shell.launch import behind
from envdoctor.syntax.jobs.shell.python import Launch, launches

__all__ = ["Launch", "Program", "Programs", "Started", "Unstarted", "Workers", "programs", "unstarted"]

_MOST = 20
"""Programs of one script that are read."""
_LONGEST = 4096
"""Of a path, in characters: the system takes no longer one."""
_ELSEWHERE = pattern(r"^#(?:SBATCH[ \t]+(?:.*[ \t])?(?:--chdir|-D)|BSUB[ \t]+(?:.*[ \t])?-cwd)\b", re.M)
_HERE = pattern(
    r"\"?(?:\$\{?(?:SLURM_SUBMIT_DIR|PBS_O_WORKDIR|LS_SUBCWD|PWD)\}?|\$\(pwd\)|`pwd`|\$\(dirname \"?\$0\"?\)"
    r"|\$\{0%/\*\}|\.)/?\"?"
)
"""Words for ``cd`` that lead to where the script was submitted or lies."""
_PATH = pattern(r"(?:\.{1,2}|[\w+-][\w.+-]*)?/[\w./+-]*\w")
_CALL = pattern(r"^[ \t]*[\w.+-]*/\w", re.M)
"""A line that may begin with one; a script without any, and without ``./``, is not read for it."""
_STARTERS = frozenset("srun mpirun mpiexec time env nohup exec nice timeout stdbuf numactl taskset".split())
"""Launchers that execute the file as it is, in the system of the node."""
_LOOPS = frozenset(("loop",))
_MAKERS = frozenset("chmod git tar unzip install wget curl rsync scp sftp eval pip pip3 gsutil setfacl".split())
"""Commands before a call that may make any file, or lead anywhere; of other known ones only those that name it."""
_TO = pattern(r"(?<!\S)(?:-\w*D|--chd|--?c?wd|--workdir)|\benv\s(?:.*\s)?-\w*C", re.S)
"""Options of a launcher that start the program in another folder."""
_GIVES_UP = pattern(r"[\s|{]*(?:exit|return|echo|printf|true|false|:|die|logger|>&2)(?![\w./-])")
"""What stands behind ``||`` where nothing else is tried."""


class Started(NamedTuple):
    """A program as it is started, and what it does."""

    launch: Launch
    program: Program


@dataclass(frozen=True, slots=True)
class Programs:
    """The Python programs of a job script, in the order of the text; of what could not be read nothing is known."""

    all: tuple[Started, ...] = ()

    @property
    def signs(self) -> frozenset[str]:
        """``programs`` if there are any."""
        return frozenset(("programs",) if self.all else ())


_PARTS = 8
"""Modules of one program that are read with it."""


@lru_cache(maxsize=64)
def _read(data: bytes, path: str, modules: tuple[tuple[str, bytes], ...] = ()) -> Program:
    from envdoctor.syntax.jobs.python.reader import read

    parts = {name: part.decode("utf-8", "surrogateescape") for name, part in modules}
    return read(data.decode("utf-8", "surrogateescape"), path, parts)


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


def _folders(body: Body, text: str, folder: str) -> Iterator[tuple[Command, str | None]]:
    """Each command with the folder in which it runs, if the script begins in ``folder``; None: cannot tell."""
    moves = deque(_moves(body))
    base = None if _ELSEWHERE.search(text) is not None else folder
    for command in body.commands:
        while moves and moves[0].span.start < command.span.start:
            base = _after(moves.popleft(), base)
        yield command, base


def _paths(body: Body, text: str, folder: str) -> list[tuple[Launch, str]]:
    """(launch, absolute path of its file); the path is empty where it cannot be told."""
    found = []
    begun = launches(body)
    bases = {command.span.start: base for command, base in _folders(body, text, folder)} if begun else {}
    for launch in begun:
        base = bases.get(launch.command.span.start)
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
    files = yield from _files(wanted)
    started = []
    for launch, path in found:
        name = launch.script.text if launch.script is not None else launch.module
        data = files.get(path)
        program = Program(name) if data is None else _read(data, name)
        if data is not None and 0 < len(program.local) <= _PARTS:
            beside = {module: os.path.join(os.path.dirname(path), f"{module}.py") for module in sorted(program.local)}
            parts = yield from _files(list(beside.values()))
            if len(parts) == len(beside):
                program = _read(data, name, tuple((module, parts[each]) for module, each in beside.items()))
        started.append(Started(launch, program))
    return Programs(tuple(started))


def _files(paths: Sequence[str]) -> Generator[Sequence[Probe], Sequence[Answer], dict[str, bytes]]:
    """What those of the files hold that are there and not too long."""
    answers = (yield [Read(path, 4 * LIMIT + 1) for path in paths]) if paths else ()
    told = zip(paths, answers, strict=True)
    return {path: one.data for path, one in told if isinstance(one, Content) and one.data is not None and not one.cut}


@dataclass(frozen=True, slots=True)
class Unstarted:
    """Words of a script that call a file by its path, which is here and which nobody may execute."""

    all: tuple[Word, ...] = ()

    @property
    def signs(self) -> frozenset[str]:
        """``unstarted`` if there are any."""
        return frozenset(("unstarted",) if self.all else ())


def _calls(body: Body, text: str, folder: str) -> Iterator[tuple[Command, str]]:
    """Commands that are a file called by its path, and the absolute path, if the script begins in ``folder``."""
    for command, base in _folders(body, text, folder):
        if _named(command) and _STARTERS.issuperset(command.wrapped) and _LOOPS.issuperset(command.inside):
            name = command.words[0].text
            start = "/" if name.startswith("/") else base
            if start is not None:
                yield command, os.path.normpath(os.path.join(start, name))


def _named(command: Command) -> bool:
    """It is a file that is called by its path."""
    word = command.words[0] if command.words else None
    return word is not None and word.certain and len(word.text) <= _LONGEST and bool(_PATH.fullmatch(word.text))


def _led(text: str, commands: Sequence[Command], command: Command) -> bool:
    """A launcher starts it in another folder, or another way follows where the call fails."""
    from envdoctor.syntax.jobs.shell.places import fallbacks

    start = command.span.start
    first = next((one for one in commands if one.span.start <= start <= one.span.end), command)
    if command.wrapped and _TO.search(text, first.span.start, start):
        return True
    end = text.find("\n", start)
    ors = text.find("||", start, end if end >= 0 else len(text)) >= 0
    return ors and any(_GIVES_UP.match(code) is None for code in fallbacks(text, first))


def _reached(body: Body, text: str) -> tuple[Command, ...]:
    """The commands up to an ``exit`` that surely ends the script."""
    for at, command in enumerate(body.commands):
        if command.name not in ("exit", "exec") or command.inside or (command.name == "exec" and not command.args):
            continue
        line = text[text.rfind("\n", 0, command.span.start) + 1 : command.span.start]
        if "||" not in line and "&&" not in line:
            return body.commands[: at + (command.name == "exec") * 2]
    return body.commands


def _settled(body: Body, text: str) -> int:
    """From which offset on the folder can be told: PBS starts a script in the home, until it goes elsewhere."""
    if "#PBS" not in text or "#SBATCH" in text or "#BSUB" in text:
        return 0
    move = next(iter(_moves(body)), None)
    known = (
        move is not None and len(move.words) == 2 and ("PBS_O_WORKDIR" in (to := move.words[1].text) or to[0:1] == "/")
    )
    return move.span.start if move is not None and known else len(text)


def _open_to(body: Body, text: str) -> list[Command]:
    """The calls of files by their path of which can be told where they lie, in the order of the text."""
    settled = _settled(body, text)
    return [
        command
        for command in _reached(body, text)
        if _named(command) and (command.span.start > settled or command.words[0].text.startswith("/"))
    ]


def _may_make(command: Command) -> bool:
    """It may make any file, or let it be executed: it is not known, or what it does is not."""
    if command.name in _MAKERS:
        return command.name != "eval" or not stays(command)
    if command.name in _STARTERS and behind(command):
        return False  # what it starts is a command of its own
    return not stays(command)


@fact(forms=(JOB, SCRIPT))
def unstarted(source: SourceFile, body: Body, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Unstarted]:
    """Which of the files that a script calls may not be executed, seen from its own folder and from here."""
    if not here.live or ("./" not in source.text and _CALL.search(source.text) is None):
        return Unstarted()
    beside = os.path.dirname(os.path.normpath(os.path.join(here.cwd, source.path)))
    calls: dict[int, list[str]] = {}
    for folder in dict.fromkeys((beside, here.cwd)):
        for command, path in islice(_calls(body, source.text, folder), _MOST):
            calls.setdefault(command.span.start, []).append(path)
    named = [command for command in _open_to(body, source.text) if command.span.start in calls]
    wanted = list(dict.fromkeys(path for command in named for path in calls[command.span.start]))
    seen = dict(zip(wanted, (yield [Look(path) for path in wanted]) if wanted else (), strict=True))
    inert = {one.span.start for one in named if _inert([seen[path] for path in calls[one.span.start]])}
    return Unstarted(tuple(_never_started(body, source.text, inert)))


def _never_started(body: Body, text: str, inert: set[int]) -> Iterator[Word]:
    """The words of the calls at the offsets ``inert``, up to the first command that may change what can be executed."""
    for command in body.commands:
        start = command.span.start
        if start not in inert or not _named(command):
            if _may_make(command):
                return
            continue
        name = os.path.basename(command.words[0].text)
        before = text.find("chmod", 0, start) >= 0 or text.find(name, 0, start) >= 0
        if not before and not _led(text, body.commands, command):
            yield command.words[0]


def _inert(answers: Sequence[Answer]) -> bool:
    """What is there is a file that nobody may execute, wherever the script may be started."""
    there = [one for one in answers if not isinstance(one, Seen) or one.kind != "missing" or one.error]
    return bool(there) and all(
        isinstance(one, Seen) and one.kind == "file" and not one.error and not one.mode & 0o111 for one in there
    )
