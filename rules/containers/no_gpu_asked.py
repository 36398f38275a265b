"""A container for CUDA is started without a GPU.

## Why is this bad?
Docker gives a container no GPU unless it is asked: the program runs on the processors, or ends with "no CUDA-capable
device is detected". On a machine whose default runtime is NVIDIA's it works without being asked, but there alone.

## What to do
`docker run --gpus all`, or in a job only the cards that are its own: `--gpus "device=$CUDA_VISIBLE_DEVICES"` with
quotes as Docker wants them. In compose: `deploy.resources.reservations.devices` with `capabilities: [gpu]`.

## Fix safety
Nothing is changed: how many cards are meant is yours to say.

## References
- Docker's documentation: "Access an NVIDIA GPU"; the Compose specification: "GPU support".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Container, Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.containers import KUBERNETES

WANTS = re.compile(r"(?:^| )nvidia-smi\b|--device[= ]cuda\b|cuda:[0-9]|--accelerator[= ]gpu\b")


def _wants(container: Container) -> str:
    """The word that needs a GPU: of the command, or the image with CUDA's own name; "" for none."""
    found = WANTS.search(" ".join(container.command))
    return found[0].strip() if found else ""


@rule("CTR207", "no-gpu-asked", severity=Severity.NOTE)
def no_gpu_asked(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a container whose command surely uses a GPU. An image alone proves nothing."""
    keys = Keys()
    for container in containers.all:
        word = _wants(container)
        if not word or container.gpus or container.kind == KUBERNETES:
            continue
        yield Finding(
            msg("{word} needs a GPU, but none is asked for (--gpus); fine only where NVIDIA's runtime is the default"),
            place=source.path,
            key=keys(container.key),
            location=at(source.path, container.image_span or container.head),
            word=word,
        )
