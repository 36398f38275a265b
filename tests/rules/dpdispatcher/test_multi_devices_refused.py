from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.multi_devices_refused import multi_devices_refused

from envdoctor.testing import offends, passes


def test_fires() -> None:
    found = offends(
        multi_devices_refused,
        """
        {"a_resources": {"group_size": 1, "gpu_per_node": 0, "strategy": {"if_cuda_multi_devices": true}},
                                                                                                   ^^^^
         "b_resources": {"group_size": 1, "gpu_per_node": 4, "number_node": 2,
                         "strategy": {"if_cuda_multi_devices": true}}}
                                                               ^^^^
        """,
        path="machine.json",
    )
    assert [finding.args["value"] for finding in found] == [0, 2]


@pytest.mark.parametrize(
    "rest",
    [
        '"gpu_per_node": 4, "strategy": {"if_cuda_multi_devices": true}}}',
        '"gpu_per_node": "{{ n }}", "strategy": {"if_cuda_multi_devices": true}}}',
        '"gpu_per_node": 0, "strategy": {"if_cuda_multi_devices": false}}}',
        '"gpu_per_node": 0}}',
    ],
)
def test_healthy(rest: str) -> None:
    passes(multi_devices_refused, '{"resources": {"group_size": 1, ' + rest, path="machine.json")
