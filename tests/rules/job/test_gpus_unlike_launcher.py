from __future__ import annotations

import pytest
from envdoctor_rules.job.gpus_unlike_launcher import FEWER, MORE, MORE_THAN_ONE, ONE, gpus_unlike_launcher

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("asked", "before", "count", "after", "says"),
    [
        ("--gres=gpu:2", "torchrun --nproc_per_node=", "8", " train.py", MORE),
        ("-N 2 --gres=gpu:1", "srun torchrun --nnodes 2 --nproc_per_node ", "8", " x.py", MORE_THAN_ONE),
        ("--gres=gpu:1", "torchrun --nproc_per_node=", "2", " x.py", MORE_THAN_ONE),
        ("--gres=gpu:8", "torchrun --standalone --nproc-per-node ", "2", " train.py --lr 1", FEWER),
        ("-N 1 --gpus=4", "python -m torch.distributed.launch --nproc_per_node=", "8", " train.py", MORE),
        ("--gres=gpu:4", "accelerate launch --multi_gpu --num_processes ", "8", " train.py", MORE),
        ("-N 2 --gres=gpu:4", "accelerate launch --num_machines 2 --num_processes ", "4", " x.py", FEWER),
        ("--gres=gpu:4", "deepspeed --num_gpus=", "1", " train.py", ONE),
        ("-N 2 --ntasks-per-node=1 --gres=gpu:4", "srun torchrun --nnodes 2 --nproc_per_node ", "8", " x.py", MORE),
    ],
)
def test_fires(asked: str, before: str, count: str, after: str, says: str) -> None:
    word = before.rsplit(" ", 1)[1] + count
    mark = " " * (len(before) + len(count) - len(word)) + "^" * len(word)
    [found] = offends(
        gpus_unlike_launcher,
        f"#!/bin/bash\n#SBATCH {asked}\n{before}{count}{after}\n{mark}\n",
        path="train.sbatch",
    )
    assert (found.template, found.args["count"]) == (says, int(count))


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        ("--gres=gpu:4", "torchrun --nproc_per_node=4 train.py"),
        ("--gres=gpu:4", "torchrun --nproc_per_node=gpu train.py"),
        ("--gres=gpu:4", "torchrun --nproc_per_node=$SLURM_GPUS_ON_NODE train.py"),
        ("--gres=gpu:4", "torchrun train.py --nproc_per_node=8"),
        ("--gres=gpu:{{n}}", "torchrun --nproc_per_node=4 train.py"),
        ("-n 4", "torchrun --nproc_per_node=4 train.py"),
        ("-N 2 --gres=gpu:4", "accelerate launch --num_machines 2 --num_processes 8 train.py"),
        ("-N 2 --gres=gpu:4", "accelerate launch --num_machines $N --num_processes 8 train.py"),
        ("--gres=gpu:4", "accelerate launch --cpu --num_processes 8 train.py"),
        ("--gres=gpu:4", "accelerate config"),
        ("--gres=gpu:4", "deepspeed --include localhost:0,1 train.py"),
        ("--gres=gpu:4", "CUDA_VISIBLE_DEVICES=0,1 torchrun --nproc_per_node=2 train.py"),
        ("--gres=gpu:4", "export CUDA_VISIBLE_DEVICES=0\ntorchrun --nproc_per_node=1 train.py"),
        ("--gres=gpu:4", "torchrun --nproc_per_node=2 a.py &\ntorchrun --nproc_per_node=2 b.py &\nwait"),
        ("--gres=gpu:4", "torchrun --nproc_per_node=1 a.py\ntorchrun --nproc_per_node=4 b.py"),
        ("-n 4 --gres=gpu:4", "srun --gpus-per-task=1 torchrun --nproc_per_node=1 a.py"),
    ],
)
def test_healthy(asked: str, body: str) -> None:
    passes(gpus_unlike_launcher, f"#!/bin/bash\n#SBATCH {asked}\n{body}\n", path="train.sbatch")
