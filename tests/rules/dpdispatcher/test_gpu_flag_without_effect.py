from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.gpu_flag_without_effect import gpu_flag_without_effect

from envdoctor.testing import offends, passes

LEAD = '{"resources": {"group_size": 1, "number_node": 1, "kwargs": {"gpu_usage": true, '


def test_fires() -> None:
    offends(
        gpu_flag_without_effect,
        """
        {"resources": {"group_size": 1, "number_node": 1, "kwargs": {"gpu_usage": true, "gpu_exclusive": false}}}
                                                                                                         ^^^^^
        """,
        path="machine.json",
    )


@pytest.mark.parametrize(
    "rest",
    [
        '"gpu_exclusive": false, "gpu_new_syntax": true}}}',
        '"gpu_exclusive": true}}}',
        '"gpu_exclusive": false, "custom_gpu_line": "#BSUB -gpu num=1"}}}',
    ],
)
def test_healthy(rest: str) -> None:
    passes(gpu_flag_without_effect, LEAD + rest, path="machine.json")
