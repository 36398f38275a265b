from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.unknown_key import unknown_key

from envdoctor.testing import offends, passes


def test_fires() -> None:
    found = offends(
        unknown_key,
        """
        {"machine": {"batch_type": "LSF", "context_type": "SSHContext", "local_root": ".", "remote_rot": "/x",
                                                                                           ^^^^^^^^^^^^
                     "remote_profile": {"hostname": "h", "user_name": "u"}},
                                                         ^^^^^^^^^^^
         "resources": {"group_size": 1, "gpu_pernode": 1, "gpu_usage": true, "cluster": "x",
                                        ^^^^^^^^^^^^^     ^^^^^^^^^^^        ^^^^^^^^^
                       "strategy": {"if_cuda_multi_device": true},
                                    ^^^^^^^^^^^^^^^^^^^^^^
                       "kwargs": {"gpu_new_sintax": true}}}
                                  ^^^^^^^^^^^^^^^^
        """,
        path="machine.json",
    )
    near = [finding.args["near"] for finding in found]
    assert near == [
        "remote_root", "username", "gpu_per_node", "kwargs", "", "if_cuda_multi_devices", "gpu_new_syntax",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        '{"resources": {"group_size": 1, "_note": "x", "comment": "y", "number_node": 1}}',
        '{"resources": {"group_size": 1, "number_node": 1, "kwargs": {"anything": 1}, "envs": {"A": 1}}}',
        '{"machine": {"batch_type": "Bohrium", "remote_profile": {"input_data": {"x": 1}}, "local_root": "."}}',
        '{"resources": {"numb_node": 1, "numb_gpu": 1, "task_per_node": 1, "odd": 1}}',
    ],
)
def test_healthy(source: str) -> None:
    passes(unknown_key, source, path="machine.json")
