from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.non_boolean_flag import non_boolean_flag

from envdoctor.testing import fixed, offends, passes

LEAD = '{"machine": {"batch_type": "LSF", "local_root": "."}, "resources": {"group_size": 1, '


def test_fires() -> None:
    found = offends(
        non_boolean_flag,
        """
        {"machine": {"batch_type": "LSF", "local_root": ".", "clean_asynchronously": "no"},
                                                                                     ^^^^
         "resources": {"group_size": 1, "strategy": {"if_cuda_multi_devices": 1},
                                                                              ^
           "kwargs": {"gpu_usage": "true", "gpu_exclusive": 0}}}
                                   ^^^^^^                   ^
        """,
        path="machine.json",
    )
    assert [finding.severity and finding.severity.word for finding in found] == [None, None, "warning", "note"]


@pytest.mark.parametrize(
    "source",
    [
        LEAD + '"kwargs": {"gpu_usage": true, "gpu_exclusive": false}}}',
        LEAD + '"kwargs": {"gpu_usage": "{{ gpu }}"}, "strategy": {"ratio_unfinished": 0}}}',
        LEAD + '"kwargs": {"gpu_usage": null}, "envs": {"gpu_usage": "true"}}}',
    ],
)
def test_healthy(source: str) -> None:
    passes(non_boolean_flag, source, path="machine.json")


def test_fixed() -> None:
    fixed(
        non_boolean_flag,
        LEAD + '"kwargs": {"gpu_usage": "True", "gpu_new_syntax": 1, "gpu_exclusive": "0"}}}',
        LEAD + '"kwargs": {"gpu_usage": true, "gpu_new_syntax": true, "gpu_exclusive": false}}}',
        path="machine.json",
    )
