"""The signal of `--signal` reaches nobody who waits for it.

## Why is this bad?
`--signal=USR1@120` goes to the job's steps only, what `srun` started; the shell that runs the script never sees it,
and its `trap` never runs. `--signal=B:USR1@120` goes to the shell only. A shell without a trap for it dies of it, and
the job ends two minutes early, without having saved anything. With `trap '' USR1` nothing happens at all.

## What to do
With a `trap` in the script: `--signal=B:USR1@120`, and start the program with `&` followed by `wait`. With a handler
in the program: start it with `srun`, and leave out the `B:`. Where the script has a trap and also starts `srun`, this
is a note: whoever is meant to get the signal, only one of them does.

## Fix safety
Unsafe: `B:` is put before the signal's name, so that the trap runs. Programs that `srun` starts no longer get it.

## References
- sbatch(1), option `--signal`.
- bash(1), "Signals": a trap runs once the command in the foreground has ended.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, swap, templated
from envdoctor.syntax.jobs.shell.signals import Trap, asked, nobody_else, plain, traps
from envdoctor.syntax.jobs.values import Span

STEPS = msg(
    "--signal={value} goes to srun's steps only, so it never reaches the trap of line {line}; write --signal=B:{value}"
)
EITHER = msg(
    "--signal={value} goes to what srun starts, so it never reaches the trap of line {line}; with B: it would "
    "reach the trap alone"
)
SHELL = msg("--signal={value} goes to the shell only, which has no trap for it and dies of it")
IGNORED = msg("--signal={value} goes to the shell only, which ignores it (line {line}): nobody does anything about it")
NOBODY = msg("--signal={value} goes to srun's steps only, and this script starts none: nobody gets it")
HARMLESS = frozenset(("CONT", "CHLD", "WINCH", "URG"))
"""Signals that a shell without a trap outlives."""


def _insertion(source: SourceFile, span: Span) -> ReplaceSpan | None:
    raw = source.text[span.start : span.end]
    if raw[:1] in "'\"" or raw[:2].upper() == "R:" or ":" in raw:
        return None
    return swap(source.path, source.text, span.start, span.end, f"B:{raw}")


def _ignored(body: Body, name: str) -> Trap | None:
    """The trap by which the shell ignores the signal, unless a later one takes it back."""
    last = None
    for command in body.called("trap"):
        words = [word.text for word in command.words[1:] if word.text != "--"]
        names = frozenset(plain(word) for word in words[1:])
        if name in names and "subshell" not in command.inside:
            last = Trap(command, names) if words[0] == "" else None
    return last


@rule("JOB321", "unread-signal", severity=Severity.WARNING, fix=Safety.UNSAFE, words=("--si",))
def unread_signal(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At the value of `--signal`; the last one counts."""
    if job.scheduler != "slurm" or job.signal is None or "signal" in job.unsure or templated(job.signal.text):
        return
    wanted, span = asked(job.signal.text), job.signal.directive.value_span
    if wanted is None or span is None or not body.commands:
        return
    trap = next((one for one in traps(body) if wanted.name in one.signals), None)
    said = None
    if not wanted.shell and trap is not None:
        said = EITHER if body.called("srun") else STEPS
    elif trap is None and nobody_else(body) and not wanted.shell and not body.called("srun"):
        said = NOBODY
    elif trap is None and nobody_else(body) and wanted.shell and wanted.name not in HARMLESS:
        trap = _ignored(body, wanted.name)
        said = SHELL if trap is None else IGNORED
    if said is not None:
        yield Finding(
            said,
            place=source.path,
            key=wanted.name,
            location=at(source.path, span),
            severity=Severity.NOTE if said is EITHER else None,
            wish=_insertion(source, span) if said is STEPS else None,
            value=job.signal.text,
            line=trap.command.span.line if trap is not None else 0,
        )
