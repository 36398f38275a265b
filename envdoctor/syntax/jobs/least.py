"""The least that a job takes of one node and of all its nodes: what they do not have, no waiting brings.

Seen with Slurm 22.05: tasks and cards are spread over nodes where the script leaves that open, one task and one card
with what belongs to it never are, and a job without a number of nodes gets no more of them than it has tasks.
"""

from __future__ import annotations

from typing import NamedTuple

from envdoctor.syntax.jobs.shape import Shape, wants
from envdoctor.syntax.jobs.values import Asked, Directive, Request

_SLURM = "slurm"


class Need(NamedTuple):
    """An amount, and the directive that says so; 0 where nothing is certain."""

    number: int = 0
    by: Directive | None = None


def cards_on_node(job: Request, found: Shape) -> Need:
    """GPUs that stand on one node."""
    # With neither nodes nor tasks given, Slurm spreads --gpus over as many nodes as it takes.
    spreads = job.gpus is not None and job.nodes is None and job.tasks is None
    here = Need(0 if spreads else found.on_node_cards, found.cards_by)
    return max(here, _need(job.gpus_per_task), key=lambda need: need.number)


def most_nodes(job: Request, nodes: int) -> int:
    """How many nodes the job can get of a queue with ``nodes``."""
    if job.scheduler != _SLURM:
        return nodes
    asked = [most.number for most in (job.nodes_most, job.tasks) if most is not None and most.number > 0]
    return min(nodes, *asked) if asked else nodes


def cpus_on_node(job: Request, found: Shape) -> Need:
    """CPUs that stand on one node."""
    if job.scheduler != _SLURM:
        return _need(job.cpus_per_node) if job.cpus_per_node is not None else _need(job.cpus_per_task, _per_node(job))
    if wants(job, "overcommit"):
        return _need(job.cpus_per_task)
    tasks = max(found.on_node, _per_node(job))
    by = job.tasks_per_node or job.tasks
    return max(
        _need(job.cpus_per_node),
        _need(job.cpus_per_task, tasks) if job.cpus_per_task or by is None else Need(tasks, by.directive),
        _need(job.cpus_per_gpu, max(cards_on_node(job, found).number, 1)),
        key=lambda need: need.number,
    )


def cpus_in_all(job: Request, found: Shape) -> Need:
    """CPUs of all nodes together; only for Slurm, elsewhere a slot need not be a CPU."""
    if job.scheduler != _SLURM or wants(job, "overcommit"):
        return Need()
    if job.cpus_per_gpu is not None:
        return _need(job.cpus_per_gpu, max(found.cards, 0))
    return Need(max(found.cpus, 0), found.cpus_by)


def memory_on_node(job: Request, found: Shape) -> Need:
    """MiB of one node."""
    if job.scheduler != _SLURM:
        return _need(job.memory)
    return max(
        _need(job.memory),
        _need(job.memory_per_cpu, max(cpus_on_node(job, found).number, 1)),
        _need(job.memory_per_gpu, max(cards_on_node(job, found).number, 1)),
        key=lambda need: need.number,
    )


def memory_in_all(job: Request, found: Shape) -> Need:
    """MiB of all nodes together."""
    if job.scheduler != _SLURM:
        return Need()
    cards = _need(job.memory_per_gpu, max(found.cards, 0))
    return max(cards, _need(job.memory_per_cpu, cpus_in_all(job, found).number), key=lambda need: need.number)


def _need(asked: Asked | None, times: int = 1) -> Need:
    """``asked``, so many times; one that asks for nothing says nothing."""
    return Need(asked.number * times, asked.directive) if asked and asked.number > 0 and times > 0 else Need()


def _per_node(job: Request) -> int:
    return max(job.tasks_per_node.number, 1) if job.tasks_per_node is not None else 1
