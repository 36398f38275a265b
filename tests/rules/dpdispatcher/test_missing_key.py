from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.missing_key import missing_key

from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, offends, passes


def test_fires() -> None:
    [found] = offends(
        missing_key,
        """
        {"train": [{
          "machine": {"batch_type": "LSF", "context_type": "LazyLocal", "local_root": "."},
          "resources": {"number_node": 1, "queue_name": "q"}}]}
          ^^^^^^^^^^^
        """,
        path="machine.json",
    )
    assert found.key == "train[0].resources.group_size"


SSH = '{"machine": {"batch_type": "LSF", "context_type": "SSHContext", "local_root": "."}}'


def test_a_machine_behind_ssh_needs_more() -> None:
    source = SourceFile("machine.json", SSH, form="dpdispatcher")
    names = [finding.args["name"] for finding in findings(missing_key, source=source)]
    assert names == ["remote_root", "remote_profile.hostname", "remote_profile.username"]


@pytest.mark.parametrize(
    "source",
    [
        '{"resources": {"group_size": 1, "number_node": 1}}',
        '{"number_node": 1, "cpu_per_node": 4, "machine_note": ""}',
        '{"resources": {"numb_node": 1, "numb_gpu": 1, "task_per_node": 1}}',
        '{"resources": {"$ref": "base.json", "number_node": 2, "queue_name": "q"}}',
        '{"machine": {"batch_type": "Shell", "context_type": "Local", "local_root": ".", "remote_root": "/x"}}',
        '{"machine": {"batch_type": "Bohrium", "context_type": "Bohrium", "remote_profile": {}}}',
    ],
)
def test_healthy(source: str) -> None:
    passes(missing_key, source, path="machine.json")
