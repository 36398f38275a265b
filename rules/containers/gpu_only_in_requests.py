"""A Kubernetes container asks for GPUs in requests but not in limits.

## Why is this bad?
GPUs can't be shared out twice, so Kubernetes takes their number from `limits`. With `requests` alone, or with two
different numbers, the manifest is refused: "Limit must be set for non overcommitable resources".

## What to do
Put the number under `limits`; `requests` may be left out, it then is the same.

## Fix safety
Nothing is changed: which of the two numbers is meant is yours to say.

## References
- Kubernetes' documentation: "Schedule GPUs".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.containers import KUBERNETES, gpu_of
from envdoctor.syntax.specs.values import NUMBER, STRING

ONLY = msg("GPUs stand in requests alone; Kubernetes refuses that, put them into limits")
UNLIKE = msg("requests say {asked} GPUs, limits say {limit}; Kubernetes refuses two different numbers")


@rule("CTR203", "gpu-only-in-requests", severity=Severity.ERROR, signs=("containers",))
def gpu_only_in_requests(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a container."""
    keys = Keys()
    for container in containers.all:
        if container.kind != KUBERNETES or container.node is None:
            continue
        asked, limit = gpu_of(container.node, "requests"), gpu_of(container.node, "limits")
        if asked is None or asked.kind not in (STRING, NUMBER) or asked.value in (0, "0"):
            continue
        if limit is not None and (limit.kind not in (STRING, NUMBER) or str(limit.value) == str(asked.value)):
            continue
        if any(mark in f"{asked.value}{limit.value if limit else ''}" for mark in "{$<%"):
            continue
        yield Finding(
            ONLY if limit is None else UNLIKE,
            place=source.path,
            key=keys(container.subject(source.text)),
            location=at(source.path, asked.span),
            asked=asked.value,
            limit=limit.value if limit else "",
        )
