"""A job starts a container that does not end with it.

## Why is this bad?
Docker's daemon starts the container, not the job. With `--detach` the script runs on, ends, and the scheduler gives the
cards to the next job while the container still computes on them. Its processors and memory are not counted to the job
either.

## What to do
Leave `--detach` out, or wait at the end: `docker wait NAME`. Stop it when the job is cancelled:
`trap 'docker stop NAME' EXIT`. Apptainer and rootless Podman run inside the job and end with it.

## Fix safety
Nothing is changed: how the container is to end is yours to say.

## References
- Docker's documentation: "docker container run", `--detach`; "docker container wait".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.jobs import Body
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.docker_run import PROGRAMS

WAITS = frozenset(("wait", "stop", "kill", "rm", "attach", "logs", "down", "exec"))


def _waits(body: Body, text: str) -> bool:
    """The script looks after its containers; in a trap's text as well."""
    if any(WAITS & set(command.args[:2]) for command in body.called(*PROGRAMS)):
        return True
    return any(f"{program} {verb}" in text for program in PROGRAMS for verb in ("stop", "kill", "rm", "wait"))


@rule("CTR212", "container-outlives-job", severity=Severity.WARNING, signs=("containers",))
def container_outlives_job(source: SourceFile, containers: Containers, body: Body) -> Iterator[Finding]:
    """One finding a detached container in a job script that waits for none."""
    if not containers.job or not containers.all or _waits(body, source.text):
        return
    keys = Keys()
    for container in containers.all:
        run = container.run
        if run is None or not run.has("detach"):
            continue
        word = next(option.word for option in run.options if option.name == "detach")
        yield Finding(
            msg("{flag}: the container runs on after the job and holds its cards; wait for it or leave {flag} out"),
            place=source.path,
            key=keys(container.subject(source.text)),
            location=at(source.path, word.span),
            flag=word.text,
        )
