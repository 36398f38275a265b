"""How many nodes, tasks, CPUs and cards a job gets, worked out from what it asks for; -1 where it cannot be told."""

from __future__ import annotations

from typing import NamedTuple

from envdoctor.syntax.jobs.remembered import remembered
from envdoctor.syntax.jobs.values import Asked, Directive, Request

UNKNOWN = -1

_CPU_RULES = frozenset(
    "cpus-per-gpu exclusive mincpus cores-per-socket sockets-per-node threads-per-core ntasks-per-socket "
    "ntasks-per-core ntasks-per-gpu extra-node-info tres-per-task gpus-per-socket overcommit x place nnodes "
    "alloc_flags core-spec".split()
)
"""Options by which CPUs are counted otherwise, or come with the whole node."""
_COUNTS = frozenset(
    "nodes ntasks ntasks-per-node cpus-per-task gres gpus gpus-per-node gpus-per-task n R gpu "
    "l select ngpus ncpus".split()
)


class Shape(NamedTuple):
    """The numbers of a job without components.

    Attributes:
        nodes: fewest nodes, no more than tasks with Slurm. fixed: the script says how many.
        tasks: all tasks. on_node: tasks of one node. cpus: all CPUs.
        cards: all GPUs, at the least; 0 without any. on_node_cards: GPUs of one node.
        cards_by, cpus_by: the directives that say so.
    """

    nodes: int = 1
    fixed: bool = False
    tasks: int = UNKNOWN
    on_node: int = UNKNOWN
    cpus: int = UNKNOWN
    cards: int = UNKNOWN
    on_node_cards: int = UNKNOWN
    cards_by: Directive | None = None
    cpus_by: Directive | None = None


@remembered
def shape(job: Request) -> Shape:
    """The numbers of ``job``; those that hang on a template's token or on several components are unknown."""
    if not job.scheduler or job.unsure & _COUNTS or any(directive.component for directive in job.directives):
        return Shape()
    nodes = _number(job.nodes)
    if job.nodes is not None and nodes < 1:
        return Shape()
    fixed = job.nodes is not None and (fewer_nodes(job) > 0 or _number(job.nodes_most) in (UNKNOWN, nodes))
    count = max(fewer_nodes(job) or nodes, 1)
    tasks, on_node = _tasks(job, count, fixed)
    cards, cards_here, cards_by = _cards(job, count, fixed, tasks)
    cpus, cpus_by = _cpus(job, count, tasks)
    return Shape(count, fixed, tasks, on_node, cpus, cards, cards_here, cards_by, cpus_by)


def wants(job: Request, *options: str) -> bool:
    """True if the script holds one of these options."""
    return any(directive.option in options for directive in job.directives)


def fewer_nodes(job: Request) -> int:
    """How many nodes ``sbatch`` makes of more nodes than there are tasks; 0 where it leaves the number as it is."""
    if job.scheduler != "slurm" or job.nodes is None or job.tasks is None:
        return 0
    return job.tasks.number if 0 < job.tasks.number < job.nodes.number else 0


def _number(asked: Asked | None) -> int:
    return UNKNOWN if asked is None else asked.number


def _tasks(job: Request, nodes: int, fixed: bool) -> tuple[int, int]:
    """All tasks, and those of one node."""
    tasks, here = _number(job.tasks), _number(job.tasks_per_node)
    if wants(job, "ntasks-per-gpu", "ntasks-per-core", "ntasks-per-socket", "tres-per-task"):
        return UNKNOWN, UNKNOWN
    if job.tasks is not None:
        if tasks < 1:
            return UNKNOWN, UNKNOWN
        if fixed and tasks % nodes == 0:
            return tasks, tasks // nodes
        return tasks, tasks if nodes == 1 and fixed else UNKNOWN
    if job.tasks_per_node is not None:
        return (here * nodes, here) if here > 0 else (UNKNOWN, UNKNOWN)
    each, cards = _number(job.gpus_per_task), _number(job.gpus)
    if job.scheduler != "slurm":
        return UNKNOWN, UNKNOWN
    if job.gpus_per_task is not None:
        return (cards // each, UNKNOWN) if each > 0 and cards > 0 else (UNKNOWN, UNKNOWN)
    return nodes, 1


def _cards(job: Request, nodes: int, fixed: bool, tasks: int) -> tuple[int, int, Directive | None]:
    """All cards at the least, those of one node, and who says so."""
    if job.gpus_per_node is not None:
        here = job.gpus_per_node.number
        return (here * nodes, here, job.gpus_per_node.directive) if here >= 0 else (UNKNOWN, UNKNOWN, None)
    if job.gpus is not None:
        cards = job.gpus.number
        here = cards // nodes if fixed and cards > 0 and cards % nodes == 0 else UNKNOWN
        if job.nodes is None and tasks == 1:
            here = cards
        return (cards, here, job.gpus.directive) if cards >= 0 else (UNKNOWN, UNKNOWN, None)
    if job.gpus_per_task is not None:
        each = job.gpus_per_task.number
        if each < 0 or tasks < 1:
            return UNKNOWN, UNKNOWN, None
        return each * tasks, each * tasks if nodes == 1 and fixed else UNKNOWN, job.gpus_per_task.directive
    if wants(job, "gpus-per-socket", "tres-per-task"):
        return UNKNOWN, UNKNOWN, None
    return 0, 0, None


def _cpus(job: Request, nodes: int, tasks: int) -> tuple[int, Directive | None]:
    """All CPUs, and who says so; with Slurm a task without a word gets one."""
    if job.exclusive is not None or job.cpus_per_gpu is not None or wants(job, *_CPU_RULES):
        return UNKNOWN, None
    if job.cpus_per_node is not None:
        here = job.cpus_per_node.number
        return (here * nodes, job.cpus_per_node.directive) if here > 0 else (UNKNOWN, None)
    each = 1 if job.cpus_per_task is None else job.cpus_per_task.number
    if each < 1 or tasks < 1:
        return UNKNOWN, None
    by = job.cpus_per_task or job.tasks
    return each * tasks, by.directive if by else None
