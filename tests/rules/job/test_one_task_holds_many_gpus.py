from __future__ import annotations

import pytest
from envdoctor_rules.job.one_task_holds_many_gpus import ONCE, TASK, one_task_holds_many_gpus

from envdoctor.testing import offends, passes

SCRIPT = """
#!/bin/bash
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=32
#SBATCH --gres=gpu:8             #* cards of a node
        ^^^^^^^^^^^^
. ~/.bashrc
{command}
"""


def test_fires() -> None:
    script = SCRIPT.replace("{command}", "python ~/torch/mnist.py --epochs=3")
    [found] = offends(one_task_holds_many_gpus, script, path="train.sbatch")
    assert (found.template, found.args["cards"], found.args["program"]) == (TASK, 8, "mnist.py")


def test_lsf_starts_the_script_once() -> None:
    [found] = offends(
        one_task_holds_many_gpus,
        '#!/bin/bash\n#BSUB -n 8\n#BSUB -R "span[hosts=1]"\n#BSUB -gpu "num=2"\n      ^^^^^^^^^^^^\npython train.py\n',
        path="train.lsf",
    )
    assert found.template == ONCE


@pytest.mark.parametrize(
    "command",
    [
        "torchrun --nproc_per_node=8 train.py",
        "accelerate launch train.py",
        "python -m torch.distributed.run train.py",
        "python train.py --gpus 8",
        "python train.py --strategy ddp",
        "python multi_gpu_train.py",
        "bash run.sh",
        "./train",
        "apptainer exec image.sif python train.py",
        "CUDA_VISIBLE_DEVICES=0 python a.py",
        "python a.py &\npython b.py &\nwait",
        "for seed in 1 2 3; do python a.py $seed; done",
        "mpirun -np 8 python train.py",
        "nvidia-smi",
    ],
)
def test_healthy(command: str) -> None:
    script = SCRIPT.replace("{command}", command).replace("        ^^^^^^^^^^^^\n", "")
    passes(one_task_holds_many_gpus, script, path="train.sbatch")


@pytest.mark.parametrize("asked", ["--gres=gpu:1", "--gres=gpu:4 --ntasks-per-node=4", "--gres=gpu:{{n}}", "-n 1"])
def test_healthy_requests(asked: str) -> None:
    passes(one_task_holds_many_gpus, f"#!/bin/bash\n#SBATCH {asked}\npython train.py\n", path="train.sbatch")
