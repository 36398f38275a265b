from __future__ import annotations

import pytest
from envdoctor_rules.containers.no_gpu_asked import no_gpu_asked

from envdoctor.testing import offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


def test_fires() -> None:
    offends(
        no_gpu_asked,
        """
        #!/bin/bash
        docker run --rm nvidia/cuda:12.2.0-base-ubuntu22.04 nvidia-smi
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        docker run --rm a/b:1 python x.py --device cuda
                        ^^^^^
        """,
        path="run.sh",
    )


@pytest.mark.parametrize(
    "line",
    [
        "docker run --gpus all a/b:1 nvidia-smi",
        "docker run --runtime=nvidia a/b:1 nvidia-smi",
        "docker run --device nvidia.com/gpu=all a/b:1 nvidia-smi",
        "docker run -e NVIDIA_VISIBLE_DEVICES=0 a/b:1 nvidia-smi",
        "nvidia-docker run a/b:1 nvidia-smi",
        "docker run $OPTS a/b:1 nvidia-smi",
        "docker run a/b:1 python x.py --device cpu",
        "docker run nvidia/cuda:12.2.0-devel nvcc x.cu",
    ],
)
def test_healthy(line: str) -> None:
    passes(no_gpu_asked, f"{HEAD}{line}\n", path="x.sbatch")
