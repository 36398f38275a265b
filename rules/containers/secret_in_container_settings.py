"""A password or token stands in what a container is started with.

## Why is this bad?
Compose files and manifests are pushed to repositories and copied for the next project; `docker run -e NAME=value` stays
in the shell's history. And whoever may ask the daemon or the cluster reads it while the container runs
(`docker inspect`, `kubectl get pod -o yaml`).

## What to do
Make the token invalid where it was issued and get a new one, kept in a file that only you may read (`chmod 600`).

- `docker run --env-file FILE`, or `-e NAME` alone: it takes the value that the shell has.
- compose: `env_file:`, or `NAME: ${NAME}`, with an `.env` that is not in the repository.
- Kubernetes: `valueFrom: secretKeyRef:`.

## Fix safety
Nothing is changed: a token that was in a file has to be replaced, not only taken out. Its value is never shown.

## References
- Docker's documentation: "docker container run", `--env-file`; the Compose specification: `env_file`.
- Kubernetes' documentation: "Secrets".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Body
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.shell.secrets import secrets
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.specs.containers import DOCKER, Container
from envdoctor.syntax.specs.settings import settings_of, told_by_name, told_by_shape

TEXTS = {
    "docker": msg("the value of {name} stands here; pass it with -e {name} alone, or --env-file"),
    "compose": msg("the value of {name} stands here: whoever reads the file can use it; name an env_file"),
    "kubernetes": msg("the value of {name} stands here: whoever reads the file can use it; refer to a Secret"),
}
ELSEWHERE = msg("a token or password stands here: whoever reads the file can use it")


def _named(container: Container) -> Iterator[tuple[str, Span]]:
    """Variables with a secret. Of scripts, a token that its shape tells is another rule's."""
    for setting in settings_of(container):
        shaped = told_by_shape(setting.value)
        if (shaped and container.kind != DOCKER) or (not shaped and told_by_name(setting)):
            yield setting.name, setting.span


@rule("CTR213", "secret-in-container-settings", severity=Severity.WARNING, signs=("containers",))
def secret_in_container_settings(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a secret, at its value, which is never shown."""
    keys, told = Keys(), set[int]()
    for container in containers.all:
        for name, span in _named(container):
            if span.start not in told:
                told.add(span.start)
                yield Finding(
                    TEXTS[container.kind],
                    place=source.path,
                    key=keys(f"{container.name if container.kind != DOCKER else ''}:{name}"),
                    location=at(source.path, span),
                    name=name,
                )
    lines = {source.text.count("\n", 0, start) for start in told}
    for secret in secrets(source.text, Body()) if any(one.kind != DOCKER for one in containers.all) else ():
        if secret.span.line - 1 not in lines:
            yield Finding(ELSEWHERE, place=source.path, key=keys(secret.what), location=at(source.path, secret.span))
