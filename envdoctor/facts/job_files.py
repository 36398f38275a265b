"""Files and folders beside a job script that decide how it fares: log folders, the account's own ``~/.bashrc``."""

from __future__ import annotations

import os
from collections.abc import Generator, Mapping, Sequence
from functools import lru_cache

from envdoctor.catalogue.view import Here
from envdoctor.config import Config, Storage
from envdoctor.declare import fact
from envdoctor.errors import OtherFile
from envdoctor.facts.site import Site, below, speaks
from envdoctor.facts.types import SourceFile, holding
from envdoctor.host.probes import Answer, Content, Look, Probe, Read, Room, Seen, Space
from envdoctor.late import pattern
from envdoctor.light import dataclass, field
from envdoctor.sniff import JOB, SCRIPT
from envdoctor.syntax.jobs.body import Body
from envdoctor.syntax.jobs.pointing import templated
from envdoctor.syntax.jobs.values import Asked, Request

_CONDA = pattern(r"conda\.sh|mamba\.sh|shell\.(?:bash|posix)|mamba shell hook|conda initialize|bin/activate")
_DEVICES = ("/dev/", "/proc/", "/sys/")
_NODE_ONLY = ("/tmp", "/var/tmp", "/dev/shm")
"""Folders that are others on each node, everywhere."""
_LONGEST = 4096
"""Of a path, in characters: the system takes no longer one."""


_SUBMITTED = pattern(r"^(?:\$\{?(?:SLURM_SUBMIT_DIR|PWD)\}?|\$\(pwd\)|`pwd`)/")
"""The folder from which a relative one counts."""
_SH = pattern(r"#![ \t]*(?:/usr)?/bin/(?:env[ \t]+)?sh(?=[ \t\r\n])")
_LIKE_BASH = frozenset(("bash", "ksh", "ksh93", "mksh", "zsh"))


class ScriptText(str):
    """The text of a job script, or of any other shell script that is checked."""


@dataclass(frozen=True, slots=True)
class LogFolders:
    """Folders of a job's logs. Each is told as option (``output``, ``error``) -> folder as written.

    Attributes:
        missing: it is neither beside the script nor here.
        closed: it is here, and this account may surely not make files in it.
        full: its disk counts as full by the policy; with the bytes that are free there.
    """

    missing: Mapping[str, str] = field(default_factory=dict)
    closed: Mapping[str, str] = field(default_factory=dict)
    full: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def signs(self) -> frozenset[str]:
        """What is wrong with some folder."""
        return holding(self, "missing", "closed", "full")


@dataclass(frozen=True, slots=True)
class OwnBashrc:
    """What the account's ``~/.bashrc`` does for its own job scripts.

    Attributes:
        guard: line at which a shell without a prompt turns back; None: none, or the script is not ours.
        conda_behind: conda is set up below that line, and not above.
    """

    guard: int | None = None
    conda_behind: bool = False

    @property
    def signs(self) -> frozenset[str]:
        """``guard`` if there is one."""
        return holding(self, "guard")


def node_log(asked: Asked, job: Request, site: Site) -> str:
    """The folder that only one node sees, if a log goes there; "" where the policy has no scheduler."""
    if site == Site() or not speaks(job, site):
        return ""
    return below(asked.text, (*_NODE_ONLY, *site.node_only))


def is_folder(asked: Asked) -> bool:
    """The name of a Slurm job's log is a folder's."""
    text = asked.text
    return asked.directive.scheduler == "slurm" and (
        text.endswith(("/", "/.", "/..")) or text in (".", "..", *_NODE_ONLY)
    )


def mkdir_line(body: Body, text: str, folder: str) -> int:
    """The line of the script's ``mkdir`` that makes the folder, 0 without one."""
    if "mkdir" not in text:
        return 0
    for command in body.called("mkdir"):
        for word in command.words[1:]:
            made = os.path.normpath(_SUBMITTED.sub("", word.text.strip()) or ".")
            if f"{made}/".startswith(f"{os.path.normpath(folder)}/"):
                return command.span.line
    return 0


