from __future__ import annotations

import pytest
from envdoctor_rules.slurm.several_tasks_without_launcher import several_tasks_without_launcher

from envdoctor import Severity
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
    assert (found.args, found.severity) == ({"tasks": 8, "program": "train.py"}, None)


@pytest.mark.parametrize(
    ("before", "tasks", "severity"),
    [("", "-n 8", None), ("-N 1 ", "-n 8", Severity.NOTE), ("", "--ntasks-per-node=4", Severity.NOTE)],
)
def test_one_process_can_use_the_cpus_of_one_node(before: str, tasks: str, severity: Severity | None) -> None:
    text = f"#!/bin/bash\n#SBATCH {before}{tasks}\n        {' ' * len(before)}{'^' * len(tasks)}\npython a.py\n"
    [found] = offends(several_tasks_without_launcher, text, path="a.sbatch")
    assert found.severity is severity


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
