"""More nodes are asked for than there are tasks.

## Why is this bad?
A task stands on one node, so `sbatch` takes `--nodes=2 --ntasks=1` for one node: it prints "can't run 1 processes on 2
nodes, setting nnodes to 1" and goes on. Cards and memory that are asked for each node then come once, not twice.

## What to do
For a program on several nodes give each node its tasks: `--nodes=2 --ntasks-per-node=1`, without `--ntasks`. For a
program on one node ask for one.

## Fix safety
Nothing is changed: which of the two numbers is meant, only you know.

## References
- sbatch(1), options `--nodes` and `--ntasks`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request, Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, last_of
from envdoctor.syntax.jobs.shape import fewer_nodes


@rule("SLU132", "more-nodes-than-tasks", severity=Severity.WARNING)
def more_nodes_than_tasks(source: SourceFile, slurm: Slurm, job: Request) -> Iterator[Finding]:
    """At most one finding a script, at the number of nodes; none for jobs of several components."""
    count, asked = fewer_nodes(job), job.nodes
    if not count or asked is None or job.unsure & {"nodes", "ntasks"} or "nodes" not in last_of(slurm):
        return
    yield Finding(
        msg(
            "sbatch lowers {asked} nodes to {count}, because --ntasks={count}; for tasks on each use --ntasks-per-node"
        ),
        place=source.path,
        key="nodes",
        location=at(source.path, asked.directive.span),
        asked=asked.number,
        count=count,
    )
