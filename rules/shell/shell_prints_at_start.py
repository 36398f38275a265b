"""A shell prints text when it starts although nobody is at a prompt.

## Why is this bad?
scp, sftp, rsync and git over ssh start the login shell and talk through it. A line that a start-up file prints is
taken for their own data: "Connection closed", "protocol error". More than 64 KiB slow down every login and job.

## What to do
Print only at a prompt: put `[[ $- == *i* ]] &&` in front of the line, or move it below the interactive-only guard. The
finding names the first line that prints whatever holds, if one can be told from the text; there may be more.

## Fix safety
Nothing is changed: your own lines are never moved or deleted.

## References
- scp(1), sftp(1), sshd(8): the user's shell runs the command.
- bash(1): a bash that sshd starts reads `~/.bashrc` where it was built so, as on Debian and Ubuntu.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

from envdoctor import Advise, Finding, Location, Safety, Severity, msg, rule, size
from envdoctor.facts.environments import key_of
from envdoctor.facts.loud import Line, Loud
from envdoctor.facts.types import Shell, Shells

LIMIT = 64 * 1024
"""Bytes; a greeting is far below, a runaway loop or the listing of a folder above."""
OVER_SSH = frozenset((".bashrc", ".zshenv", "config.fish", ".tcshrc", ".cshrc"))
BREAKS = msg("{shell} prints {amount} where nobody is at a prompt: scp, sftp and rsync to this machine break")
SLOW = msg("{shell} prints {amount} when it starts, which slows down every login")
HERE = msg("{command} in {where} prints: let it run only at a prompt, with {guard} in front of it")
ANYWHERE = msg("let {files} print only at a prompt, with {guard} in front of the line")
GUARDS = {
    "bash": "[[ $- == *i* ]] &&",
    "zsh": "[[ -o interactive ]] &&",
    "fish": "status is-interactive; and",
    "tcsh": "if ( $?prompt )",
}
"""What makes a line run only at a prompt, by shell."""


def _loud(shell: Shell) -> dict[str, int]:
    """Contexts in which the amount is a problem. Only the login shell runs commands that come over ssh."""
    return {
        kind: amount
        for kind, amount in shell.answered.items()
        if amount > LIMIT or (kind == "ssh" and amount > 0 and shell.login)
    }


def _first(shell: Shell, breaks: bool) -> str | None:
    """The file to look at first: what is read over ssh is one of those that are read without a prompt."""
    likely = (path for path in shell.files if breaks and PurePath(path).name in OVER_SSH)
    return next(likely, shell.files[0] if shell.files else None)


def _wish(shell: Shell, line: Line | None, first: str | None, breaks: bool) -> Advise:
    guard = GUARDS.get(shell.name, GUARDS["bash"])
    if line is not None:
        where = f"{line.path}:{line.place.line}"
        return Advise(HERE, {"command": line.command, "where": where, "guard": guard})
    files = first if breaks and first else ", ".join(shell.files) or shell.name
    return Advise(ANYWHERE, {"files": files, "guard": guard})


@rule("SHL302", "shell-prints-at-start", severity=Severity.WARNING, fix=Safety.MANUAL)
def shell_prints_at_start(shells: Shells, loud: Loud) -> Iterator[Finding]:
    """One finding a shell."""
    for shell in shells.all:
        amounts = _loud(shell)
        if not amounts:
            continue
        breaks = "ssh" in amounts and shell.login
        line = loud.over_ssh.get(shell.name) if breaks else None
        first = line.path if line is not None else _first(shell, breaks)
        place = line.place if line is not None else None
        yield Finding(
            BREAKS if breaks else SLOW,
            place=first or shell.path or shell.name,
            key=shell.name,
            location=Location(first, place.line, place.column, place.end_column) if place else Location(first),
            contexts=tuple(key_of(kind, shell) for kind in amounts),
            evidence=tuple(f"{kind}: {amount} bytes" for kind, amount in amounts.items()) + shell.files,
            wish=_wish(shell, line, first, breaks),
            shell=shell.name,
            amount=size(max(amounts.values())),
        )
