from __future__ import annotations

import pytest
from envdoctor_rules.slurm.more_nodes_than_tasks import more_nodes_than_tasks

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        more_nodes_than_tasks,
        """
        #!/bin/bash
        #SBATCH --nodes=2 --ntasks=1
                ^^^^^^^^^
        #SBATCH --gpus-per-node=8
        srun python train.py
        """,
        path="train.sbatch",
    )
    assert found.args == {"asked": 2, "count": 1}


@pytest.mark.parametrize(
    ("line", "width"), [("-N 4 -n 3", 4), ("-N 2-4 -n 1", 6), ("-N 2 -n 1 --ntasks-per-node=1", 4)]
)
def test_all_ways_to_say_it(line: str, width: int) -> None:
    offends(more_nodes_than_tasks, f"#!/bin/bash\n#SBATCH {line}\n        {'^' * width}\n", path="train.sbatch")


@pytest.mark.parametrize(
    "line",
    [
        "-N 2 -n 2",
        "-N 2",
        "-n 1",
        "-N 2 --ntasks-per-node=1",
        "-N 1-4 -n 2",
        "-N {{nodes}} -n 1",
        "-N 2 -n {{tasks}}",
        "-N 2 -n 1\n#SBATCH hetjob\n#SBATCH -N 1",
    ],
)
def test_healthy(line: str) -> None:
    passes(more_nodes_than_tasks, f"#!/bin/bash\n#SBATCH {line}\n", path="train.sbatch")
