"""What every reader of job scripts gives: spans, directives, faults, and what a job asks for.

The values are named tuples, not dataclasses: a check of a cluster's scripts makes millions of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from envdoctor.late import pattern
from envdoctor.light import dataclass, field

UNLIMITED = -1
"""As minutes: no limit at all."""


class Span(NamedTuple):
    """A piece of one line. Offsets are code points from 0 in the whole text, ``end`` exclusive; line, column from 1."""

    start: int
    end: int
    line: int
    column: int

    @property
    def end_column(self) -> int:
        """The column after the last code point."""
        return self.column + self.end - self.start


class Directive(NamedTuple):
    """One option as the scheduler takes it.

    Attributes:
        scheduler: ``slurm``, ``lsf`` or ``pbs``: whose line it stands on.
        option: the option's own name: ``cpus-per-task``, ``W``, ``l``; "" for a word that is no option.
        written: how it was written: ``-c``, ``--cpus``.
        value: what the scheduler gets, quotes and backslashes taken off; None where there is none.
        span: the option with all of its value, from its first to its last code point where they share a line.
        value_span: the value as written, quotes included; None without a value. It can stand on a later line.
        comment: what stands after an unquoted ``#`` on the line, without the ``#``; "" if nothing.
        component: of a heterogeneous job, from 0.
    """

    scheduler: str
    option: str
    written: str
    value: str | None
    span: Span
    value_span: Span | None = None
    comment: str = ""
    component: int = 0


class Fault(NamedTuple):
    """Something the scheduler refuses, drops or reads otherwise than it looks.

    Attributes:
        kind: a word of the reader's own list (``KINDS`` in its module).
        span: the text it is about.
        fatal: the scheduler refuses the script for it.
        args: what a sentence about it needs: the option, the value, the nearest name.
        directive: the directive it is about, if it became one.
    """

    kind: str
    span: Span
    fatal: bool = True
    args: Mapping[str, str] = {}
    directive: Directive | None = None


def number_of(digits: str) -> int:
    """Decimal digits as a number. Of a number of more than 20 digits the first 20: as good as endless, and no crash."""
    return int(digits) if len(digits) < 20 else int(digits.lstrip("0")[:20] or "0")


_SPOKEN = pattern(r"(?:(\d{1,4})-)?(\d{1,4}):(\d{1,2}):(\d{1,2})|(\d{1,6}) ?(d|h|m|s)[a-z]{0,6}", re.I)
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def clock_of(value: str) -> str:
    """``48:00:00`` for ``48h``, ``2d`` and ``2-00:00:00``, which not every scheduler reads; "" if it can't be told."""
    found = _SPOKEN.fullmatch(value)
    if found is None:
        return ""
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[:4])
    total = days * 86400 + hours * 3600 + minutes * 60 + seconds
    if found[5]:
        total = int(found[5]) * _SECONDS[found[6].lower()]
    return f"{total // 3600}:{total // 60 % 60:02}:{total % 60:02}" if total else ""


class Asked(NamedTuple):
    """A value that the job asks for, and the directive that says so; ``number`` is -1 where it is no number."""

    number: int
    directive: Directive
    text: str = ""


class Script(NamedTuple):
    """A job script as one scheduler reads it.

    Attributes:
        scheduler: ``slurm``, ``lsf`` or ``pbs``.
        directives: the options that count, in the order in which they are read.
        faults: in the order of the text.
        accepted: the submission command takes it; reason: what it answers if not, in its own words if they are known.
        code_line: the line of the first command, None without one.
        options: what it would read, keys and values as ``sbatch -v`` prints them (Slurm only).
        later: the same of the further components of a heterogeneous job.
    """

    scheduler: str
    directives: tuple[Directive, ...] = ()
    faults: tuple[Fault, ...] = ()
    accepted: bool = True
    reason: str = ""
    code_line: int | None = None
    options: Mapping[str, str] = {}
    later: tuple[Mapping[str, str], ...] = ()

    @property
    def signs(self) -> frozenset[str]:
        """The kinds of its faults."""
        return frozenset(fault.kind for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Request:
    """What a job asks for, in the same words for every scheduler. What is not said, or cannot be told, is None.

    Attributes:
        scheduler: ``slurm``, ``lsf``, ``pbs``; "" for a script without directives.
        minutes: the time limit in whole minutes, rounded up; ``UNLIMITED`` for none.
        nodes, nodes_most: fewest and most nodes.
        tasks, tasks_per_node, cpus_per_task, cpus_per_gpu, cpus_per_node: counts.
        gpus, gpus_per_node, gpus_per_task: counts; gpu_type: the card's name as written.
        memory, memory_per_cpu, memory_per_gpu: MiB; ``memory`` is a node's, 0 for all of the node.
        queue: partition or queue; ``text`` holds it as written. account, name, qos, array, output, error, workdir,
            mail_user, mail_type, signal, dependency, constraint, requeue, exclusive, export: ``text``.
        directives: all of them, in the order in which they are read.
        unsure: options whose value holds a template's token or could not be read: nothing is said about them.
    """

    scheduler: str = ""
    minutes: Asked | None = None
    nodes: Asked | None = None
    nodes_most: Asked | None = None
    tasks: Asked | None = None
    tasks_per_node: Asked | None = None
    cpus_per_task: Asked | None = None
    cpus_per_gpu: Asked | None = None
    cpus_per_node: Asked | None = None
    gpus: Asked | None = None
    gpus_per_node: Asked | None = None
    gpus_per_task: Asked | None = None
    gpu_type: Asked | None = None
    memory: Asked | None = None
    memory_per_cpu: Asked | None = None
    memory_per_gpu: Asked | None = None
    queue: Asked | None = None
    account: Asked | None = None
    name: Asked | None = None
    qos: Asked | None = None
    array: Asked | None = None
    output: Asked | None = None
    error: Asked | None = None
    workdir: Asked | None = None
    mail_user: Asked | None = None
    mail_type: Asked | None = None
    signal: Asked | None = None
    dependency: Asked | None = None
    constraint: Asked | None = None
    requeue: Asked | None = None
    exclusive: Asked | None = None
    export: Asked | None = None
    directives: tuple[Directive, ...] = ()
    unsure: frozenset[str] = field(default_factory=frozenset)
