"""The script ends while its programs still run in the background.

## Why is this bad?
When the script ends, the job ends. A last line with `&` and no `wait` behind it means a job that is "completed" after
a second. What still runs is killed where the scheduler keeps processes in control groups, as nearly all sites do;
elsewhere it goes on outside of any job, on cards that are given to somebody else. `nohup` does not help.

## What to do
Put `wait` at the end of the script, above an `exit` that ends it.

## Fix safety
Unsafe: `wait` is put at the end, or above the last `exit`. The job then lasts until the last of its background
programs has ended; a server that never ends keeps it until the time limit.

## References
- bash(1), "Job Control" and the builtin `wait`.
- sbatch(1): the job ends when the batch script does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at, swap
from envdoctor.syntax.jobs.shell.commands import stays

LEFT = msg("{program} runs in the background and nothing waits for it: the job ends at once, without it; end with wait")
BLOCKS = frozenset(("sleep", "tail", "wait", "read", "fg", "rsync", "scp", "cp", "mv", "tar", "find", "exec", "eval"))
"""Known commands that may take as long as a program does, or wait for one."""
QUIET = frozenset(("sleep", "nvidia-smi", "echo", "tee", "cat", "touch", "kill", "disown"))
"""What runs beside the real work and may be killed with it."""
ASIDE = frozenset(("tensorboard", "jupyter", "jupyter-lab", "htop", "top"))
"""They show what other programs have done."""
BLINK = re.compile(r"(?:\d|10)(?:\.\d+)?s?")
"""So many seconds of ``sleep`` are no wait for a program."""

GOES_ON = re.compile(r"(?:\|\||&&|\||\{|\\)[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*\Z")
"""The line before belongs to the next one: what stands there need not run."""
ALONE = re.compile(
    r"exit(?:[ \t]+(?:\d+|\"?\$\{?[\w?]+\}?\"?))?[ \t]*;?[ \t]*(?:#[^\n]*)?(?:\n|\Z)(?!(?:[ \t]*\n)*[ \t]*\})"
)


NEAR = 1000
"""How much of the text above an ``exit`` is looked at."""


def _exit(text: str, body: Body) -> int | None:
    """Offset of the first ``exit`` that surely ends the script; what stands below it never runs."""
    for command in body.commands:
        at = command.span.start
        alone = command.name == "exit" and not command.inside and not command.background and command.span.column == 1
        if alone and ALONE.match(text, at) and not GOES_ON.search(text, max(0, at - NEAR), at):
            return at
    return None


def _left(body: Body, end: int) -> Command | None:
    """The first program of the last that are started in the background above ``end``, where nothing waits for them."""
    commands = [command for command in body.commands if command.span.start < end]
    top = [command for command in commands if not _apart(command)]
    behind = [command for command in top if command.background]
    if not behind or not body.whole or any(command.name in ("wait", "trap", "coproc") for command in commands):
        return None
    last = behind[-1].span.start
    if any(_may_last(command) for command in top if command.span.start > last and not command.background):
        return None
    work = max((command.span.start for command in top if _works(command)), default=-1)
    quiet = QUIET if work < 0 else QUIET | ASIDE
    for command in behind:  # what starts before the work in the foreground may be meant to end with it
        beside = command.span.start < work or (work >= 0 and ("if" in command.inside or "case" in command.inside))
        if not beside and not stays(command) and command.name not in quiet:
            return command
    return None


def _apart(command: Command) -> bool:
    return any(name.startswith("function ") or name in ("trap", "substitution") for name in command.inside)


def _may_last(command: Command) -> bool:
    if command.name == "sleep" and "loop" not in command.inside:
        return BLINK.fullmatch(" ".join(command.args)) is None
    return command.name in BLOCKS or not stays(command)


def _works(command: Command) -> bool:
    """It runs in the foreground and is more than a wait or a copy."""
    local = command.name in BLOCKS and command.name not in ("wait", "eval", "exec", "tail")
    return not command.background and _may_last(command) and not local


@rule("JOB324", "children-left-behind", severity=Severity.WARNING, fix=Safety.UNSAFE, words=("&",))
def children_left_behind(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """One finding a script."""
    if "&" not in source.text or job.scheduler not in ("slurm", "pbs"):
        return
    end = _exit(source.text, body)
    command = _left(body, len(source.text) if end is None else end)
    if command is None:
        return
    yield Finding(
        LEFT,
        place=source.path,
        key=command.name,
        location=at(source.path, command.span),
        wish=_wish(source, end),
        program=command.name,
    )


def _wish(source: SourceFile, end: int | None) -> ReplaceSpan:
    """``wait`` above the ``exit``, or at the end of the file."""
    text = source.text
    if end is not None:
        return swap(source.path, text, end, end, "wait\n")
    newline = "" if text.endswith("\n") else "\n"
    return swap(source.path, text, len(text), len(text), f"{newline}wait\n")
