from __future__ import annotations

import pytest
from envdoctor_rules.containers.device_without_capabilities import device_without_capabilities

from envdoctor.testing import offends, passes

HEAD = """
services:
  train:
    image: me/t:1
    deploy:
      resources:
        reservations:
          devices:
"""


@pytest.mark.parametrize(
    ("device", "mark"),
    [
        ("            - driver: nvidia\n{mark}\n              count: 1\n", "              ^^^^^^"),
        ("            - {driver: nvidia, capabilities: []}\n{mark}\n", "                               ^^^^^^^^^^^^"),
        ("            - count: all\n              capabilities:\n{mark}\n", "              ^^^^^^^^^^^^"),
        ("            - capabilities: gpu\n{mark}\n", "                            ^^^"),
    ],
)
def test_fires(device: str, mark: str) -> None:
    offends(device_without_capabilities, HEAD + device.replace("{mark}", mark), path="compose.yaml")


@pytest.mark.parametrize(
    "device",
    [
        "{driver: nvidia, count: 1, capabilities: [gpu]}",
        "{capabilities: [nvidia-compute]}",
        "{driver: cdi, device_ids: [nvidia.com/gpu=all]}",
        "{driver: nvidia, capabilities: '${CAPS}'}",
        "{capabilities: {{ caps }}}",
        "{}",
        "gpu",
    ],
)
def test_healthy(device: str) -> None:
    passes(device_without_capabilities, f"{HEAD}            - {device}\n", path="compose.yaml")


def test_the_short_form_needs_none() -> None:
    source = "services:\n  a:\n    image: b\n    gpus:\n      - driver: nvidia\n        count: 2\n# reservations\n"
    passes(device_without_capabilities, source, path="compose.yaml")
