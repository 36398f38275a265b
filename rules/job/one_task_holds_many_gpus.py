"""One task holds several GPUs.

## Why is this bad?
A Python program uses one card unless it was written for several. With one task and eight cards the other seven then
stand idle for as long as the job runs.

## What to do
If the program drives all cards (`torchrun`, `accelerate launch`, `DataParallel`, a Lightning `Trainer`, vLLM), nothing:
one task a node is right for it. If not, ask for one card, or start one process a card. `nvidia-smi` inside the job
shows which cards work.

## Fix safety
Nothing is changed: whether the program uses several cards is known to its author only.

## References
- torch.distributed, "torchrun"; sbatch(1), options `--ntasks` and `--gres`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import shape
from envdoctor.syntax.jobs.shell.commands import python, script_of, unknown
from envdoctor.syntax.jobs.shell.starts import starts

MANY = pattern(
    r"gpu|device|parallel|nproc|world|distributed|ddp|fsdp|zero|deepspeed|ray|dask|strategy|launch|accelerat|vllm|"
    r"lightning|horovod|cuda|rank|multi|node",
    re.I,
)
"""Words of arguments by which a program is told of several cards, or says that it knows them."""


TASK = msg("one task holds {cards} GPUs: right only if {program} drives them all by itself")
ONCE = msg("{program} runs once and holds {cards} GPUs: right only if it drives them all by itself")


@rule("JOB202", "one-task-holds-many-gpus", severity=Severity.NOTE)
def one_task_holds_many_gpus(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At most one finding a script: a plain Python program in the foreground, and nothing else that computes."""
    found = shape(job)
    if found.cards_by is None or found.on_node_cards < 2 or unknown(body):
        return
    if job.scheduler == "slurm" and found.on_node != 1:
        return
    if any(starts(body)) or any("CUDA_VISIBLE_DEVICES" in command.assigns for command in body.commands):
        return
    runs = [command for command in body.commands if python(command)]
    if not runs or any(one.background or "loop" in one.inside or MANY.search(" ".join(one.args)) for one in runs):
        return
    span = found.cards_by.span
    yield Finding(
        TASK if job.scheduler == "slurm" else ONCE,
        place=source.path,
        key=found.cards_by.option,
        location=at(source.path, span),
        cards=found.on_node_cards,
        program=script_of(runs[-1]),
    )
