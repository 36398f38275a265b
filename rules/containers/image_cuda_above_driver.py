"""An image needs a newer CUDA than the nodes' driver runs.

## Why is this bad?
A driver runs programs of its own CUDA version and older ones. An image of the next major version does not start, or
finds no device. In Docker, NVIDIA's own images also refuse within one major version: "unsatisfied condition:
cuda>=12.4". That may be so, and is a warning; the other is an error. Apptainer (`docker://...`) does not ask the image.

## What to do
Take an image of a version that the driver runs: the number that `nvidia-smi` shows at the top right is the newest.

## Fix safety
Nothing is changed: another image brings other versions of everything in it.

## References
- NVIDIA's documentation: "CUDA Compatibility"; the container toolkit's `NVIDIA_REQUIRE_CUDA`.
- The policy's `scheduler.driver_cuda`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.containers import APPTAINER

NEVER = msg("CUDA {needs} in the image, but the nodes' driver runs {has} at most: it does not start")
PERHAPS = msg("CUDA {needs} in NVIDIA's image, and the nodes' driver runs {has}: it may refuse to start")


def _told(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


@rule("CTR208", "image-cuda-above-driver", severity=Severity.ERROR, signs=("containers",))
def image_cuda_above_driver(source: SourceFile, containers: Containers, site: Site) -> Iterator[Finding]:
    """One finding a container, where the policy names the driver's CUDA and the tag that of the image."""
    versions = [(container, container.image.cuda_version) for container in containers.all if container.image]
    telling = [(container, version) for container, version in versions if version is not None]
    if not telling or site.driver_cuda is None:
        return
    keys, has = Keys(), site.driver_cuda
    for container, needs in telling:
        never = needs[0] > has[0]
        nvidia = container.kind != APPTAINER and container.image is not None and container.image.nvidia
        if container.image_span is None or not (never or (nvidia and needs > has)):
            continue
        yield Finding(
            NEVER if never else PERHAPS,
            place=source.path,
            key=keys(container.said(source.text)),
            location=at(source.path, container.image_span),
            severity=None if never else Severity.WARNING,
            needs=_told(needs),
            has=_told(has),
        )
