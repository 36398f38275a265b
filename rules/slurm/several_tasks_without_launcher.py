"""Several tasks are asked for, and one Python program runs once.

## Why is this bad?
`--ntasks=8` reserves room for eight processes. A batch script itself runs once, on the first node; a plain
`python train.py` in it is one process. On several nodes the CPUs of the other tasks are reserved, paid for and idle.
With `--nodes=1` the process can use all of them, and nothing is lost; this is a note then.

## What to do
Start it with `srun python train.py` if eight copies are meant (MPI, distributed training). If one process shall use
eight CPUs, ask for `--ntasks=1 --cpus-per-task=8`.

## Fix safety
Nothing is changed: only you know which of the two is meant.

## References
- sbatch(1), option `--ntasks`: "sbatch does not launch tasks".
- srun(1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command
from envdoctor.syntax.jobs.pointing import at, last_of
from envdoctor.syntax.jobs.values import Directive, number_of

HARMLESS = frozenset(
    "module ml source . cd echo export printf date hostname mkdir rm cp mv ls cat pwd set unset conda mamba micromamba "
    "eval ulimit sleep nvidia-smi which type test [ [[ true : exit return free df uname env printenv local declare "
    "whoami id touch tee ln chmod umask trap shopt alias seq basename dirname tar unzip gunzip rsync pip pip3 "
    "activate deactivate lscpu squeue scontrol sacct head tail grep sed awk wc time nohup tr cut sort python python3 "
    "dos2unix readlink realpath wait if ulimit".split()
)
"""Commands that start no tasks. Any other program may be a launcher of its own, so nothing is said."""
WORDS = ("NTASKS", "NPROCS", "mpi4py", "PROCID", "TASKS_PER_NODE", "JOB_NODELIST", "LOCALID", "multiprocess")
"""What tells that the number of tasks is used in another way."""


def _tasks(given: Mapping[str, Directive]) -> tuple[int, Directive] | None:
    """The number of tasks that is asked for, and by which directive."""
    for option, factor in (("ntasks", ""), ("ntasks-per-node", "nodes")):
        directive, times = given.get(option), given.get(factor)
        if directive and directive.value and directive.value.isdecimal():
            nodes = number_of(times.value) if times and times.value and times.value.isdecimal() else 1
            return number_of(directive.value) * nodes, directive
    return None


def _one_node(given: Mapping[str, Directive]) -> bool:
    """All tasks are on the node that the script runs on: its one process may use their CPUs."""
    nodes = given.get("nodes")
    if nodes is None:
        return "ntasks" not in given
    return (nodes.value or "") in ("1", "1-1")


def _workers(body: Body) -> list[Command]:
    """Python programs that the script runs itself; none if anything else might start tasks."""
    if not body.whole or any(command.name not in HARMLESS and command.name for command in body.commands):
        return []
    return [
        command
        for command in body.called("python", "python3")
        if command.words[1:] and command.words[1].text.endswith(".py") and not command.background
    ]


@rule("SLU130", "several-tasks-without-launcher", severity=Severity.WARNING, words=("python",))
def several_tasks_without_launcher(source: SourceFile, slurm: Slurm, body: Body) -> Iterator[Finding]:
    """At most one finding a script: at the directive that asks for the tasks."""
    given = last_of(slurm)
    asked = _tasks(given)
    if asked is None or asked[0] < 2 or any(word in source.text for word in WORDS):
        return
    workers = _workers(body)
    if not workers or any(command.background for command in body.commands):
        return
    tasks, directive = asked
    yield Finding(
        msg(
            "{tasks} tasks are reserved, but python {program} runs once; start it with srun, or ask for --cpus-per-task"
        ),
        place=source.path,
        key=directive.option,
        location=at(source.path, directive.span),
        severity=Severity.NOTE if _one_node(given) else None,
        tasks=tasks,
        program=workers[0].words[1].text,
    )
