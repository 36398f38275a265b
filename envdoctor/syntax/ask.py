"""Asking a shell for its environment: the command line, and what its answer means.

Answers are remembered on disk, so no secret may be in one. What the shell prints passes through ``sed`` before it
reaches us: it knows the words of :mod:`envdoctor.host.secrets` and puts a stand-in for such values, and of what a
start-up file prints itself it keeps only the length (every byte becomes an x). Messages on stderr go nowhere.
"""

from __future__ import annotations

import re

from envdoctor.host.probes import Answer, Failed, Ran, Run
from envdoctor.host.secrets import _ENDS, _PLACES, _WORDS, HIDDEN
from envdoctor.i18n import _
from envdoctor.light import dataclass

BEGIN, END = b"\0envdoctor:begin\0", b"\0envdoctor:end\0"
_NO_TTY = r"s/Warning: no access to tty [^\n]*\n(Thus no job control in this shell\.\n)?//"
"""tcsh says so because we give it no terminal; the user's files did not print it."""
DEADLINE = 1.5
"""Seconds; a whole check is to end within 3, also where a shell hangs and the machine is busy."""
_NOWHERE = ("XDG_DATA_HOME", "/dev/null/envdoctor")
"""fish makes its data folder when it starts; where it cannot, it goes on. A question must leave nothing in a home."""
ASKED = ("login", "interactive", "ssh")


def _printer() -> str:
    """The command a shell is given: absolute programs only, no quote but the outer ones, nothing that csh expands.

    A start-up file may define functions and aliases of any name, set -eu, noclobber, or a PATH without /bin; the
    inner sh has none of that.
    """
    begin, end = (mark.decode().replace("\0", "\\000") for mark in (BEGIN, END))
    return f'/bin/sh -c \'/usr/bin/printf "{begin}"; /usr/bin/env -0; /usr/bin/printf "{end}"\''


def _filter() -> str:
    """A pipe into ``sed -z``, record by record: lengths only up to our mark, then stand-ins for secrets, then quit.

    It quits at the end mark: something the start-up files put into the background may hold the pipe open.
    """
    begin, end = (mark.decode().strip("\0") for mark in (BEGIN, END))
    places, words, ends = "|".join(_PLACES), "|".join(_WORDS), "|".join(_ENDS)
    steps = [
        f"1,/^{begin}$/{{{_NO_TTY};/^{begin}$/!s/./x/g;b}}",
        f"/^{end}$/q",
        f"/^[^=]*({places})=/Ib",
        f"s/^([^=]*({words})[^=]*|[^=]*({ends}))=.+$/\\1={HIDDEN}/I",
    ]
    script = " ".join(f"-e '{step}'" for step in steps)
    return f'"$@" 2>/dev/null | LC_ALL=C /bin/sed -z -E {script}'


PRINTER = _printer()
FILTER = _filter()


def arguments(shell: str, program: str, kind: str, home: str) -> tuple[str, ...]:
    """The command line that makes ``shell`` start as ``kind`` and print its environment."""
    if shell in ("tcsh", "csh"):
        # tcsh takes no -c beside -l: a dash before its name makes a login shell of "-c". With commands on a pipe it
        # has a prompt (tcsh 6.24), which is as near to a terminal as it gets without one.
        if kind == "ssh":
            return (program, "-c", PRINTER)
        if kind == "login":
            return (
                "/bin/bash",
                "--norc",
                "--noprofile",
                "-c",
                'exec -a "-$1" "$2" -c "$3"',
                "-",
                "tcsh",
                program,
                PRINTER,
            )
        return ("/bin/sh", "-c", 'printf "%s\\n" "$2" | "$1" -l', "-", program, PRINTER)
    flags = {"login": ("-l",), "interactive": ("-l", "-i"), "ssh": ()}[kind]
    command = f'. "{home}/.bashrc"; {PRINTER}' if shell == "bash" and kind == "ssh" else PRINTER
    if shell == "bash" and kind == "ssh" and re.search(r'["$`\\]', home):
        command = f". ~/.bashrc; {PRINTER}"
    return (program, *flags, "-c", command)


def run(
    shell: str, program: str, kind: str, env: tuple[tuple[str, str], ...], stamps: tuple[str, ...], home: str
) -> Run:
    """The probe that asks."""
    if shell == "fish" and _NOWHERE[0] not in dict(env):
        env = (*env, _NOWHERE)
    asking = ("/bin/sh", "-c", FILTER, "envdoctor", *arguments(shell, program, kind, home))
    return Run(asking, env, DEADLINE, stamps=stamps)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the environment, or why none; ``before``: bytes printed before it; ``hung``: time ran out."""

    variables: dict[str, str] | None
    before: int = 0
    why: str = ""
    hung: bool = False


def reply(answer: Answer, shell: str, kind: str, files: str) -> Reply:
    """Read a shell's answer; ``files`` names the files it reads then, for the sentence that says why there is none."""
    name = _shown(shell, kind)
    if isinstance(answer, Failed) and answer.timed_out:
        text = "{shell} gave no answer in {n} s; a line in {files} waits for something"
        return Reply(None, 0, _(text, shell=name, n=f"{DEADLINE:g}", files=files), hung=True)
    if not isinstance(answer, Ran):
        return Reply(None, 0, answer.reason if isinstance(answer, Failed) else name)
    begin = answer.out.find(BEGIN)
    end = answer.out.find(END, begin + 1) if begin >= 0 else -1
    if end < 0:
        return Reply(None, len(answer.out) if begin < 0 else begin, _silent(answer, name, files))
    return Reply(_variables(answer.out[begin + len(BEGIN) : end]), begin)


def _shown(shell: str, kind: str) -> str:
    if shell == "bash" and kind == "ssh":
        return ". ~/.bashrc"
    return {"login": f"{shell} -l", "interactive": f"{shell} -l -i", "ssh": f"{shell} -c"}[kind]


def _silent(answer: Ran, name: str, files: str) -> str:
    if answer.cut:
        return _("{shell} printed more than 4 MB and was ended; {files} should print nothing", shell=name, files=files)
    return _("{shell} ended before it could answer; a line in {files} ends or replaces it", shell=name, files=files)


def _variables(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in data.split(b"\0"):
        name, sign, value = entry.partition(b"=")
        if sign and not name.startswith(b"BASH_FUNC_") and name:
            found[name.decode("utf-8", "surrogateescape")] = value.decode("utf-8", "surrogateescape")
    if found.get(_NOWHERE[0]) == _NOWHERE[1]:
        del found[_NOWHERE[0]]
    return found
