"""A job asks for several nodes and uses one.

## Why is this bad?
The scheduler starts the script on the first node only. What is to run on the others must be started there by `srun`,
`mpirun`, `torchrun` on each node, or the like. `torchrun` and `torch.distributed.launch` reach no other node by
themselves; without `--nnodes` they count with one. The other nodes and their cards then stand idle, and the job waited
longer to get them.

## What to do
If the program was written for several nodes, start it with `srun python train.py` or `mpirun`. `torchrun` is started
once on each node: ask for `--ntasks-per-node=1`, set `HEAD` to the first name of `scontrol show hostnames`, and write
`srun torchrun --nnodes=$SLURM_NNODES --nproc-per-node=8 --rdzv-backend=c10d --rdzv-endpoint=$HEAD:29500 train.py`. If
the program was not written for that, ask for one node.

A Slurm script that asks for several tasks as well, and only sets up and starts Python, is left to SLU130, which says
the same of the tasks.

## Fix safety
Nothing is changed: whether the program can use several nodes is known to its author only.

## References
- torch.distributed, "torchrun": `--nnodes` is 1 unless it is given.
- sbatch(1), option `--nodes`; srun(1); bsub(1), option `-R "span[..]"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import Shape, shape, wants
from envdoctor.syntax.jobs.shell.commands import SETUP, python, script_of, unknown
from envdoctor.syntax.jobs.shell.starts import Start, starts

HOSTS = pattern(
    r"NODELIST|NODEFILE|LSB_HOSTS|LSB_MCPU|LSB_DJOB|hostnames|hostfile|machinefile|(?<!co)mpi|radical|scoop", re.I
)
"""The script knows of the other nodes, or loads what its program may start there."""
SPREADS = pattern(
    r"dask|ray|parsl|submit|spawn|mpi|cluster|launch|distribut|master|slurm|nodes?|world|spark|horovod|hpo|scoop|"
    r"\bruns?(?![a-z])|sims?\b|simulat|dyna|pilot|nproc|ncpu|ntasks|workflow|driver",
    re.I,
)
"""Words of arguments by which a Python program may start others itself."""
PER_NODE = pattern(r"NODEID|NODE_RANK|PROCID|PET_|torchx", re.I)
"""The script, or what it sets, knows which of the nodes it is on."""
NODES = ("nnodes", "node_rank", "rdzv_endpoint", "rdzv_backend", "rdzv_id", "rdzv_conf", "master_addr", "master_port")
PLAIN = msg("{nodes} nodes are asked for, but {program} runs on the first one only")
TORCH = msg("{nodes} nodes are asked for, but {program} without srun and --nnodes runs on the first one only")
SETS_UP = SETUP | frozenset(
    "source . cd echo export printf date hostname mkdir set unset pwd ulimit nvidia-smi".split()
)
TASKS = pattern(r"NTASKS|NPROCS|TASKS_PER_NODE|LOCALID|multiprocess")
"""Here the number of tasks is used in some way."""
HIDDEN = pattern(r"^(?:-\w+ )*[\"']?\$\{?\w+\}?[\"']?(?: |$)")
"""Which program it is stands in a variable."""


@rule("JOB207", "several-nodes-without-launcher", severity=Severity.WARNING)
def several_nodes_without_launcher(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At most one finding a script, and only where every command is known."""
    found = shape(job)
    if found.nodes < 2 or job.nodes is None or job.array is not None or wants(job, "ntasks-per-gpu"):
        return
    launchers = list(starts(body))
    if HOSTS.search(source.text) or any(not _stays(start) for start in launchers):
        return
    if launchers and PER_NODE.search(source.text):
        return
    begun = {start.command.span.start for start in launchers}
    others = body.of(tuple(each for each in body.commands if each.span.start not in begun))
    runs = [command for command in others.commands if python(command)]
    if unknown(others) or any(_may_spread(" ".join(command.args)) for command in runs):
        return
    if launchers:
        runs = [launchers[-1].command]
    if not runs:
        return
    if not launchers and _several_tasks(job, found, body) and not TASKS.search(source.text):
        return
    span = job.nodes.directive.span
    yield Finding(
        TORCH if launchers else PLAIN,
        place=source.path,
        key=job.nodes.directive.option,
        location=at(source.path, span),
        nodes=found.nodes,
        program=("torchrun" if runs[-1].name == "torchrun" else "torch.distributed")
        if launchers
        else script_of(runs[-1]),
    )


def _several_tasks(job: Request, found: Shape, body: Body) -> bool:
    """The script says how many tasks, more than one, and a Python program runs instead, known by its name."""
    if job.scheduler != "slurm" or not (job.tasks or job.tasks_per_node) or found.tasks < 2:
        return False
    runs = [command for command in body.commands if command.name not in SETS_UP and command.name]
    return all(
        command.name in ("python", "python3") and command.args[:1] and command.args[0].endswith(".py")
        for command in runs
    )


def _may_spread(words: str) -> bool:
    return SPREADS.search(words) is not None or HIDDEN.search(words) is not None


def _stays(start: Start) -> bool:
    """``torchrun`` for one node: nothing is said of others, nothing is hidden in a variable, and it runs once."""
    if start.kind != "torchrun" or start.command.wrapped or start.has(*NODES):
        return False
    if "loop" in start.command.inside or start.command.background or not start.rest:
        return False
    return start.rest[0].certain or start.rest[0].text.endswith(".py")
