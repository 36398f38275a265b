from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.password_in_file import password_in_file

from envdoctor.testing import offends, passes


def test_fires_and_never_shows_it() -> None:
    [found] = offends(
        password_in_file,
        """
        {"machine": {"batch_type": "Slurm", "context_type": "SSH", "local_root": ".",
          "remote_profile": {"hostname": "h", "username": "u", "password": "tr0ub4dor"}}}
                                                               ^^^^^^^^^^
        """,
        path="machine.json",
    )
    assert "tr0ub4dor" not in f"{found.args}{found.key}{found.evidence}{found.wish}"


@pytest.mark.parametrize("value", ['""', "null", '"<password>"', '"$PASSWORD"', '"your_password"', '"******"'])
def test_healthy(value: str) -> None:
    source = f'{{"machine": {{"batch_type": "Slurm", "local_root": ".", "remote_profile": {{"password": {value}}}}}}}'
    passes(password_in_file, source, path="machine.json")
