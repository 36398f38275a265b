from __future__ import annotations

import pytest
from envdoctor_rules.job.one_cpu_for_many_gpus import FEW, NONE, ONE, TASKS, one_cpu_for_many_gpus

from envdoctor import Severity
from envdoctor.testing import offends, passes


def test_one_cpu() -> None:
    [found] = offends(
        one_cpu_for_many_gpus,
        """
        #!/bin/bash
        #SBATCH --nodes=1
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=1        #* CPUs of a task
                ^^^^^^^^^^^^^^^^^
        #SBATCH --gres=gpu:8             #* cards of a node
        python train.py
        """,
        path="train.sbatch",
    )
    assert (found.template, found.args["cards"], found.severity) == (ONE, 8, Severity.WARNING)


def test_tasks_alone_and_several_nodes() -> None:
    [found] = offends(
        one_cpu_for_many_gpus,
        """
        #!/bin/bash
        #SBATCH -N 2 -n 4 --gpus-per-node=a100:4
                     ^^^^
        srun python train.py
        """,
        path="train.sbatch",
    )
    assert (found.template, found.args["cpus"], found.args["cards"]) == (TASKS, 4, 8)
    assert found.severity is Severity.NOTE  # a site may give CPUs by the card


def test_several_cpus_and_more_cards() -> None:
    [found] = offends(
        one_cpu_for_many_gpus,
        "#!/bin/bash\n#SBATCH --gres=gpu:4 -c 2\n                     ^^^^\npython train.py\n",
        path="train.sbatch",
    )
    assert found.template == FEW


def test_no_word_about_cpus() -> None:
    [found] = offends(
        one_cpu_for_many_gpus,
        "#!/bin/bash\n#SBATCH -G 2\n        ^^^^\npython train.py\n",
        path="train.sbatch",
    )
    assert (found.template, found.severity) == (NONE, Severity.NOTE)


def test_lsf() -> None:
    offends(
        one_cpu_for_many_gpus,
        '#!/bin/bash\n#BSUB -n 1\n      ^^^^\n#BSUB -gpu "num=2"\npython train.py\n',
        path="train.lsf",
    )


@pytest.mark.parametrize(
    "asked",
    [
        "--gres=gpu:1",
        "--gres=gpu:8 --cpus-per-task=8",
        "--gres=gpu:8 --exclusive",
        "--gres=gpu:8 --cpus-per-gpu=4",
        "--gres=gpu:4 -n 4",
        "--gpus=8 --ntasks-per-gpu=1",
        "--gpus-per-task=1 -n 4",
        "--gres=gpu:4 --cpus-per-task={{cpus}}",
        "--gres=gpu:{{cards}} --cpus-per-task=1",
        "--gres=gpu:4 --mincpus=16",
        "-N 1 -C gpu --ntasks-per-node=1 --gpus-per-node=4",
        "--gres=gpu:8 -c 1\n#SBATCH hetjob\n#SBATCH --gres=gpu:1",
        "--cpus-per-task=1",
    ],
)
def test_healthy(asked: str) -> None:
    passes(one_cpu_for_many_gpus, f"#!/bin/bash\n#SBATCH {asked}\nsrun python train.py\n", path="train.sbatch")


@pytest.mark.parametrize("asked", ["select=1:ncpus=8:ngpus=2", "select=2:ngpus=2", "walltime=1:00:00"])
def test_healthy_pbs(asked: str) -> None:
    passes(one_cpu_for_many_gpus, f"#!/bin/bash\n#PBS -l {asked}\npython train.py\n", path="train.pbs")
