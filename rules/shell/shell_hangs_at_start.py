"""A shell gives no answer when it starts.

## Why is this bad?
A start-up file that waits (for a network disk that is gone, a password, a download) or that ends the shell makes
logins slow or impossible, and `ssh host command`, scp and editors that log in over ssh fail with it.

## What to do
Read the files that are named from the top. `bash -lixc exit` prints each line as it runs; the last one printed is the
one that waits. Keep another login open while you edit.

## Fix safety
Nothing is changed: which line may go is yours to decide.

## References
- bash(1), zsh(1), fish(1), tcsh(1), dash(1): which files a shell reads when it starts.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Location, Safety, Severity, msg, rule
from envdoctor.facts.environments import key_of
from envdoctor.facts.types import Shells

FLAGS = {"bash": "bash -lixc exit", "zsh": "zsh -lixc exit", "dash": "sh -lxc exit"}


@rule("SHL301", "shell-hangs-at-start", severity=Severity.ERROR, fix=Safety.MANUAL)
def shell_hangs_at_start(shells: Shells) -> Iterator[Finding]:
    """One finding a shell; one that is not installed can't hang."""
    for shell in shells.all:
        if not shell.failed or shell.path is None:
            continue
        first = shell.files[0] if shell.files else None
        trace = FLAGS.get(shell.name)
        yield Finding(
            msg("{shell} gives no answer when it starts: {why}"),
            place=first or shell.path,
            key=shell.name,
            location=Location(first),
            severity=Severity.ERROR if shell.login else Severity.WARNING,
            contexts=tuple(key_of(kind, shell) for kind in shell.failed),
            evidence=shell.files,
            wish=Advise(
                msg("look through {files} for a line that waits or ends the shell"),
                {"files": ", ".join(shell.files) or shell.name},
                (trace,) if trace else (),
            ),
            shell=shell.name,
            why=next(iter(shell.failed.values())),
        )
