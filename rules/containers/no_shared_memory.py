"""A training container has only 64 MB of shared memory.

## Why is this bad?
PyTorch's loader workers hand their batches over through `/dev/shm`. A container gets 64 MB of it unless it asks for
more, so that a `DataLoader` with workers dies with "bus error" or "out of shared memory", often only at the first large
batch. Workers that stand in the command are a warning; a container of PyTorch whose command does not say is a note.

## What to do
- `docker run`: `--shm-size=8g`. The memory is taken only when it is used, and it counts against `--memory`.
- compose: `shm_size: 8gb` in the service.
- Kubernetes: a volume `emptyDir: {medium: Memory, sizeLimit: 8Gi}`, mounted at `/dev/shm`.
- Where the platform does not let you: `torch.multiprocessing.set_sharing_strategy("file_system")`, fewer workers, and
  ask its administrators. `num_workers=0` works too, but then loading waits for training and training for loading.

`--ipc=host` helps as well, but lets the container into the memory of every other program of the machine.

## Fix safety
Safe: `--shm-size=8g` (half of `--memory` if that is less) goes behind `docker run`, or `shm_size: 8gb` into the
service. It reserves nothing. A Kubernetes manifest is not changed.

## References
- Docker's documentation: "docker container run", `--shm-size`; the Compose specification, `shm_size`.
- PyTorch's documentation: "Multiprocessing best practices"; Kubernetes' documentation: "Volumes", `emptyDir`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.containers import Containers
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.specs.containers import COMPOSE, DOCKER, KUBERNETES, Container

SURE = msg("{workers} loader workers share 64 MB here: they die of it; ask for more with {how}")
MAYBE = msg("this container has 64 MB of shared memory, too little for loader workers; {how} gives more")
SURE_FIXED = msg("{workers} loader workers share 64 MB here, and this platform gives no more: they die of it")
MAYBE_FIXED = msg("this container has 64 MB of shared memory and gets no more here: too little for loader workers")
PLATFORM = msg("fewer workers, or torch.multiprocessing.set_sharing_strategy('file_system'); ask for shared memory")
HOW = {
    DOCKER: msg("--shm-size=8g"),
    COMPOSE: msg("shm_size: 8gb"),
    KUBERNETES: msg("an emptyDir with medium Memory at /dev/shm"),
}
MEMORY = re.compile(r"([0-9]+)([kmg])b?\Z", re.IGNORECASE)
Wish = ReplaceSpan | Advise | None
MIB = {"k": 1 / 1024, "m": 1, "g": 1024}


def _size(container: Container) -> str:
    """8 GB, or half of the container's memory if that is less."""
    limits = container.run.values("memory") if container.run else ()
    found = MEMORY.match(limits[-1]) if limits else None
    if found is None:
        return "8g"
    half = int(int(found[1]) * MIB[found[2].lower()]) // 2
    return "8g" if half >= 8192 else f"{max(half, 64)}m"


def _wish(source: SourceFile, container: Container) -> Wish:
    if container.run is not None:
        span = container.run.verb.span
        return swap(source.path, source.text, span.start, span.end, f"run --shm-size={_size(container)}")
    if container.kind == KUBERNETES:
        return Advise(msg("add a volume `emptyDir` with `medium: Memory` and mount it at /dev/shm"))
    start, end = container.head.start, container.head.end
    before = source.text[source.text.rfind("\n", 0, start) + 1 : start]
    if before.strip() or not before:
        return None
    newline = "\r\n" if "\r\n" in source.text else "\n"
    return swap(source.path, source.text, start, end, f"shm_size: 8gb{newline}{before}{source.text[start:end]}")


def _needs(container: Container) -> Severity | None:
    """WARNING where workers are sure, NOTE for a container of PyTorch with a GPU, None else."""
    if container.shared:
        return None
    if container.workers is not None:
        return Severity.WARNING if container.workers > 0 and container.gpus else None
    torch = container.image is not None and container.image.torch
    return Severity.NOTE if torch and container.gpus not in ("", "0") else None


@rule("CTR201", "no-shared-memory", severity=Severity.WARNING, fix=Safety.SAFE, signs=("containers",))
def no_shared_memory(source: SourceFile, containers: Containers, site: Site) -> Iterator[Finding]:
    """One finding a container that trains on a GPU and asks for no shared memory."""
    keys = Keys()
    for container in containers.all:
        severity = _needs(container)
        if severity is None:
            continue
        settable = site.shm_settable is not False
        sure, maybe = (SURE, MAYBE) if settable else (SURE_FIXED, MAYBE_FIXED)
        yield Finding(
            sure if severity == Severity.WARNING else maybe,
            place=source.path,
            key=keys(container.subject(source.text)),
            location=at(source.path, container.head),
            severity=severity,
            wish=_wish(source, container) if settable else Advise(PLATFORM),
            workers=container.workers,
            how=HOW[container.kind],
        )
