"""A container of a bare image is started without a command.

## Why is this bad?
Images such as `nvidia/cuda`, `pytorch/pytorch` or `ubuntu` start a shell when no command is given. Without a terminal
the shell reads an empty input and ends at once: the job is over in a second, with success, and nothing has run. In a
Kubernetes deployment it is started again and again ("CrashLoopBackOff").

## What to do
Say what is to run, behind the image's name, or as `command` in compose and Kubernetes.

## Fix safety
Nothing is changed: what should run is yours to say.

## References
- Docker's documentation: "docker container run"; Kubernetes' documentation: "Define a Command and Arguments".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.containers import DOCKER, Container

WAITS = ("tty", "stdin_open", "stdin")
"""Keys that keep a shell open."""


def _ends_at_once(container: Container, job: bool) -> bool:
    if container.image is None or not container.image.only_shell or container.command or not container.fixed:
        return False
    if container.run is not None:
        run = container.run
        fed = run.has("interactive") and (not job or run.command.redirects or run.command.piped)
        return not fed and not run.has("tty") and not run.has("entrypoint")
    node = container.node
    return node is not None and not any(name in node.fields for name in (*WAITS, "command", "args", "entrypoint"))


@rule("CTR209", "container-without-command", severity=Severity.WARNING, signs=("containers",))
def container_without_command(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a container; a `docker run` with `-i` in a plain script may have somebody who sits before it."""
    keys = Keys()
    for container in containers.all:
        if not _ends_at_once(container, containers.job) or container.image_span is None:
            continue
        if container.kind == DOCKER and container.run is not None and container.run.command.piped:
            continue
        yield Finding(
            msg("{image} starts a shell and nothing else: without a command the container ends at once"),
            place=source.path,
            key=keys(container.subject(source.text)),
            location=at(source.path, container.image_span),
            image=container.said(source.text),
        )
