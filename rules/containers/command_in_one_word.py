"""A Kubernetes container's command is written as one word.

## Why is this bad?
The first item of `command` is the program's file name, blanks and all; no shell divides it. `["python train.py"]` looks
for a program of that whole name, and the pod never starts: "executable file not found in $PATH".

## What to do
One item a word: `command: ["python", "train.py"]`. Or let a shell do it: `command: ["bash", "-c", "python train.py"]`.

## Fix safety
Nothing is changed: how quotes and variables in it were meant is yours to say.

## References
- Kubernetes' documentation: "Define a Command and Arguments for a Container".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, on_first_line, shown
from envdoctor.syntax.specs.containers import Container
from envdoctor.syntax.specs.manifest import KINDS
from envdoctor.syntax.specs.values import LIST, STRING, Node

PROGRAM = re.compile(r"\s*([A-Za-z0-9_.+-]+)\s+\S|\s*((?:/[\w.+-]+)+)\s+-")
"""A program that is looked for in PATH, which has none with a blank; or a path and an option."""


def _first(container: Container) -> Node | None:
    """The first item, where the pod is started with it as it stands: Ray's operator hands its own to a shell."""
    kind = container.pod.kind if container.pod is not None else ""
    if kind not in KINDS or kind.startswith("Ray") or container.node is None:
        return None
    command = container.node.get("command")
    if command is None or command.kind != LIST or not command.items:
        return None
    return command.items[0] if command.items[0].kind == STRING else None


@rule("CTR216", "command-in-one-word", severity=Severity.ERROR, signs=("containers",))
def command_in_one_word(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a container."""
    keys = Keys()
    for container in containers.all:
        word = _first(container)
        found = PROGRAM.match(word.value) if word is not None else None
        if word is None or found is None:
            continue
        program = (found[1] or found[2]).rpartition("/")[2]
        yield Finding(
            msg("the whole text is taken for the program's name and not found: one item a word ({program}, ..)"),
            place=source.path,
            key=keys(container.subject(source.text)),
            location=at(source.path, on_first_line(source.text, word.span)),
            program=shown(source.text, word.span.start, program),
        )
