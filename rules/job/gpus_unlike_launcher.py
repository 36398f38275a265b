"""The launcher starts another number of processes than there are GPUs.

## Why is this bad?
`torchrun --nproc_per_node=8` on two cards ends with `invalid device ordinal`; `--nproc_per_node=2` on eight cards
leaves six idle while nobody else can have them. `torchrun --nnodes=4` in a job of two nodes waits for the
others until it gives up. Such a pair appears when one of the two numbers was changed.

## What to do
Write one number in both places, or let the launcher count: `torchrun --nproc_per_node=gpu`. `--nproc_per_node` and
DeepSpeed's `--num_gpus` count the cards of one node, accelerate's `--num_processes` those of all nodes.

## Fix safety
Nothing is changed: which of the two numbers is the right one is known to the author only.

## References
- torch.distributed, "torchrun"; accelerate, "accelerate launch"; DeepSpeed, "Resource configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Word
from envdoctor.syntax.jobs.pointing import at
from envdoctor.syntax.jobs.shape import Shape, shape
from envdoctor.syntax.jobs.shell.starts import Start, number, starts

ONE = msg("{launcher} starts one process, but the job asks for {cards} GPUs{where}: the others stand idle")
FEWER = msg("{launcher} starts {count} processes, but the job asks for {cards} GPUs{where}: the others stand idle")
MORE = msg("{launcher} starts {count} processes, but the job asks for {cards} GPUs{where}")
MORE_THAN_ONE = msg("{launcher} starts {count} processes, but the job asks for one GPU{where}")
WAITS = msg("{launcher} waits for {count} nodes, but the job asks for {nodes}: it never begins")
HERE, ALL = msg(" a node"), msg(" in all")
ELSEWHERE = frozenset("srun ssh docker podman".split())
"""What stands before a launcher and may give it other cards."""
NAMES = {"torchrun": "torchrun", "accelerate": "accelerate launch", "deepspeed": "deepspeed"}


class Pair(NamedTuple):
    """How many processes a launcher starts, which word says so, and how many cards there are for them."""

    start: Start
    processes: int
    word: Word
    cards: int


@rule(
    "JOB206",
    "gpus-unlike-launcher",
    severity=Severity.WARNING,
    words=(
        "torch",
        "accelerate",
        "deepspeed",
    ),
)
def gpus_unlike_launcher(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """Launchers that want more cards; if none does, and none takes all cards, the one that takes the most."""
    if any("CUDA_VISIBLE_DEVICES" in command.assigns for command in body.commands):
        return
    launched = [start for start in starts(body) if start.kind in NAMES]
    found = shape(job)
    for nth, (start, word) in enumerate(_waiting(launched, found, job), 1):
        yield Finding(
            WAITS,
            place=source.path,
            key=f"nodes:{nth}",
            location=at(source.path, word.span),
            launcher=_called(start),
            count=word.text,
            nodes=found.nodes,
        )
    if not launched or found.on_node_cards < 1:
        return
    pairs = [pair for start in launched if (pair := _pair(start, found)) is not None]
    if len(pairs) < len(launched) or any(start.command.background for start in launched):
        return
    wrong = [pair for pair in pairs if pair.processes > pair.cards]
    if not wrong and not any(pair.processes == pair.cards for pair in pairs):
        wrong = [max(pairs, key=lambda pair: pair.processes)]
    for nth, pair in enumerate(wrong, 1):
        span, more = pair.word.span, MORE if pair.cards > 1 else MORE_THAN_ONE
        yield Finding(
            more if pair.processes > pair.cards else ONE if pair.processes == 1 else FEWER,
            place=source.path,
            key=f"{pair.start.kind}:{nth}",
            location=at(source.path, span),
            launcher=_called(pair.start),
            count=pair.processes,
            cards=pair.cards,
            where=(ALL if pair.start.kind == "accelerate" else HERE) if found.nodes > 1 else "",
        )


def _waiting(launched: list[Start], found: Shape, job: Request) -> Iterator[tuple[Start, Word]]:
    """Those that wait for more nodes than the script surely asks for, and the word that says so."""
    if not found.fixed or job.array is not None:
        return
    for start in launched:
        word = start.word("nnodes") if start.kind == "torchrun" else None
        met = (start.word("master_addr"), start.word("rdzv_endpoint"))
        if word is None or any(one is not None and one.certain for one in met):
            continue  # other jobs may meet at that address
        if (number(word) or 0) > found.nodes:
            yield start, word


def _called(start: Start) -> str:
    """``torchrun``, or the module's name where Python starts it by that."""
    words = start.command.words
    module = next((at for at, word in enumerate(words) if at and words[at - 1].text == "-m"), 0)
    return words[module].text if module and start.command.name.startswith("python") else NAMES[start.kind]


def _pair(start: Start, found: Shape) -> Pair | None:
    """None: it cannot be told."""
    if ELSEWHERE & set(start.command.wrapped) and not ("srun" in start.command.wrapped and found.on_node == 1):
        return None
    cards = found.on_node_cards
    if start.kind == "torchrun":
        word = start.word("nproc_per_node")
    elif start.kind == "deepspeed":
        word = None if start.has("include", "i", "exclude", "e", "hostfile", "H") else start.word("num_gpus")
    else:
        word = None if start.has("cpu", "use_cpu", "tpu", "gpu_ids") else start.word("num_processes")
        machines = number(start.word("num_machines"))
        if machines not in (None, found.nodes) or not (found.fixed or found.nodes == 1):
            return None
        cards *= found.nodes
    count = number(word)
    return Pair(start, count, word, cards) if word is not None and count else None
