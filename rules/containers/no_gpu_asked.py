"""A container for CUDA, or for training, is started without a GPU.

## Why is this bad?
Docker gives a container no GPU unless it is asked: the program runs on the processors, or ends with "no CUDA-capable
device is detected". On a machine whose default runtime is NVIDIA's it works without being asked, but there alone.
A training in an image of PyTorch or TensorFlow would run on processors as well, many times slower.

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
from envdoctor.facts.containers import Containers
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.specs.containers import DOCKER, KUBERNETES, Container

WANTS = re.compile(r"(?:^| )nvidia-smi\b|--device[= ]cuda\b|cuda:[0-9]|--accelerator[= ]gpu\b")

FRAMEWORK = re.compile(r"(?:^|/)(?:tensorflow/tensorflow|nvcr\.io/nvidia/(?:tensorflow|nemo|jax))$|deepspeed|vllm")
TRAINS = re.compile(
    r"(?:^|[ /])(?:torchrun|deepspeed|accelerate launch|python[0-9.]* (?:-\S+ )*(?:\S*/)?"
    r"(?:\S*_)?(?:pre|fine_?)?(?:train|tune)(?:_\S*)?\.py|python[0-9.]* -m torch\.distributed)\b",
    re.I,
)
PROCESSORS = re.compile(r"\bcpu\b|no[-_]cuda|use_cpu", re.I)
SURE = msg("{word} needs a GPU, but none is asked for (--gpus); fine only where NVIDIA's runtime is the default")
DOCKERS = msg("{image} starts a training without a GPU: add --gpus all, or it runs on processors")
SERVICES = msg("{image} starts a training without a GPU: add gpus: all, or it runs on processors")


def _trains(container: Container) -> bool:
    """A training in a framework's image; not where the image, or the command, is for processors."""
    image = container.image
    if image is None or not (image.torch or image.cuda or FRAMEWORK.search(image.name)):
        return False
    command = " ".join(container.command)
    emptied = container.run is not None and any(
        value.startswith("CUDA_VISIBLE_DEVICES=") for value in container.run.values("env")
    )
    return not emptied and not PROCESSORS.search(f"{image.tag} {command}") and TRAINS.search(command) is not None


def _wants(container: Container) -> str:
    """The word that needs a GPU: of the command, or the image with CUDA's own name; "" for none."""
    found = WANTS.search(" ".join(container.command))
    return found[0].strip() if found else ""


@rule("CTR207", "no-gpu-asked", severity=Severity.NOTE, signs=("containers",))
def no_gpu_asked(source: SourceFile, containers: Containers) -> Iterator[Finding]:
    """One finding a container whose command surely uses a GPU, or trains. An image alone proves nothing."""
    keys = Keys()
    for container in containers.all:
        word = _wants(container)
        if container.gpus or container.kind == KUBERNETES or not (word or _trains(container)):
            continue
        yield Finding(
            SURE if word else DOCKERS if container.kind == DOCKER else SERVICES,
            place=source.path,
            key=keys(container.subject(source.text)),
            location=at(source.path, container.image_span or container.head),
            word=word,
            image=container.said(source.text),
        )
