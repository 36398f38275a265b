"""A container writes into your folders as root.

## Why is this bad?
A program in a Docker container is root unless it is told otherwise, and what it writes into a mounted folder belongs to
root. You can't change or delete those files afterwards, and on a home with root squashing it can't write at all.

## What to do
`docker run --user "$(id -u):$(id -g)"`; if the program wants a home, also `-e HOME=/tmp`. Rootless Docker and Podman
map root to yourself and need nothing.

## Fix safety
Nothing is changed: some images do not work as another user.

## References
- Docker's documentation: "docker container run", `--user`; "Rootless mode".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.containers import Container

OWN = re.compile(r"^(?:~|\$\{?(?:HOME|PWD|SLURM_SUBMIT_DIR|PBS_O_WORKDIR|LS_SUBCWD)\b|\$\(pwd\)|`pwd`|/home/|\./)")
READ_ONLY = re.compile(r":ro(?:,|\Z)|:[^:]*,ro(?:,|\Z)")


def _written(container: Container) -> str:
    """The first folder of the person's own that the container may write to; "" for none."""
    for value in container.run.values("volume") if container.run else ():
        if OWN.match(value) and not READ_ONLY.search(value):
            return value.partition(":")[0]
    return ""


@rule("CTR210", "files-owned-by-root", severity=Severity.NOTE, signs=("containers",))
def files_owned_by_root(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a ``docker run`` that mounts a folder of the person's own, to write."""
    keys = Keys()
    for container in containers.all:
        run = container.run
        if run is None or run.program == "podman" or not run.sure or run.has("user") or run.has("userns"):
            continue
        folder = _written(container)
        if folder:
            yield Finding(
                msg('what this container writes to {folder} belongs to root; add --user "$(id -u):$(id -g)"'),
                place=source.path,
                key=keys(container.subject(source.text)),
                location=at(source.path, run.verb.span),
                folder=folder,
            )
