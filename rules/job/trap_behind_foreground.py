"""The trap for the job's warning signal waits for the program to end.

## Why is this bad?
bash runs a trap only once the command in the foreground has ended. With `--signal=B:USR1@120` the shell gets the
signal two minutes before the limit, but the training runs on in the foreground: at the limit everything is killed,
and the trap has never run.

## What to do
Start the program in the background and wait for it: `srun python train.py &`, then `wait`. `wait` returns at once
when a trapped signal comes. Wait a second time if the program needs to finish.

## Fix safety
Nothing is changed: what the trap does may have to change as well.

## References
- bash(1), "Signals".
- sbatch(1), option `--signal`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shell.commands import python
from envdoctor.syntax.jobs.shell.signals import Trap, asked, traps

WAITS = msg("the trap for {signal} runs only after {program} has ended; start that with & and then wait")
HOW = msg("end the line with & and put wait below it")
STARTERS = frozenset(("srun", "mpirun", "mpiexec", "torchrun", "accelerate", "deepspeed", "apptainer", "singularity"))


def _foreground(body: Body, trap: Trap) -> Command | None:
    """The first program behind the trap that the shell waits for."""
    for command in body.commands:
        starts = command.name in STARTERS or (python(command) and ".py" in " ".join(command.args))
        if command.span.start > trap.command.span.start and starts and not command.wrapped:
            return None if command.background or command.piped or command.inside else command
    return None


@rule("JOB322", "trap-behind-foreground", severity=Severity.WARNING, fix=Safety.MANUAL, words=("--si",))
def trap_behind_foreground(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """Only where the scheduler is asked to send the signal to the shell, and the script never waits."""
    if job.scheduler != "slurm" or job.signal is None or "signal" in job.unsure or body.called("wait"):
        return
    wanted = asked(job.signal.text)
    if wanted is None or not wanted.shell:
        return
    for trap in traps(body):
        command = _foreground(body, trap) if wanted.name in trap.signals else None
        if command is not None:
            yield Finding(
                WAITS,
                place=source.path,
                key=wanted.name,
                location=at(source.path, trap.command.span),
                wish=Advise(HOW),
                signal=wanted.name,
                program=command.name,
            )
            return
