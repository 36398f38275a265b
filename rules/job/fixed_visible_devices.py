"""The script sets `CUDA_VISIBLE_DEVICES` to numbers that do not fit its cards.

## Why is this bad?
The scheduler picks the cards of a job and sets this variable. Where it locks the other cards away, those of the job
are numbered from 0, and a number beyond them means no card at all. Where it does not, the numbers are those of the
node: the job then computes on cards that belong to somebody else, and both fail for want of memory.

## What to do
Delete the line, or the setting where it stands in front of a command. The numbers 0 to one below the count that the
job asks for are right or at least usual; of those, and of a different number for each of several programs, nothing is
said.

## Fix safety
Nothing is changed: a program may depend on the line where it runs outside of jobs.

## References
- Slurm's guide, "Generic Resource (GRES) Scheduling": CUDA_VISIBLE_DEVICES.
- CUDA C++ Programming Guide, "CUDA Environment Variables".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Word
from envdoctor.syntax.jobs.pointing import Keys, at, line_at
from envdoctor.syntax.jobs.shape import shape

NAME = "CUDA_VISIBLE_DEVICES"
BEYOND = msg(
    "the job has {cards} GPUs, numbers 0 to {last}; there is no number {number}; leave CUDA_VISIBLE_DEVICES alone"
)
BEYOND_ONE = msg("the job has 1 GPU, number 0; there is no number {number}; leave CUDA_VISIBLE_DEVICES alone")
IDLE = msg("the job asks for {cards} cards and uses {used}; leave CUDA_VISIBLE_DEVICES alone")
HOW = msg("delete the line: the scheduler sets it")
PART = msg("take out {text} and leave the rest of the line: the scheduler sets it")
LONGEST = 40
"""Of a value that is shown once more, in characters."""


def _numbers(word: Word) -> list[int]:
    parts = word.text.replace(" ", "").split(",")
    plain = word.certain and all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts)
    return [int(part) for part in parts] if plain else []


def _wish(text: str, word: Word) -> Advise:
    """The line may go as a whole where nothing but the setting stands on it."""
    written = f"{NAME}={text[word.span.start : word.span.end]}"
    if line_at(text, word.span.start).strip().removeprefix("export").strip(" \t;") == written:
        return Advise(HOW)
    return Advise(PART, {"text": written if len(written) <= len(NAME) + LONGEST else NAME})


@rule("JOB323", "fixed-visible-devices", severity=Severity.WARNING, fix=Safety.MANUAL, words=("CUDA_VISIBLE_DEVICES",))
def fixed_visible_devices(source: SourceFile, job: Request, body: Body) -> Iterator[Finding]:
    """At each value that cannot be right."""
    if NAME not in source.text or job.exclusive is not None:
        return
    found = shape(job)
    cards = found.on_node_cards if found.on_node_cards > 0 else found.cards
    if cards < 1:
        return
    given = [(command, command.assigns[NAME]) for command in body.commands if NAME in command.assigns]
    whole = [word for command, word in given if command.name in ("", "export", "declare") and not command.inside]
    alone, keys, told = len(given) == 1 and len(whole) == 1, Keys(), set[int]()
    for _command, word in given:
        numbers = _numbers(word)
        beyond = [number for number in numbers if number >= cards]
        idle = alone and numbers and not beyond and found.on_node_cards > len(set(numbers))
        if word.span.start in told or not (beyond or idle):
            continue
        told.add(word.span.start)
        yield Finding(
            IDLE if not beyond else BEYOND if cards > 1 else BEYOND_ONE,
            place=source.path,
            key=keys(word.text),
            location=at(source.path, word.span),
            wish=_wish(source.text, word),
            number=beyond[0] if beyond else 0,
            cards=cards,
            last=cards - 1,
            used=len(set(numbers)),
        )
