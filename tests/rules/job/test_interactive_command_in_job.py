from __future__ import annotations

import pytest
from envdoctor_rules.job.interactive_command_in_job import interactive_command_in_job

from envdoctor.testing import offends, passes


def test_fires() -> None:
    first, second = offends(
        interactive_command_in_job,
        """
        #!/bin/bash
        #SBATCH --gres=gpu:1
        module load cuda
        srun --gpus=1 --pty /bin/bash -i
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        python train.py &
        htop
        ^^^^
        """,
        path="train.sbatch",
    )
    assert (first.args["command"], second.args["command"]) == ("srun --pty /bin/bash", "htop")


@pytest.mark.parametrize(
    "body",
    [
        "srun python train.py",
        "srun -N1 -n1 bash <<EOF\nhostname\nEOF",
        "srun --pty bash -c 'hostname'",
        "srun --pty bash run.sh",
        "srun --pty python train.py",
        "vim -es -c 'wq' x",
        "emacs --batch -l x.el",
        "watch -n 10 nvidia-smi > log",
        "look() { htop; }",
        "echo vim",
    ],
)
def test_healthy(body: str) -> None:
    passes(interactive_command_in_job, f"#!/bin/bash\n#SBATCH -n 1\n{body}\n", path="train.sbatch")
