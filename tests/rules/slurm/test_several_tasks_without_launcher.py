from __future__ import annotations

import pytest
from envdoctor_rules.slurm.several_tasks_without_launcher import several_tasks_without_launcher

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        several_tasks_without_launcher,
        """
        #!/bin/bash
        #SBATCH --nodes=2
        #SBATCH --ntasks-per-node=4
                ^^^^^^^^^^^^^^^^^^^
        module load cuda
        python train.py --epochs 3
        """,
        path="a.sbatch",
    )
    assert found.args == {"tasks": 8, "program": "train.py"}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("-n 1", "python a.py"),
        ("-c 8", "python a.py"),
        ("-n 8", "srun python a.py"),
        ("-n 8", "mpirun python a.py"),
        ("-n 8", "torchrun a.py"),
        ("-n 8", "./run.sh"),
        ("-n 8", "bash run.sh\npython a.py"),
        ("-n 8", "python a.py --workers $SLURM_NTASKS"),
        ("-n 8", "for i in 1 2; do python a.py $i & done\nwait"),
        ("-n 8", "python -m torch.distributed.run a.py"),
        ("-n {n}", "python a.py"),
    ],
)
def test_healthy(lines: str, code: str) -> None:
    passes(several_tasks_without_launcher, f"#!/bin/bash\n#SBATCH {lines}\n{code}\n", path="a.sbatch")
