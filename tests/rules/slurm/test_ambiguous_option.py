from __future__ import annotations

import pytest
from envdoctor_rules.slurm.ambiguous_option import ambiguous_option

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("option", "near"),
    [("--gpu", "--gpus"), ("--cpus", "--cpus-per-task"), ("--mail", "--mail-user"), ("--node", "--nodes")],
)
def test_fires(option: str, near: str) -> None:
    [found] = offends(
        ambiguous_option, f"#!/bin/bash\n#SBATCH {option}=2\n        {'^' * len(option)}\n", path="a.sbatch"
    )
    assert found.args["near"] in (near, "--mail-type")
    assert found.evidence


@pytest.mark.parametrize("option", ["--gpus=2", "--part=x", "--gpu-bind=none", "--cpus-per-t=2"])
def test_healthy(option: str) -> None:
    passes(ambiguous_option, f"#!/bin/bash\n#SBATCH {option}\n", path="a.sbatch")
