"""A job starts a program that needs a terminal.

## Why is this bad?
A batch job has no terminal and nobody at the keyboard. `srun --pty bash` reads the end of its input and ends at once,
and `htop` or `vim` stop with an error about the terminal. What the line was for does not happen.

## What to do
Type such commands at a prompt instead: `srun --pty bash` or `salloc` for a shell on a node, `squeue` and `sstat` to
watch a job. To log what the cards do, use `nvidia-smi dmon` or `nvidia-smi --loop=60` in the background.

## Fix safety
Nothing is changed: the line may stand for something else that the job needs.

## References
- srun(1), option `--pty`; sbatch(1), "Description".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.shell.starts import Start, starts

SCREENS = frozenset("vim vi nvim nano emacs htop nvtop nvitop watch".split())
QUIET = frozenset("-batch --batch -es -e -Es -c --version --help -nw --script -s -b".split())
"""Options with which an editor works without a terminal, or may."""
SHELLS = frozenset("bash sh zsh csh tcsh".split())


@rule("JOB210", "interactive-command-in-job", severity=Severity.WARNING)
def interactive_command_in_job(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """One finding a command."""
    if not job.scheduler:
        return
    keys = Keys()
    shells = {start.command.span: start.rest[0].text for start in starts(body) if _shell(start)}
    for command in body.commands:
        if command.inside[:1] and command.inside[0].startswith("function "):
            continue
        if (command.name == "srun" and command.span in shells) or _screen(command):
            name = f"srun --pty {shells[command.span]}" if command.name == "srun" else command.name
            yield Finding(
                msg("{command} needs a terminal, which a batch job does not have"),
                place=source.path,
                key=keys(command.name),
                location=at(source.path, command.span),
                command=name,
            )


def _shell(start: Start) -> bool:
    """``srun --pty bash``, with nothing that the shell could read."""
    if start.kind != "srun" or not start.has("pty") or not start.rest or start.command.redirects:
        return False
    program, *args = (word.text for word in start.rest)
    return program.rsplit("/", 1)[-1] in SHELLS and not set(args) - {"-i", "-l", "--login", "-il"}


def _screen(command: Command) -> bool:
    if command.name not in SCREENS or command.wrapped or command.piped or command.redirects:
        return False
    return not any(arg in QUIET or arg.startswith("+") for arg in command.args)
