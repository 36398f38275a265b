from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.devices_overwritten import devices_overwritten

from envdoctor.testing import fixed, offends, passes

LEAD = '{"resources": {"group_size": 1, "strategy": {"if_cuda_multi_devices": '


def test_fires() -> None:
    offends(
        devices_overwritten,
        """
        {"resources": {"group_size": 1, "strategy": {"if_cuda_multi_devices": true},
                                                                              ^^^^
          "envs": {"CUDA_VISIBLE_DEVICES": "`/data/tools/pick.py`"}}}
        """,
        path="machine.json",
    )


@pytest.mark.parametrize(
    "source",
    [LEAD + 'false}, "envs": {"CUDA_VISIBLE_DEVICES": "0"}}}', LEAD + 'true}, "envs": {"OMP_NUM_THREADS": 1}}}'],
)
def test_healthy(source: str) -> None:
    passes(devices_overwritten, source, path="machine.json")


def test_fixed() -> None:
    rest = '}, "envs": {"CUDA_VISIBLE_DEVICES": "0"}}}'
    fixed(devices_overwritten, f"{LEAD}true{rest}", f"{LEAD}false{rest}", path="machine.json")
