from __future__ import annotations

import pytest
from envdoctor_rules.job.gpus_unlike_launcher import FEWER, MORE, MORE_THAN_ONE, ONE, WAITS, gpus_unlike_launcher

from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, offends, passes


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


@pytest.mark.parametrize(
    ("start", "called"),
    [
        ("torchrun", "torchrun"),
        ("python -m torch.distributed.launch", "torch.distributed.launch"),
        ("python3 -u -m torch.distributed.run", "torch.distributed.run"),
        ("deepspeed", "deepspeed"),
        ("accelerate launch", "accelerate launch"),
    ],
)
def test_the_launcher_is_called_as_the_script_calls_it(start: str, called: str) -> None:
    option = {"deepspeed": "--num_gpus", "accelerate launch": "--num_processes"}.get(start, "--nproc_per_node")
    text = f"#!/bin/bash\n#SBATCH --gres=gpu:2\n{start} {option}=8 train.py -m x\n"
    [found] = findings(gpus_unlike_launcher, source=SourceFile("a.sbatch", text, form="job"))
    assert found.args["launcher"] == called


def test_more_nodes_than_the_job_has() -> None:
    [found] = offends(
        gpus_unlike_launcher,
        "#!/bin/bash\n#SBATCH -N 2 --ntasks-per-node=1 --gres=gpu:4\n"
        "srun torchrun --nnodes 4 --nproc_per_node=4 a.py\n                       ^\n",
        path="a.sbatch",
    )
    assert (found.template, found.args["count"], found.args["nodes"]) == (WAITS, "4", 2)


@pytest.mark.parametrize(
    ("asked", "nnodes"),
    [
        ("-N 4 --ntasks-per-node=1", "4"),
        ("-N 2-4", "4"),
        ("-N 2", "1:4"),
        ("-N 2", "$SLURM_NNODES"),
        ("--gres=gpu:4", "4"),
        ("-N 2 -a 0-1", "4"),
        ("-N {{n}}", "4"),
        ("-N 2", "4 --node_rank=3 --master_addr=10.0.0.1"),
    ],
)
def test_as_many_nodes_as_the_job_may_have(asked: str, nnodes: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\nsrun torchrun --nnodes={nnodes} --nproc_per_node=gpu a.py\n"
    passes(gpus_unlike_launcher, text, path="a.sbatch")
