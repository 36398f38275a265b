from __future__ import annotations

import pytest
from envdoctor_rules.job.launcher_in_launcher import launcher_in_launcher

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("asked", "line", "inner", "times"),
    [
        ("-n 4", "srun mpirun ./a.out", "mpirun", 4),
        ("-n 8", "srun -n 2 mpirun -np 4 ./a.out", "mpirun", 2),
        ("-N 2 --ntasks-per-node=2", "srun mpiexec ./a.out", "mpiexec", 4),
        ("-n 4", "mpirun -np 4 srun ./a.out", "srun", 4),
        ("-N 1 --ntasks-per-node=4 --gres=gpu:4", "srun torchrun --nproc_per_node=4 x.py", "torchrun", 4),
    ],
)
def test_fires(asked: str, line: str, inner: str, times: int) -> None:
    [found] = offends(
        launcher_in_launcher,
        f"#!/bin/bash\n#SBATCH {asked}\n{line}\n{' ' * line.index(inner)}{'^' * len(inner)}\n",
        path="train.sbatch",
    )
    assert (found.args["inner"], found.args["times"]) == (inner, times)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("-n 4", "srun ./a.out"),
        ("-n 4", "mpirun ./a.out"),
        ("-n 1", "srun mpirun -np 4 ./a.out"),
        ("-n 8", "srun -N 1 -n 1 mpirun -np 1 ./a.out"),
        ("-n {{n}}", "srun mpirun ./a.out"),
        ("-n 8", "srun --ntasks=$N mpirun ./a.out"),
        ("-N 2 --ntasks-per-node=1", "srun torchrun --nproc_per_node=4 x.py"),
        ("-N 2 --ntasks-per-node=4", "srun --ntasks-per-node=1 torchrun --nproc_per_node=4 x.py"),
        ("-n 4", "srun --gpus-per-task=1 torchrun --nproc_per_node=1 x.py"),
        ("-n 4", "mpirun -npernode 1 torchrun --nproc_per_node=4 x.py"),
        ("-n 4", "srun hostname\nmpirun ./a.out"),
    ],
)
def test_healthy(asked: str, line: str) -> None:
    passes(launcher_in_launcher, f"#!/bin/bash\n#SBATCH {asked}\n{line}\n", path="train.sbatch")