@dataclass(frozen=True, slots=True)
class PlainShell:
    """Whether a job script's first line names ``sh``, and no shell that is known to read it as bash does.

    Attributes:
        used: it does.
        name: which program ``/bin/sh`` is here, ``dash``; "" where that is not known.
    """

    used: bool = False
    name: str = ""

    @property
    def signs(self) -> frozenset[str]:
        """``sh`` if it is used."""
        return frozenset(("sh",) if self.used else ())


@fact(forms=(JOB,))
def plain_shell(source: SourceFile, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], PlainShell]:
    """What ``sh`` is for a job script that is run by it."""
    if _SH.match(source.text) is None:
        return PlainShell()
    [seen] = (yield [Look("/bin/sh")]) if here.live else [None]
    name = os.path.basename(seen.real) if isinstance(seen, Seen) and seen.kind == "file" else ""
    return PlainShell(name not in _LIKE_BASH, name)


@fact(forms=(JOB, SCRIPT))
def script_text(source: SourceFile) -> ScriptText:
    """The text of a script, for rules about what already the kernel sees of it."""
    if source.form not in (JOB, SCRIPT):
        raise OtherFile("not a script")
    return ScriptText(source.text)


def _folder(text: str) -> str:
    """The folder of a log's name; "" where there is none, or where only the scheduler can tell."""
    folder = os.path.dirname(text)
    return folder if folder and "\\" not in text and _plain(folder) else ""


@lru_cache(maxsize=256)
def _plain(folder: str) -> bool:
    """Nothing in the name waits to be filled in, and it is no device."""
    odd = any(sign in folder for sign in "%\0:^$") or folder.startswith("~") or len(folder) > _LONGEST
    return not odd and not f"{folder}/".startswith(_DEVICES) and not templated(folder)


@fact(forms=(JOB,))
def log_folders(
    source: SourceFile, job: Request, here: Here, config: Config
) -> Generator[Sequence[Probe], Sequence[Answer], LogFolders]:
    """How the folders of ``--output`` and ``--error`` fare here. A relative one counts from where one submits."""
    told = _logs(job)
    if not told:
        return LogFolders()
    logs = {option: asked for option, (asked, _where) in told.items()}
    folders = {option: folder for option, (_asked, folder) in told.items()}
    start = here.cwd if here.live else here.home
    beside = os.path.dirname(os.path.normpath(os.path.join(start, source.path)))
    places = {folder: _places(folder, beside, start) for folder in folders.values()}
    wanted = list(dict.fromkeys(path for paths in places.values() for path in paths))
    seen = dict(zip(wanted, (yield [Look(path) for path in wanted]), strict=True))
    missing = {
        option: folder
        for option, folder in folders.items()
        if _gone(folder, [seen[path] for path in places[folder]]) and not _made(job.scheduler, logs[option])
    }
    closed = {option: folder for option, folder in folders.items() if _closed(_stand(folder, places, seen))}
    closed = yield from _unmade(logs, closed, places)
    full = yield from _full({one: folders[one] for one in folders if one not in closed}, places, seen, config.storage)
    return LogFolders(missing, closed, full)


def _logs(job: Request) -> dict[str, tuple[Asked, str]]:
    """The logs that name a folder which can be told, and the folder."""
    if job.workdir is not None:
        return {}
    given = (("output", job.output), ("error", job.error))
    return {
        option: (asked, folder)
        for option, asked in given
        if asked is not None
        and (not job.unsure or job.unsure.isdisjoint((option, asked.directive.option)))
        and (folder := _folder(asked.text))
    }


def _places(folder: str, beside: str, start: str) -> tuple[str, str]:
    """Where a relative folder may be; of an absolute one itself and the one above it."""
    if folder.startswith("/"):
        return folder, os.path.dirname(folder.rstrip("/")) or "/"
    return os.path.join(beside, folder), os.path.join(start, folder)


