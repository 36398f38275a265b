from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.unknown_batch_type import unknown_batch_type

from envdoctor.testing import fixed, offends, passes


def test_fires() -> None:
    found = offends(
        unknown_batch_type,
        """
        {"train": {"machine": {"batch_type": "SLURM", "context_type": "LazyLocl", "local_root": "."}},
                                             ^^^^^^^                  ^^^^^^^^^^
         "fp": {"machine": {"batch_type": "kubernetes", "context_type": "local", "local_root": "."}}}
                                          ^^^^^^^^^^^^
        """,
        path="machine.json",
    )
    assert [finding.args["near"] for finding in found] == ["Slurm", "LazyLocal", ""]


@pytest.mark.parametrize("batch", ["Slurm", "slurm", "LSF", "lsf", "JH_UniScheduler", "<batch>", "{{ batch }}"])
@pytest.mark.parametrize("context", ["SSHContext", "ssh", "SSH", "LazyLocalContext", "lazylocal"])
def test_healthy(batch: str, context: str) -> None:
    source = f'{{"machine": {{"batch_type": "{batch}", "context_type": "{context}", "local_root": "."}}}}'
    passes(unknown_batch_type, source, path="machine.json")


def test_fixed() -> None:
    before = '{"machine": {"batch_type": "SLURM", "context_type": "sshContext", "local_root": "."}}'
    after = '{"machine": {"batch_type": "Slurm", "context_type": "SSHContext", "local_root": "."}}'
    fixed(unknown_batch_type, before, after, path="machine.json")
