"""A long training job never saves anything.

## Why is this bad?
At its time limit, when a node fails or when a job of higher priority takes its place, the job is killed. A program
that saves nothing then has to begin again from the start, and the hours on the cards are lost.

## What to do
Save the model and the optimiser every so often, and begin from the last file if there is one. Frameworks bring it:
`torch.save`, `accelerator.save_state`, Lightning's and transformers' trainers.

`rules.settings.JOB307: {hours: 24}` in a policy says from how many hours on a job is long: 12, if nothing is said.

## Fix safety
Nothing is changed: what to save is up to the program. It is said only of a program that was read to its end, together
with the modules beside it that it imports, that surely trains, and in which no name speaks of saving.

## References
- PyTorch's tutorials, "Saving and loading a general checkpoint".
- sbatch(1), options `--time`, `--requeue`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.programs import Programs
from envdoctor.facts.types import SourceFile
from envdoctor.light import dataclass
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import UNLIMITED

LIMITED = msg("{program} trains for up to {hours} h and never saves: if the job is killed, all is lost")
ENDLESS = msg("{program} trains without a time limit and never saves: if the job is killed, all is lost")


@dataclass(frozen=True, slots=True)
class Options:
    """``hours``: a job that may run for so long, or longer, is long."""

    hours: int = 12


@rule("JOB307", "never-checkpoints", severity=Severity.WARNING, options=Options, signs=("programs",))
def never_checkpoints(source: SourceFile, job: Request, programs: Programs, options: Options) -> Iterator[Finding]:
    """At each such program."""
    minutes = job.minutes.number if job.minutes is not None else UNLIMITED
    if job.unsure & {"time", "W", "l"} or (minutes != UNLIMITED and minutes < options.hours * 60):
        return
    keys = Keys()
    for launch, program in programs.all:
        if program.trains and program.saves is False and launch.script is not None:
            yield Finding(
                ENDLESS if minutes == UNLIMITED else LIMITED,
                place=source.path,
                key=keys(program.path),
                location=at(source.path, launch.script.span),
                program=program.path,
                hours=minutes // 60,
            )
