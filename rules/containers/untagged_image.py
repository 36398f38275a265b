"""An image is named without a version.

## Why is this bad?
Without a tag, or with `latest`, the image is what was newest when the node first fetched it. Two nodes run two
versions, and the run of next month is not the one of today.

## What to do
Name the version (`pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime`), or the digest (`@sha256:...`) where it has to stay
exactly the same.

## Fix safety
Nothing is changed: which version was meant can't be told.

## References
- Docker's documentation: "docker image tag"; Kubernetes' documentation: "Images".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, shown
from envdoctor.syntax.specs.containers import COMPOSE


@rule("CTR205", "untagged-image", severity=Severity.NOTE, signs=("containers",))
def untagged_image(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding an image of a job, or of a container for GPUs: other services of a file are not the job's result.

    An image that the compose file itself builds has no other version.
    """
    seen: set[str] = set()
    keys = Keys()
    for container in containers.all:
        image, span = container.image, container.image_span
        if image is None or span is None or image.digest or image.tag not in ("", "latest") or image.name in seen:
            continue
        if not (containers.job or container.gpus not in ("", "?") or image.torch or image.cuda):
            continue
        if container.kind == COMPOSE and container.node is not None and "build" in container.node.fields:
            continue
        if "/" not in image.name and "docker build" in source.text:
            continue
        seen.add(image.name)
        yield Finding(
            msg("{image} has no version; what runs changes from node to node and month to month"),
            place=source.path,
            key=keys(shown(source.text, span.start, image.name)),
            location=at(source.path, span),
            image=shown(source.text, span.start, container.image_text),
        )
