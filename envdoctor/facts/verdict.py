"""What the real shell says of a start-up file when it only parses it."""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.edits import own
from envdoctor.errors import OtherFile, TimedOut, Unavailable
from envdoctor.facts.types import SourceFile
from envdoctor.host.probes import Answer, Failed, Probe, Ran, Run, Which
from envdoctor.host.secrets import without_secrets
from envdoctor.i18n import _
from envdoctor.light import dataclass

_ENVIRONMENT = (("PATH", "/usr/local/bin:/usr/bin:/bin"), ("LC_ALL", "C.UTF-8"))
_LINE = re.compile(r"(?:: line |\(line |:)\s*(\d+)\)?: *(.*)", re.DOTALL)
"""``bash: line 3: ...``, ``dash: 3: ...``, ``zsh:3: ...``, ``fish (line 3): ...``; tcsh names no line."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a shell says of the file: ``said`` is empty where it takes it. ``command``: how it was asked."""

    shell: str = "bash"
    said: str = ""
    line: int | None = None
    command: tuple[str, ...] = ("bash", "-n")


def _readers(source: SourceFile, here: Here) -> tuple[str, ...]:
    """The shells that read the file; a ``~/.profile`` is read by the login shell, if that is bash or sh."""
    if not source.shell:
        raise OtherFile("not a shell start-up file")
    if source.shell != "sh":
        return (source.shell,)
    return ("dash", "bash") if here.shell.rsplit("/", 1)[-1] in ("sh", "dash") else ("bash", "dash")


def parsed(ran: Ran, path: str, text: str) -> tuple[str, int | None]:
    """What a shell said first, without the file's name, and the line; ("", None) where it takes the file."""
    if ran.status == 0:
        return "", None
    said = (ran.err or ran.out).decode("utf-8", "replace").replace(path, "").strip()
    found = _LINE.search(said.partition("\n")[0])
    last = max(1, text.count("\n") + (not text.endswith("\n")))
    line = min(int(found[1]), last) if found and len(found[1]) < 9 else None
    first = (found[2] if found else said.partition("\n")[0]).strip()
    return without_secrets(first) or _("exit status {n}", n=ran.status), line


def _run(command: tuple[str, ...], path: str) -> Run:
    return Run((*command, path), _ENVIRONMENT, limit=1 << 16, stamps=(path,))


@fact(forms=("",), surely=False)
def verdict(source: SourceFile, here: Here) -> Generator[Sequence[Probe], Sequence[Answer], Verdict]:
    """Ask the shell that reads ``source``. It runs nothing of it and reads none of the account's own files.

    bash is asked with extended globs too: a file that switches them on itself is well-formed, but ``-n`` does not
    see that.
    """
    readers = _readers(source, here)
    if not here.live:
        raise Unavailable(_("a folder is checked, so no shell is asked"))
    found = yield [Which(name) for name in readers]
    known = [(name, program) for name, program in zip(readers, found, strict=True) if isinstance(program, str)]
    if not known:
        raise Unavailable(_("{shell} is not installed here", shell=readers[0]))
    name, program = known[0]
    path = os.path.normpath(os.path.join(here.cwd, source.path))
    command = own.check_command(name)
    said, line = "", None
    for extra in ((), ("-O", "extglob")) if name == "bash" else ((),):
        [ran] = yield [_run((program, *extra, *command[1:]), path)]
        if isinstance(ran, Failed):
            raise (TimedOut if ran.timed_out else Unavailable)(ran.reason)
        assert isinstance(ran, Ran)
        said, line = parsed(ran, path, source.text)
        if not said:
            return Verdict(name, command=command)
    return Verdict(name, said, line, command)
