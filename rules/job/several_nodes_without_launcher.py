"""A job asks for several nodes and uses one.

## Why is this bad?
The scheduler starts the script on the first node only. What is to run on the others must be started there by `srun`,
`mpirun`, `torchrun` on each node, or the like. Without one of them the other nodes and their cards stand idle, and the
job waited longer to get them.

## What to do
If the program was written for several nodes, start it with `srun python train.py` or `mpirun`. If not, ask for one
node.

## Fix safety
Nothing is changed: whether the program can use several nodes is known to its author only.

## References
- sbatch(1), option `--nodes`; srun(1); bsub(1), option `-R "span[..]"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.commands import python, script_of, unknown
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape, wants
from envdoctor.syntax.jobs.starts import starts

HOSTS = re.compile(
    r"NODELIST|NODEFILE|LSB_HOSTS|LSB_MCPU|LSB_DJOB|hostnames|hostfile|machinefile|(?<!co)mpi|radical|scoop", re.I
)
"""The script knows of the other nodes, or loads what its program may start there."""
SPREADS = re.compile(
    r"dask|ray|parsl|submit|spawn|mpi|cluster|launch|distribut|master|slurm|nodes?|world|spark|horovod|hpo|scoop|"
    r"\bruns?(?![a-z])|sims?\b|simulat|dyna|pilot|nproc|ncpu|ntasks|workflow|driver",
    re.I,
)
"""Words of arguments by which a Python program may start others itself."""
HIDDEN = re.compile(r"^(?:-\w+ )*[\"']?\$\{?\w+\}?[\"']?(?: |$)")
"""Which program it is stands in a variable."""


@rule("JOB207", "several-nodes-without-launcher", severity=Severity.WARNING)
def several_nodes_without_launcher(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At most one finding a script, and only where every command is known."""
    found = shape(job)
    if found.nodes < 2 or job.nodes is None or job.array is not None or wants(job, "ntasks-per-gpu"):
        return
    if unknown(body) or any(starts(body)) or HOSTS.search(source.text):
        return
    runs = [command for command in body.commands if python(command)]
    if not runs or any(
        SPREADS.search(" ".join(command.args)) or HIDDEN.search(" ".join(command.args)) for command in runs
    ):
        return
    span = job.nodes.directive.span
    yield Finding(
        msg("{nodes} nodes are asked for, but {program} runs on the first one only"),
        place=source.path,
        key=job.nodes.directive.option,
        location=at(source.path, span),
        nodes=found.nodes,
        program=script_of(runs[-1]),
    )
