"""A shell gives no answer when it starts.

## Why is this bad?
A start-up file that waits (for a network disk that is gone, a password, a download) makes logins slow or impossible,
and `ssh host command`, scp and editors that log in over ssh fail with it. One that ends the shell (`exit`, `set -e`)
makes the same trouble; that is a note only, since it may be meant so. A file that starts another shell or program in
its place (`exec zsh -l`, `exec tmux`) is not reported.

## What to do
Read the files that are named from the top. The command that is shown prints each line as it runs: press Ctrl-C when it
stops, and the last line printed is the one that waits. Keep another login open while you edit.

## Fix safety
Nothing is changed: which line may go is yours to decide.

## References
- bash(1), zsh(1), fish(1), tcsh(1), dash(1): which files a shell reads when it starts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from envdoctor import Advise, Finding, Location, Safety, Severity, msg, rule
from envdoctor.facts.environments import key_of
from envdoctor.facts.types import Shell, Shells

TRACES = {
    ("bash", "login"): "bash -lxc exit",
    ("bash", "interactive"): "bash -lixc exit",
    ("bash", "ssh"): "bash -xc '. ~/.bashrc'",
    ("zsh", "login"): "zsh -lxc exit",
    ("zsh", "interactive"): "zsh -lixc exit",
    ("zsh", "ssh"): "zsh -xc exit",
    ("dash", "login"): "sh -lxc exit",
    ("dash", "interactive"): "sh -lixc exit",
}
WAITS = msg("look through {files} for a line that waits: press Ctrl-C when the command stops; its last line waits")
ENDS = msg("look through {files} for a line that ends the shell: the last line that the command prints")
LOOK = msg("look through {files} for a line that waits or ends the shell")


def _found(shell: Shell, whys: Mapping[str, str], severity: Severity, key: str) -> Finding:
    """The finding about the first kind of start that failed; the others are its contexts."""
    kind, why = next(iter(whys.items()))
    files = shell.read.get(kind) or shell.files
    trace = TRACES.get((shell.name, kind))
    text = LOOK if trace is None else WAITS if kind in shell.hung else ENDS
    return Finding(
        msg("{shell} gives no answer when it starts: {why}"),
        place=files[0] if files else shell.path or shell.name,
        key=key,
        location=Location(files[0] if files else None),
        severity=severity,
        contexts=tuple(key_of(kind, shell) for kind in whys),
        evidence=files,
        wish=Advise(text, {"files": ", ".join(files) or shell.name}, (trace,) if trace else ()),
        shell=shell.name,
        why=why,
    )


@rule("SHL301", "shell-hangs-at-start", severity=Severity.ERROR, fix=Safety.MANUAL)
def shell_hangs_at_start(shells: Shells) -> Iterator[Finding]:
    """A finding for what hangs and one for what ends, for each shell; one that is not installed does neither."""
    for shell in shells.all:
        if shell.path is None:
            continue
        if shell.hung:
            yield _found(shell, shell.hung, Severity.ERROR if shell.login else Severity.WARNING, shell.name)
        if shell.ended:
            yield _found(shell, shell.ended, Severity.NOTE, f"{shell.name}, ended")
