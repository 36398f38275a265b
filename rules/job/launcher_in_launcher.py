"""One launcher starts another, so everything runs several times.

## Why is this bad?
`srun` starts a program once for each task. If that program is `mpirun` or `torchrun`, which start several processes
themselves, four tasks become four times four processes. They fight for the same cards and ports, or each of them
computes the whole problem alone.

## What to do
Use one launcher: `srun ./program` where the MPI library was built for Slurm, or `mpirun ./program` without `srun`. For
`torchrun` ask for one task a node (`--ntasks-per-node=1`) and let it start one process a card.

## Fix safety
Nothing is changed: which of the two works at your site depends on how its MPI was built.

## References
- srun(1); torch.distributed, "torchrun"; Open MPI, "Launching with Slurm".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.shape import Shape, shape
from envdoctor.syntax.jobs.shell.starts import Start, number, starts


@rule("JOB510", "launcher-in-launcher", severity=Severity.WARNING)
def launcher_in_launcher(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """One finding an inner launcher that surely runs more than once."""
    found = list(starts(body))
    if len(found) < 2:
        return
    keys, numbers = Keys(), shape(job)
    around: Mapping[int, Start] = {start.rest[0].span.start: start for start in found if start.rest}
    for start in found:
        outer = around.get(start.command.words[0].span.start)
        times = _times(outer, start, numbers) if outer is not None else 0
        if outer is not None and times > 1:
            yield Finding(
                msg("{outer} starts {inner} {times} times, and each of them starts all processes"),
                place=source.path,
                key=keys(f"{outer.kind}:{start.kind}"),
                location=at(source.path, start.command.words[0].span),
                outer=outer.command.name,
                inner=start.command.name,
                times=times,
            )


def _times(outer: Start, inner: Start, numbers: Shape) -> int:
    """How often ``inner`` runs where once is meant; 0 where it cannot be told or is right."""
    if inner.kind in ("srun", "mpi"):
        return _tasks(outer, numbers)
    if inner.kind != "torchrun" or outer.kind != "srun" or (number(inner.word("nproc_per_node")) or 0) < 2:
        return 0
    if outer.has("ntasks_per_node", "nodes", "gpus_per_task", "gpus", "ntasks"):
        return 0
    return numbers.on_node


def _tasks(outer: Start, numbers: Shape) -> int:
    if outer.kind == "mpi":
        return 0 if outer.has("N", "npernode", "ppn", "map_by", "pernode") else number(outer.word("np", "n")) or 0
    if outer.kind != "srun" or outer.has("nodes", "ntasks_per_node", "pty"):
        return 0
    if outer.has("ntasks"):
        return number(outer.word("ntasks")) or 0
    return numbers.tasks
