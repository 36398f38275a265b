from __future__ import annotations

import pytest
from envdoctor_rules.slurm.srun_option import srun_option

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    "option", ["--mpi=pmix", "--cpu-bind=cores", "--overlap", "--pty", "--label", "--kill-on-bad-exit"]
)
def test_fires(option: str) -> None:
    marks = "^" * len(option.split("=")[0])
    [found] = offends(
        srun_option, f"#!/bin/bash\n#SBATCH -n 2 {option}\n             {marks}\nsrun ./a\n", path="a.sbatch"
    )
    assert found.args["program"] == "srun"


@pytest.mark.parametrize("line", ["#SBATCH --gpu-bind=none", "#SBATCH --mem-bind=local", "#SBATCH --nonsense"])
def test_healthy(line: str) -> None:
    passes(srun_option, f"#!/bin/bash\n{line}\nsrun --mpi=pmix ./a\n", path="a.sbatch")
