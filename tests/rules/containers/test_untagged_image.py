from __future__ import annotations

import pytest
from envdoctor_rules.containers.untagged_image import untagged_image

from envdoctor.testing import offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


def test_fires_once_an_image() -> None:
    offends(
        untagged_image,
        """
        #!/bin/bash
        #SBATCH -n 1
        docker run pytorch/pytorch python x.py
                   ^^^^^^^^^^^^^^^
        docker run pytorch/pytorch python y.py
        docker run reg:5000/a/b:latest
                   ^^^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
    )


def test_fires_in_compose_for_gpus_alone() -> None:
    offends(
        untagged_image,
        """
        services:
          train:
            image: me/train
                   ^^^^^^^^
            gpus: all
          built:
            image: me/built
            build: .
            gpus: all
          db:
            image: redis
        """,
        path="compose.yaml",
    )


def test_fires_for_what_apptainer_fetches() -> None:
    line = "apptainer exec --nv docker://pytorch/pytorch python x.py"
    offends(untagged_image, f"{HEAD}{line}\n{' ' * 20}{'^' * 24}\n", path="train.sbatch")


@pytest.mark.parametrize(
    "line",
    [
        "apptainer exec docker://a/b:1 x",
        "apptainer pull docker://a/b",
        "docker run a/b:1",
        "docker run a@sha256:00",
        "docker run $IMAGE",
        "docker run",
        "docker build -t a .; docker run a",
    ],
)
def test_healthy(line: str) -> None:
    passes(untagged_image, f"{HEAD}{line}\n", path="train.sbatch")
