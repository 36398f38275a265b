from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.wrong_type import wrong_type

from envdoctor.testing import fixed, offends, passes

LEAD = '{"resources": {"group_size": 1, "number_node": 1, '


def test_fires() -> None:
    found = offends(
        wrong_type,
        """
        {"resources": {"group_size": "1", "number_node": 1.0, "queue_name": null,
                                     ^^^                 ^^^                ^^^^
          "custom_flags": "#SBATCH -t 1", "envs": [], "wait_time": "60"}}
                          ^^^^^^^^^^^^^^          ^                ^^^^
        """,
        path="machine.json",
    )
    assert [finding.args["name"] for finding in found] == [
        "group_size", "number_node", "queue_name", "custom_flags", "envs", "wait_time",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rest",
    [
        '"wait_time": 60, "custom_flags": [], "envs": {}, "strategy": {"ratio_unfinished": 0}}}',
        '"wait_time": 0.5, "gpu_per_node": "{{ n }}", "cpu_per_node": "<cpus>"}}',
        '"kwargs": {"custom_gpu_line": null}}}',
        '"gpu_per_node": null, "cpu_per_node": null, "queue_name": null}}',
    ],
)
def test_healthy(rest: str) -> None:
    passes(wrong_type, LEAD + rest, path="machine.json")


def test_fixed() -> None:
    before = '{"resources": {"group_size": "05", "number_node": 1, "gpu_per_node": "1"}}'
    after = '{"resources": {"group_size": 5, "number_node": 1, "gpu_per_node": 1}}'
    fixed(wrong_type, before, after, path="machine.json")
