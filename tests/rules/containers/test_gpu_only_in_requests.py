from __future__ import annotations

import pytest
from envdoctor_rules.containers.gpu_only_in_requests import gpu_only_in_requests

from envdoctor.testing import offends, passes

POD = """
apiVersion: batch/v1
kind: Job
metadata: {name: t}
spec:
  template:
    spec:
      containers:
      - name: t
        image: me/t:1
        resources:
%s
"""
REQUESTS, LIMITS = "          requests: {nvidia.com/gpu: %s}", "          limits: {nvidia.com/gpu: %s}"


def test_fires() -> None:
    mark = " " * 37 + "^"
    offends(gpu_only_in_requests, POD % f"{REQUESTS % 2}\n{mark}", path="job.yaml")
    offends(gpu_only_in_requests, POD % f"{REQUESTS % 2}\n{mark}\n{LIMITS % 1}", path="job.yaml")


@pytest.mark.parametrize(
    "resources",
    [
        LIMITS % 1,
        f"{LIMITS % 1}\n{REQUESTS % 1}",
        f"""{LIMITS % 1}\n{REQUESTS % '"1"'}""",
        REQUESTS % '"{{ gpus }}"',
        REQUESTS % 0,
        "          requests: {cpu: 2}",
    ],
)
def test_healthy(resources: str) -> None:
    passes(gpu_only_in_requests, POD % resources, path="job.yaml")
