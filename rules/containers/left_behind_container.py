"""A job leaves its stopped container behind.

## Why is this bad?
Without `--rm` the container stays on that node's disk when its program has ended, with all that it wrote inside, and
nobody looks for it there. After some hundred jobs the node's system disk is full and every job there fails.

## What to do
Add `--rm`: the container goes when its program ends. What it wrote into mounted folders stays. To see what was left:
`docker ps --all --size`.

## Fix safety
Nothing is changed: what lies in the container, outside of mounted folders, would be gone.

## References
- Docker's documentation: "docker container run", `--rm`; "Prune unused Docker objects".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.jobs import Body
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.docker_run import PROGRAMS

TIDY = frozenset(("rm", "start", "prune", "commit", "cp", "export"))
"""Subcommands after which the container is looked for on purpose."""


def _tidies(body: Body) -> bool:
    return any(TIDY & set(command.args[:2]) for command in body.called(*PROGRAMS))


@rule("CTR211", "left-behind-container", severity=Severity.NOTE, signs=("containers",))
def left_behind_container(source: SourceFile, containers: Containers, body: Body) -> Iterator[Finding]:
    """One finding a ``docker run`` in a job script that removes no container itself."""
    if not containers.job or not containers.all or _tidies(body):
        return
    keys = Keys()
    for container in containers.all:
        run = container.run
        if run is not None and run.sure and run.image is not None and not run.has("rm"):
            yield Finding(
                msg("without --rm the stopped container stays on the node's disk"),
                place=source.path,
                key=keys(container.subject(source.text)),
                location=at(source.path, run.verb.span),
            )
