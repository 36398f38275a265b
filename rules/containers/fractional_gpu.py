"""A container asks for a part of a GPU.

## Why is this bad?
Kubernetes, compose and Docker hand out whole GPUs; `0.5` or `500m` is refused.

## What to do
Ask for 1. Parts of a card have names of their own where the site offers them: `nvidia.com/mig-1g.10gb: 1` for slices,
or a resource of the site's sharing plug-in.

## Fix safety
Nothing is changed: whether a whole card or a slice is meant is yours to say.

## References
- Kubernetes' documentation: "Schedule GPUs"; the Compose specification: `count`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

PART = re.compile(r"[0-9]*\.[0-9]*[1-9][0-9]*\Z|[0-9]+m\Z")


@rule("CTR204", "fractional-gpu", severity=Severity.ERROR, signs=("containers",))
def fractional_gpu(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a container."""
    keys = Keys()
    for container in containers.all:
        asked = container.gpus
        if container.run is not None:
            asked = next(iter(container.run.values("gpus")), "")
        if container.gpus_span is None or not PART.match(asked):
            continue
        yield Finding(
            msg("{asked} GPUs are refused; whole ones only"),
            place=source.path,
            key=keys(container.subject(source.text)),
            location=at(source.path, container.gpus_span),
            asked=asked,
        )
