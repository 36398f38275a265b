from __future__ import annotations

import pytest
from envdoctor_rules.containers.fractional_gpu import fractional_gpu

from envdoctor.testing import offends, passes

POD = """
apiVersion: v1
kind: Pod
metadata: {name: t}
spec:
  containers:
  - name: t
    image: me/t:1
    resources: {limits: {nvidia.com/gpu: %s}}
%s"""


@pytest.mark.parametrize("asked", ["0.5", "500m", ".5", '"0.5"'])
def test_fires(asked: str) -> None:
    offends(fractional_gpu, POD % (asked, " " * 41 + "^" * len(asked)), path="pod.yaml")


def test_fires_in_a_script() -> None:
    offends(
        fractional_gpu,
        """
        #!/bin/bash
        docker run --gpus 0.5 me/t:1 x
                          ^^^
        """,
        path="run.sh",
    )


@pytest.mark.parametrize("asked", ["1", '"2"', "1.0", "{{ n }}", "$N"])
def test_healthy(asked: str) -> None:
    passes(fractional_gpu, POD % (asked, ""), path="pod.yaml")
