from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.command_in_envs_not_run import command_in_envs_not_run

from envdoctor.testing import offends, passes


def test_fires() -> None:
    found = offends(
        command_in_envs_not_run,
        """
        {"resources": {"group_size": 1, "number_node": 1, "envs": {
          "A": "`/data/tools/pick.py`",
               ^^^^^^^^^^^^^^^^^^^^^^^
          "B": "'`/data/tools/pick.py`'",
               ^^^^^^^^^^^^^^^^^^^^^^^^^
          "C": "\\"`pick`\\"",
               ^^^^^^^^^^^^
          "PATH": ["/opt/bin:$PATH"],
                   ^^^^^^^^^^^^^^^^
          "D": "$(pick)"}}}
               ^^^^^^^^^
        """,
        path="machine.json",
    )
    assert [finding.severity and finding.severity.word for finding in found] == [None, "warning", None, None, None]
    assert found[1].wish is not None


@pytest.mark.parametrize("value", ["0,1", "/data/alice", "a$", "5 $", "{{ x }}"])
def test_healthy(value: str) -> None:
    source = f'{{"resources": {{"group_size": 1, "number_node": 1, "envs": {{"A": "{value}", "B": 1}}}}}}'
    passes(command_in_envs_not_run, source, path="machine.json")
