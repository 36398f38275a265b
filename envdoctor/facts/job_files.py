"""Files and folders beside a job script that decide how it fares: log folders, the account's own ``~/.bashrc``."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Mapping, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Content, Look, Probe, Read, Seen
from envdoctor.light import dataclass, field
from envdoctor.syntax.jobs.body import Body
from envdoctor.syntax.jobs.pointing import templated
from envdoctor.syntax.jobs.shell.conda import after_bashrc
from envdoctor.syntax.jobs.values import Request
from envdoctor.syntax.startup import outline
from envdoctor.syntax.state import too_much

_CONDA = re.compile(r"conda\.sh|mamba\.sh|shell\.(?:bash|posix)|mamba shell hook|conda initialize|bin/activate")


@dataclass(frozen=True, slots=True)
class LogFolders:
    """Folders of a Slurm job's logs.

    Attributes:
        missing: option (``output``, ``error``) -> folder as written, that is neither beside the script nor here.
    """

    missing: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnBashrc:
    """What the account's ``~/.bashrc`` does for its own job scripts.

    Attributes:
        guard: line at which a shell without a prompt turns back; None: none, or the script is not ours.
        conda_behind: conda is set up below that line, and not above.
    """

    guard: int | None = None
    conda_behind: bool = False


def _folder(text: str) -> str:
    """The folder of a log's name; "" where there is none, or where only the scheduler can tell."""
    folder = os.path.dirname(text)
    odd = not folder or "%" in folder or "\\" in text or folder.startswith("~") or "\0" in folder
    return "" if odd or templated(folder) or "$" in folder else folder


@fact
def log_folders(
    source: SourceFile, job: Request, here: Here
) -> Generator[Sequence[Probe], Sequence[Answer], LogFolders]:
    """Which folders of ``--output`` and ``--error`` are not here. A relative one counts from where one submits."""
    if job.scheduler != "slurm" or job.workdir is not None:
        return LogFolders()
    folders: dict[str, str] = {}
    for option, asked in (("output", job.output), ("error", job.error)):
        if asked is not None and option not in job.unsure and (folder := _folder(asked.text)):
            folders[option] = folder
    if not folders:
        return LogFolders()
    start = here.cwd if here.live else here.home
    beside = os.path.dirname(os.path.normpath(os.path.join(start, source.path)))
    looks: dict[str, tuple[Look, ...]] = {}
    for option, folder in folders.items():
        if folder.startswith("/"):
            looks[option] = (Look(folder), Look(os.path.dirname(folder.rstrip("/"))))
        else:
            looks[option] = (Look(os.path.join(beside, folder)), Look(os.path.join(start, folder)))
    wanted = list(dict.fromkeys(look for some in looks.values() for look in some))
    seen = dict(zip(wanted, (yield wanted), strict=True))
    missing = {
        option: folder for option, folder in folders.items() if _gone(folder, [seen[one] for one in looks[option]])
    }
    return LogFolders(missing)


def _gone(folder: str, seen: Sequence[Answer]) -> bool:
    """A relative folder is at neither place; an absolute one is missing where the one above it is there."""
    first, second = (answer if isinstance(answer, Seen) else None for answer in seen)
    if first is None or second is None or first.kind != "missing":
        return False
    return second.kind == "folder" if folder.startswith("/") else second.kind == "missing"


@fact
def own_bashrc(source: SourceFile, body: Body, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], OwnBashrc]:
    """The account's ``~/.bashrc``, where its own script reads it and then needs conda."""
    if ".bashrc" not in source.text or after_bashrc(body) is None:
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