def _gone(folder: str, seen: Sequence[Answer]) -> bool:
    """A relative folder is at neither place; an absolute one is missing where the one above it is there."""
    first, second = (answer if isinstance(answer, Seen) else None for answer in seen)
    if first is None or second is None or first.kind != "missing":
        return False
    return second.kind == "folder" if folder.startswith("/") else second.kind == "missing"


def _made(scheduler: str, asked: Asked) -> bool:
    """The scheduler makes the folder: LSF does where nothing stands behind its last slash."""
    return scheduler == "lsf" and asked.text.endswith("/")


def _stand(folder: str, places: Mapping[str, tuple[str, str]], seen: Mapping[str, Answer]) -> list[tuple[str, Seen]]:
    """The folders that stand where it may be meant; none where one of the places gives no answer."""
    paths = places[folder][:1] if folder.startswith("/") else dict.fromkeys(places[folder])
    found = [(path, one) for path in paths if isinstance(one := seen[path], Seen) and not one.error]
    return [pair for pair in found if pair[1].kind == "folder"] if len(found) == len(paths) else []


def _closed(standing: Sequence[tuple[str, Seen]]) -> bool:
    return bool(standing) and not any(seen.writable for _path, seen in standing)


def _unmade(
    logs: Mapping[str, Asked], closed: Mapping[str, str], places: Mapping[str, tuple[str, str]]
) -> Generator[Sequence[Probe], Sequence[Answer], dict[str, str]]:
    """Those of ``closed`` whose log is not there yet: an existing one may be written to by itself."""
    left: dict[str, str] = {}
    for option, folder in closed.items():
        name = os.path.basename(logs[option].text)
        if name and "%" not in name:
            looks = [Look(os.path.join(path, name)) for path in dict.fromkeys(places[folder])]
            if not all(isinstance(one, Seen) and one.kind == "missing" for one in (yield looks)):
                continue
        left[option] = folder
    return left


def _full(
    folders: Mapping[str, str],
    places: Mapping[str, tuple[str, str]],
    seen: Mapping[str, Answer],
    storage: Storage,
) -> Generator[Sequence[Probe], Sequence[Answer], dict[str, tuple[str, int]]]:
    """Those on a disk that is full by the policy's limits, wherever the folder may be meant."""
    found: dict[str, tuple[str, int]] = {}
    for option, folder in folders.items():
        paths = [path for path, _seen in _stand(folder, places, seen)]
        rooms = (yield [Space(path) for path in paths]) if paths else ()
        known = [room for room in rooms if isinstance(room, Room) and room.total > 0]
        limit = storage.full
        if (
            known
            and len(known) == len(paths)
            and all(room.free < limit.bytes and room.free * 100 < limit.percent * room.total for room in known)
        ):
            found[option] = folder, max(room.free for room in known)
    return found


@fact
def own_bashrc(source: SourceFile, body: Body, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], OwnBashrc]:
    """The account's ``~/.bashrc``, where its own script reads it and then needs conda."""
    if ".bashrc" not in source.text:
        return OwnBashrc()
    from envdoctor.syntax.jobs.shell.conda import after_bashrc
    from envdoctor.syntax.startup import outline
    from envdoctor.syntax.state import too_much

    if after_bashrc(body) is None:
        return OwnBashrc()
    start = here.cwd if here.live else here.home
    script, bashrc = yield [Look(os.path.normpath(os.path.join(start, source.path))), Read("~/.bashrc")]
    ours = isinstance(script, Seen) and script.exists and script.uid == here.uid
    if not ours or not isinstance(bashrc, Content) or bashrc.data is None or bashrc.cut:
        return OwnBashrc()
    text = bashrc.data.decode("utf-8", "surrogateescape")
    guard = None if too_much(text) else outline(text, "bash").guard
    if guard is None:
        return OwnBashrc()
    lines = text.split("\n")
    above, below = "\n".join(lines[: guard.line - 1]), "\n".join(lines[guard.line :])
    return OwnBashrc(guard.line, bool(_CONDA.search(below)) and not _CONDA.search(above))
