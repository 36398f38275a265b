from __future__ import annotations

import pytest
from envdoctor_rules.containers.no_gpu_asked import no_gpu_asked

from envdoctor.i18n import render
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


def test_fires_where_a_framework_trains() -> None:
    found = offends(
        no_gpu_asked,
        """
        #!/bin/bash
        docker run -it --rm -v $PWD:/w pytorch/pytorch:latest python train.py
                                       ^^^^^^^^^^^^^^^^^^^^^^
        docker run --rm pytorch/pytorch:2.3.0-cuda12.1 torchrun --nproc_per_node=8 main.py
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        docker run --rm tensorflow/tensorflow:2.16.1 python -u src/pretrain.py
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        path="run.sh",
    )
    assert "add --gpus all" in render(found[0].template, found[0].args)


def test_fires_in_compose() -> None:
    [found] = offends(
        no_gpu_asked,
        """
        services:
          train:
            image: pytorch/pytorch:2.3.0-cuda12.1-cudnn8-runtime
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            command: python train.py
        """,
        path="compose.yaml",
    )
    assert "add gpus: all" in render(found.template, found.args)


@pytest.mark.parametrize(
    "line",
    [
        "docker run pytorch/pytorch:2.3.0 python infer.py",
        "docker run pytorch/pytorch:2.3.0-cpu python train.py",
        "docker run pytorch/pytorch:2.3.0 python train.py --device cpu",
        "docker run -e CUDA_VISIBLE_DEVICES= pytorch/pytorch:2.3.0 python train.py",
        "docker run --gpus 1 pytorch/pytorch:2.3.0 python train.py",
        "docker run pytorch/pytorch:2.3.0 pip install train.py",
        "docker run python:3.12 python train.py",
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
