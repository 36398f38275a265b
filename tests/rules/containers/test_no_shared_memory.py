from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.containers.no_shared_memory import MAYBE_FIXED, SURE_FIXED, no_shared_memory

from envdoctor import Advise
from envdoctor.catalogue.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, fixed, offends, passes

HEAD = "#!/bin/bash\n#SBATCH --gres=gpu:1\n"
COMPOSE = """
services:
  train:
    image: me/train:1
    command: python train.py --num-workers=4
    gpus: all
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {name: t}
spec:
  containers:
  - image: %s
    name: t
    command: [python, train.py, --workers, "8"]
    resources: {limits: {nvidia.com/gpu: 1}}
"""


def test_fires_in_a_script() -> None:
    found = offends(
        no_shared_memory,
        """
        #!/bin/bash
        #SBATCH --gres=gpu:1
        docker run --rm --gpus all me/train:1 python train.py --num_workers 8
               ^^^
        docker run --rm --gpus all pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime python train.py
               ^^^
        """,
        path="train.sbatch",
    )
    assert [finding.severity and finding.severity.word for finding in found] == ["warning", "note"]


def test_fires_in_specs() -> None:
    offends(no_shared_memory, COMPOSE.replace("me/train:1\n", "me/train:1\n    ^^^^^\n"), path="compose.yaml")
    pod = POD.replace("image: %s\n", "image: me/train:1\n    ^^^^^\n")
    [found] = offends(no_shared_memory, pod, path="pod.yaml")
    assert found.key == "Pod/t/t"


@pytest.mark.parametrize(
    "options",
    ["--shm-size=8g", "--ipc=host", "--ipc host", "-v /dev/shm:/dev/shm", "--tmpfs /dev/shm:size=8g", "$OPTS"],
)
def test_healthy_script(options: str) -> None:
    passes(
        no_shared_memory, f"{HEAD}docker run --gpus all {options} me/t:1 python x --num_workers 8\n", path="x.sbatch"
    )


@pytest.mark.parametrize("command", ["python x --num_workers 0", "python x", "nvidia-smi"])
def test_no_workers(command: str) -> None:
    passes(no_shared_memory, f"{HEAD}docker run --gpus all me/t:1 {command}\n", path="x.sbatch")


@pytest.mark.parametrize("line", ["shm_size: 8gb", "ipc: host", "tmpfs: /dev/shm", "volumes: ['/dev/shm:/dev/shm']"])
def test_healthy_compose(line: str) -> None:
    passes(no_shared_memory, f"{COMPOSE}    {line}\n", path="compose.yaml")


def test_healthy_pod() -> None:
    mounted = POD + "    volumeMounts: [{mountPath: /dev/shm, name: shm}]\n"
    passes(no_shared_memory, mounted % "me/train:1", path="pod.yaml")
    passes(no_shared_memory, POD.replace("spec:", "spec:\n  hostIPC: true") % "me/train:1", path="pod.yaml")


def test_fixed() -> None:
    rest = "--gpus all me/t:1 python x --num_workers 8\n"
    fixed(no_shared_memory, f"{HEAD}docker run {rest}", f"{HEAD}docker run --shm-size=8g {rest}", path="x.sbatch")
    less = f"-m 4g {rest}"
    fixed(no_shared_memory, f"{HEAD}docker run {less}", f"{HEAD}docker run --shm-size=2048m {less}", path="x.sbatch")
    after = COMPOSE.replace("    image", "    shm_size: 8gb\n    image")
    fixed(no_shared_memory, COMPOSE, after, path="compose.yaml")


def test_where_the_person_cannot_set_it() -> None:
    source = SourceFile("x.sbatch", f"{HEAD}docker run --gpus all me/t:1 python x --num_workers 8\n", form="job")
    [found] = findings(no_shared_memory, source=source, site=Site(shm_settable=False))
    assert isinstance(found.wish, Advise)
    assert found.template == SURE_FIXED
    text = source.text.replace("me/t:1", "pytorch/pytorch:2.3.0").replace(" --num_workers 8", "")
    [found] = findings(no_shared_memory, source=replace(source, text=text), site=Site(shm_settable=False))
    assert found.template == MAYBE_FIXED
