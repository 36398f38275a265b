"""A program waits for a signal that the job's shell does not pass on.

## Why is this bad?
Without `B:`, Slurm sends the signal of `--signal` to the job's steps only: to what `srun` starts. A program that the
script starts itself is no step and never sees it, not even behind `exec`. With `B:` only the shell gets it, and a
`trap` that only writes a line keeps it from the program. The program saves nothing then, although it was written to:
its first signal is the SIGTERM at the time limit, and 30 seconds later (the site's `KillWait`) it is killed.

## What to do
Start the program with `srun`, and leave out the `B:`. Or let the script pass the signal on:

    #SBATCH --signal=B:USR1@120
    trap 'kill -USR1 $PID' USR1
    python train.py & PID=$!
    wait $PID; wait $PID

The second `wait` is for the program's own end, as the trap breaks off the first. With `exec python train.py`, which
takes the shell's place, `B:` is enough.

## Fix safety
Nothing is changed: which of the ways fits is for you to say. It is said only of a Python program that was read, and
that sets a handler for just this signal.

## References
- sbatch(1), option `--signal`; scancel(1), options `--batch`, `--full`.
- bash(1), "Signals". Tried with Slurm 22.05, with `srun`, `exec`, `&` and in the foreground.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.programs import Launch, Programs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import Keys, at, templated
from envdoctor.syntax.jobs.shell.commands import WRAPPERS, stays
from envdoctor.syntax.jobs.shell.signals import Trap, asked, nobody_else, traps

UNSENT = msg("{program} waits for {signal}, but --signal={value} goes to what srun starts only: start it with srun")
KEPT = msg("{program} waits for {signal}, but the trap of line {line} keeps it: let the trap pass it on with kill")
SRUN = msg("start the program with srun")
KILL = msg("pass the signal on in the trap, and start the program with & and wait")
PLAIN = WRAPPERS | frozenset("torchrun accelerate conda mamba micromamba uv poetry pipenv pixi".split())
"""Launchers that make no step."""
AROUND = frozenset(("if", "loop", "case"))
SENDS = frozenset(("kill", "eval", "source", "."))
"""Known commands that may pass a signal on."""
AGAIN = re.compile(r"srun\b[^\n]*\$(?:0|\{?BASH_SOURCE)")
"""The script starts itself as a step."""


def _own(launch: Launch) -> bool:
    """The script's own shell starts the program, and by nothing that could be a step."""
    return PLAIN.issuperset(launch.chain) and AROUND.issuperset(launch.command.inside)


def _keeps(trap: Trap, body: Body) -> bool:
    """All that the trap runs is known, and none of it sends a signal."""
    start, end = trap.command.span.start, trap.command.words[-1].span.end
    ran = [one for one in body.commands if "trap" in one.inside and start <= one.span.start < end]
    code = trap.command.words[1]
    every: list[Command] = []
    for command in ran or [Command(code.text, (code,), code.span)]:  # a bare word is the name of a function
        inner = [one for one in body.commands if f"function {command.name}" in one.inside]
        every += inner or [command]
    return bool(every) and all(stays(one) and one.name not in SENDS for one in every)


def _kept(trap: Trap | None, body: Body) -> bool:
    """The trap gets the signal in time, and keeps it."""
    return trap is not None and body.whole and bool(body.called("wait")) and _keeps(trap, body)


@rule(
    "JOB325",
    "signal-swallowed-by-shell",
    severity=Severity.WARNING,
    fix=Safety.MANUAL,
    words=("--sig",),
    signs=("programs",),
)
def signal_swallowed_by_shell(source: SourceFile, job: Request, body: Body, programs: Programs) -> Iterator[Finding]:
    """At each such program of a Slurm job; not where JOB321 or JOB322 speaks of the signal."""
    if job.scheduler != "slurm" or job.signal is None or "signal" in job.unsure or templated(job.signal.text):
        return
    wanted = asked(job.signal.text)
    if wanted is None or not programs.all or AGAIN.search(source.text):
        return
    trap = next((one for one in traps(body) if wanted.name in one.signals), None)
    if wanted.shell:
        said = KEPT if _kept(trap, body) else None
    else:
        said = UNSENT if trap is None and (body.called("srun") or not nobody_else(body)) else None
    keys = Keys()
    for launch, program in programs.all if said is not None else ():
        meant = launch.command.background if wanted.shell else _own(launch)
        if said is not None and launch.script is not None and meant and f"SIG{wanted.name}" in (program.catches or ()):
            yield Finding(
                said,
                place=source.path,
                key=keys(program.path),
                location=at(source.path, launch.script.span),
                wish=Advise(KILL if wanted.shell else SRUN),
                program=program.path,
                signal=f"SIG{wanted.name}",
                value=job.signal.text,
                line=trap.command.span.line if trap is not None else 0,
            )
