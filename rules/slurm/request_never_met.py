"""A job asks for what no cluster can give: its own numbers contradict each other.

## Why is this bad?
`sbatch` lets it pass, and the controller refuses the job, whatever the site: `--time-min` above `--time` ("Invalid
time-min specification"), no nodes, more tasks than `--ntasks-per-node` lets the nodes have ("Requested node
configuration is not available"), a node that is named and excluded at once.

## What to do
Change one of the two numbers. With `--ntasks` beside it, `--ntasks-per-node` is the most that a node may have:
`--nodes=2 --ntasks-per-node=4` is eight tasks, without `--ntasks`.
A job that `squeue` shows as pending with the reason Resources or Priority is another matter: it only waits for others
to end.

## Fix safety
Nothing is changed: which of the numbers is meant, only you know.

## References
- sbatch(1), options `--time-min`, `--nodes`, `--ntasks-per-node`, `--exclude`.
- squeue(1), "JOB REASON CODES".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Request, Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pointing import at, last_of
from envdoctor.syntax.jobs.slurm.durations import minutes
from envdoctor.syntax.jobs.slurm.nodes import host_count
from envdoctor.syntax.jobs.values import Directive

TIME = msg("--time-min={least} is more than --time={most}, so Slurm refuses the job")
NO_NODES = msg("no nodes are asked for, so Slurm refuses the job; write --nodes=1, or leave it out")
TASKS = msg(
    "{tasks} tasks do not fit: --nodes={nodes} times --ntasks-per-node={each} is {room}, so Slurm refuses the job"
)
NODES = msg("--exclude takes out a node that --nodelist asks for, so Slurm refuses the job")

BURST_BUFFERS = ("#BB", "#DW")
"""Lines that may make a job without nodes a sensible one: it only moves data."""


def _time(given: Mapping[str, Directive]) -> dict[str, Any] | None:
    least, most = given.get("time-min"), given.get("time")
    if least is None or most is None:
        return None
    low, high = minutes(least.value or ""), minutes(most.value or "")
    if high <= 0 or not (low > high or low in (0, -1)):
        return None
    return {"least": least.value or "", "most": most.value or ""}


def _tasks(job: Request) -> dict[str, Any] | None:
    """The numbers, where there are more tasks than the nodes may have; None where that is not sure."""
    if job.unsure & {"nodes", "ntasks", "ntasks-per-node"}:
        return None
    if job.tasks is None or job.nodes is None or job.tasks_per_node is None:
        return None
    most = max(job.nodes.number, job.nodes_most.number if job.nodes_most else -1)
    room = most * job.tasks_per_node.number
    if job.nodes.number < 1 or job.tasks_per_node.number < 1 or job.tasks.number <= room:
        return None
    return {"tasks": job.tasks.number, "nodes": most, "each": job.tasks_per_node.number, "room": room}


def _excluded(given: Mapping[str, Directive]) -> bool:
    """A host stands in both lists."""
    named, out = (given[name].value or "" if name in given else "" for name in ("nodelist", "exclude"))
    if not named or not out or "/" in named + out or unknown(named + out):
        return False
    return host_count(named) + host_count(out) > host_count(f"{named},{out}")


@rule("SLU135", "request-never-met", severity=Severity.ERROR)
def request_never_met(source: SourceFile, slurm: Slurm, job: Request) -> Iterator[Finding]:
    """One finding for each contradiction, at the option that is too much; none for jobs of several components."""
    path, given = source.path, last_of(slurm)
    if time := _time(given):
        where = given["time-min"]
        yield Finding(TIME, place=path, key="time-min", location=at(path, where.span), **time)
    nodes = given.get("nodes")
    if nodes and (nodes.value or "").strip("0") in ("", "-") and "0" in (nodes.value or ""):
        if not any(mark in source.text for mark in BURST_BUFFERS):
            yield Finding(NO_NODES, place=path, key="nodes", location=at(path, nodes.span))
    elif "ntasks" in given and (numbers := _tasks(job)):
        yield Finding(TASKS, place=path, key="ntasks", location=at(path, given["ntasks"].span), **numbers)
    if _excluded(given):
        yield Finding(NODES, place=path, key="exclude", location=at(path, given["exclude"].span))
