"""Loader workers outnumber the CPUs that the job asks for.

## Why is this bad?
Each worker of a `DataLoader` is a process that wants a CPU. A job may use only the CPUs it asked for, so the workers
take turns, the training process with them, and the card waits. PyTorch warns of it in the log.

## What to do
The number is that of the program, or of its option on the command line: `--num_workers 16`. Ask for as many CPUs as
there are workers of all processes on the node, and one more each for the processes
themselves; or set the number of workers from `SLURM_CPUS_PER_TASK`.

## Fix safety
Nothing is changed: either number may be the right one.

## References
- PyTorch, `torch.utils.data.DataLoader`, argument `num_workers`.
- sbatch(1), option `--cpus-per-task`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request
from envdoctor.facts.programs import Launch, Program, Programs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Word
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.shape import Shape, shape
from envdoctor.syntax.jobs.shell.starts import number

ONE = msg("{workers} loader workers on {cpus} CPUs: they take turns; ask for as many CPUs as workers")
ALONE = msg("{workers} loader workers on one CPU: they take turns; ask for as many CPUs as workers")
MANY = msg("{processes} processes with {workers} loader workers each on {cpus} CPUs: they take turns")


OPTIONS = ("--num_workers", "--dataloader_num_workers")
"""Of a program that cannot be read; of one that can, its own."""


def _workers(launch: Launch, program: Program, asked: bool) -> tuple[int, Word | None]:
    """How many each process has, 0 where it cannot be told, and the word that says so."""
    found = program.workers
    if found is None:
        unread = asked and launch.script is not None and program == Program(program.path)
        given = launch.option(*OPTIONS) if unread else None
        return (number(given) or 0 if given is not None else 0), given
    given = launch.option(found.option) if found.option else None
    if given is not None:
        return number(given) or 0, given
    uncertain = any(not word.certain for word in launch.arguments) and bool(found.option)
    return (0 if uncertain else found.count), launch.script


def _processes(launch: Launch, found: Shape) -> int:
    """Processes of the program on one node; 0: cannot tell."""
    chain = [name for name in launch.chain if name not in ("time", "env", "nohup", "exec", "command", "nice")]
    start = launch.start
    if start is not None and start.kind == "torchrun":
        each = number(start.word("nproc_per_node")) or (0 if start.has("nproc_per_node") else 1)
        others = [name for name in chain if name != "torchrun"]
        return each if not others or (others == ["srun"] and found.on_node == 1) else 0
    if not chain:
        return 1
    return max(found.on_node, 0) if chain == ["srun"] and len(launch.command.wrapped) == 1 else 0


def _cpus(job: Request, found: Shape) -> int:
    """CPUs of one node that the script asks for by a word of its own; 0: cannot tell."""
    if job.cpus_per_gpu is not None and found.on_node_cards > 0:
        return max(job.cpus_per_gpu.number, 0) * found.on_node_cards
    if found.cpus_by is None or found.cpus < 1 or found.cpus % found.nodes:
        return 0
    return found.cpus // found.nodes if found.fixed or found.nodes == 1 else 0


@rule("JOB320", "workers-above-cpus", severity=Severity.WARNING, signs=("programs",))
def workers_above_cpus(source: SourceFile, job: Request, programs: Programs) -> Iterator[Finding]:
    """At the option that says how many workers, else at the program."""
    if not programs.all:
        return
    found = shape(job)
    cpus, keys = _cpus(job, found), Keys()
    said = job.cpus_per_task is not None or job.cpus_per_gpu is not None or job.cpus_per_node is not None
    asked = said and found.on_node_cards > 0  # without cards such an option of a program nobody read means many things
    for launch, program in programs.all:
        workers, word = _workers(launch, program, asked)
        processes = _processes(launch, found) if workers else 0
        if word is not None and 0 < cpus < workers * processes:
            yield Finding(
                MANY if processes > 1 else ONE if cpus > 1 else ALONE,
                place=source.path,
                key=keys(program.path),
                location=at(source.path, word.span),
                workers=workers,
                processes=processes,
                cpus=cpus,
            )
