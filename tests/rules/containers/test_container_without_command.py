from __future__ import annotations

import pytest
from envdoctor_rules.containers.container_without_command import container_without_command

from envdoctor.testing import offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"
COMPOSE = "services:\n  a:\n    image: nvidia/cuda:12.2.0-base\n"


def test_fires() -> None:
    offends(
        container_without_command,
        """
        #!/bin/bash
        #SBATCH -n 1
        docker run --rm --gpus all pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
    )
    offends(container_without_command, f"{COMPOSE}           {'^' * 23}\n", path="compose.yaml")


@pytest.mark.parametrize(
    "line",
    [
        "docker run ubuntu:22.04 ls",
        "docker run me/train:1",
        "docker run --entrypoint ls ubuntu:22.04",
        "docker run -i ubuntu:22.04 < steps.sh",
        "docker run $IMAGE",
        "docker run $OPTS ubuntu:22.04",
    ],
)
def test_healthy_script(line: str) -> None:
    passes(container_without_command, f"{HEAD}{line}\n", path="train.sbatch")


@pytest.mark.parametrize("options", ["-it", "-i", "-t --rm"])
def test_somebody_may_sit_before_a_plain_script(options: str) -> None:
    passes(container_without_command, f"#!/bin/bash\ndocker run {options} ubuntu:22.04\n", path="run.sh")


def test_without_an_input_nobody_can() -> None:
    offends(
        container_without_command,
        """
        #!/bin/bash
        docker run --rm --gpus all nvidia/cuda:12.4.1-base-ubuntu22.04
                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        path="run.sh",
    )


@pytest.mark.parametrize("line", ["command: nvidia-smi", "entrypoint: [ls]", "tty: true", "build: .", "extends: b"])
def test_healthy_compose(line: str) -> None:
    passes(container_without_command, f"{COMPOSE}    {line}\n", path="compose.yaml")
