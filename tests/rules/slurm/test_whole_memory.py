from __future__ import annotations

import pytest
from envdoctor_rules.slurm.whole_memory import whole_memory

from envdoctor.testing import offends, passes


@pytest.mark.parametrize("value", ["0", "0G"])
def test_fires(value: str) -> None:
    marks = "^" * len(f"--mem={value}")
    offends(whole_memory, f"#!/bin/bash\n#SBATCH --mem={value}\n        {marks}\n", path="a.sbatch")


@pytest.mark.parametrize(
    "line", ["--mem=0 --exclusive", "--mem=0 # all memory", "--mem=4G", "--mem=0 --mem=4G", "--mem=0 # 全部内存"]
)
def test_healthy(line: str) -> None:
    passes(whole_memory, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
