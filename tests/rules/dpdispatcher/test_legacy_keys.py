from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.legacy_keys import legacy_keys

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [machine, resources] = offends(
        legacy_keys,
        """
        {"train_machine": {"machine_type": "slurm", "hostname": "localhost", "port": 22, "work_path": "/x"},
                           ^^^^^^^^^^^^^^
         "train_resources": {"numb_node": 1, "numb_gpu": 1, "task_per_node": 4, "partition": "", "time_limit": "1"}}
                             ^^^^^^^^^^^
        """,
        path="machine.json",
    )
    assert "hostname -> remote_profile.hostname" in machine.evidence
    assert "time_limit -> custom_flags" in resources.evidence


@pytest.mark.parametrize(
    "source",
    [
        '{"resources": {"group_size": 1, "number_node": 1, "queue_name": "q"}}',
        '{"machine": {"batch_type": "Slurm", "context_type": "Local", "local_root": ".", "remote_root": "/x"}}',
    ],
)
def test_healthy(source: str) -> None:
    passes(legacy_keys, source, path="machine.json")
