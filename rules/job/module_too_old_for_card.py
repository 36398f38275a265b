"""A module or toolkit is older than the cards of the queue.

## Why is this bad?
A CUDA toolkit makes code for the cards that existed when it was released. A program built with an older one stops on a
newer card with "no kernel image is available for execution on the device", or spends minutes at each start translating
its code, or computes wrongly where a library does not know the card.

## What to do
Load a module that was built with the CUDA version named in the finding, or a later one. `module avail cuda` and
`module spider NAME` show what there is.

## Fix safety
Nothing is changed: another module is another version of the program.

## References
- CUDA Toolkit release notes: which compute capabilities each release makes code for.
- The card is the policy's `card`, and `cuda` where the site needs a later version than that.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Body, Request
from envdoctor.facts.site import Queue, Site, cuda_in, first_cuda, queues_of
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Command, Word
from envdoctor.syntax.jobs.pointing import Keys, at

LOADERS = ("module", "ml")
PATHS = frozenset(("PATH", "LD_LIBRARY_PATH", "CUDA_HOME", "CUDA_PATH", "CUDA_ROOT"))


def _needed(queues: tuple[Queue, ...]) -> tuple[tuple[int, int], str] | None:
    """The oldest CUDA that works in any of the queues, and the card; None where one of them does not say."""
    known = [(queue.cuda or first_cuda(queue.card), queue.card or queue.name) for queue in queues]
    found = [(version, card) for version, card in known if version is not None]
    return min(found) if found and len(found) == len(known) else None


def _words(command: Command) -> Iterator[Word]:
    """Words that name a module, a package or a toolkit's folder."""
    if command.name in LOADERS:
        yield from command.words[1:]
    elif command.name in ("conda", "mamba", "micromamba"):
        yield from (word for word in command.words[1:] if word.text.startswith("cudatoolkit"))
    yield from (word for name, word in command.assigns.items() if name in PATHS and "/cuda" in word.text)


@rule("JOB410", "module-too-old-for-card", severity=Severity.WARNING, signs=("queues",))
def module_too_old_for_card(source: SourceFile, job: Request, body: Body, site: Site) -> Iterator[Finding]:
    """One finding for each name that says its CUDA version."""
    needed = _needed(queues_of(job, site))
    if needed is None:
        return
    keys = Keys()
    for command in body.commands:
        if command.name in LOADERS and {"unload", "rm", "del", "avail", "spider", "show"} & set(command.args[:1]):
            continue
        for word in _words(command):
            have = cuda_in(word.text)
            if have is not None and have < needed[0]:
                yield Finding(
                    msg("{name} is of CUDA {have}; {card} needs CUDA {need} or later"),
                    place=source.path,
                    key=keys(word.text),
                    location=at(source.path, word.span),
                    name=word.text,
                    have=".".join(map(str, have)),
                    need=".".join(map(str, needed[0])),
                    card=needed[1],
                )
