from __future__ import annotations

import pytest
from envdoctor_rules.job.several_nodes_without_launcher import PLAIN, TORCH, several_nodes_without_launcher
from envdoctor_rules.slurm.several_tasks_without_launcher import several_tasks_without_launcher

from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, offends, passes


def test_fires() -> None:
    [found] = offends(
        several_nodes_without_launcher,
        """
        #!/bin/bash
        #SBATCH --nodes=2 --gres=gpu:4
                ^^^^^^^^^
        #SBATCH --time=1-0
        module load cuda
        source activate torch
        cd $SLURM_SUBMIT_DIR
        python -u src/train.py --epochs 30 > log.txt
        """,
        path="train.sbatch",
    )
    assert (found.template, found.args["nodes"], found.args["program"]) == (PLAIN, 2, "train.py")


def test_pbs() -> None:
    offends(
        several_nodes_without_launcher,
        "#!/bin/bash\n#PBS -l nodes=4:ppn=8\n     ^^^^^^^^^^^^^^^^\ncd $PBS_O_WORKDIR\npython mlp.py\n",
        path="train.pbs",
    )


@pytest.mark.parametrize(
    "body",
    [
        "srun python train.py",
        "mpirun -np 8 python train.py",
        "mpiexec.hydra ./a.out",
        "torchrun --nnodes=2 --nproc_per_node=4 --rdzv_backend=c10d train.py",
        "ssh $(hostname) python train.py",
        "bash run.sh",
        "./train",
        "aprun -n 8 ./a.out",
        "ray start --head\npython train.py",
        "module load openmpi\npython train.py",
        "python launch_all.py",
        "python train.py --num_nodes 2",
        "python -m scoop train.py",
        "python $SCRIPT",
        "for h in $(scontrol show hostnames); do echo $h; done\npython train.py",
        "cat $PBS_NODEFILE\npython train.py",
        "source run_all.sh\npython train.py",
        "vasp_std",
        "",
    ],
)
def test_healthy(body: str) -> None:
    passes(several_nodes_without_launcher, f"#!/bin/bash\n#SBATCH -N 2\n{body}\n", path="train.sbatch")


@pytest.mark.parametrize(
    ("command", "program"),
    [
        ("torchrun --nproc_per_node=8 train.py --lr 1", "torchrun"),
        ("torchrun --standalone --nproc-per-node=gpu train.py", "torchrun"),
        ("python -m torch.distributed.launch --nproc_per_node=8 train.py", "torch.distributed"),
        ("python3 -m torch.distributed.run --nproc_per_node $SLURM_GPUS_ON_NODE train.py", "torch.distributed"),
    ],
)
def test_torchrun_counts_with_one_node(command: str, program: str) -> None:
    [found] = offends(
        several_nodes_without_launcher,
        f"#!/bin/bash\n#SBATCH -N 2 --gres=gpu:8\n        ^^^^\nmodule load cuda\n{command}\n",
        path="train.sbatch",
    )
    assert (found.template, found.args["program"]) == (TORCH, program)


@pytest.mark.parametrize(
    "body",
    [
        "torchrun --nnodes 2 --nproc_per_node=8 train.py",
        "torchrun --nproc_per_node=8 --rdzv_endpoint=a:1 train.py",
        "srun torchrun --nproc_per_node=8 train.py",
        "srun bash -c 'torchrun --nproc_per_node=8 train.py'",
        "for n in a b; do ssh $n torchrun --nproc_per_node=8 train.py & done; wait",
        "for n in a b; do torchrun --nproc_per_node=8 train.py; done",
        "torchrun $ARGS train.py",
        "export PET_NNODES=2\ntorchrun --nproc_per_node=8 train.py",
        "torchrun --nproc_per_node=8 --node_rank=$SLURM_NODEID train.py",
        "torchrun --nproc_per_node=8 train.py &\nssh b torchrun train.py",
        "clush -w a torchrun train.py\ntorchrun train.py",
        "python launch_all.py\ntorchrun train.py",
        "accelerate launch train.py",
        "deepspeed train.py",
        "torchrun --version",
    ],
)
def test_torchrun_that_may_reach_them(body: str) -> None:
    passes(several_nodes_without_launcher, f"#!/bin/bash\n#SBATCH -N 2\n{body}\n", path="train.sbatch")


@pytest.mark.parametrize("asked", ["-N 1", "-n 8", "-N 2 -n 1", "-N {{n}}", "-N 1-2"])
def test_one_node(asked: str) -> None:
    passes(several_nodes_without_launcher, f"#!/bin/bash\n#SBATCH {asked}\npython train.py\n", path="train.sbatch")


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("-N 2 -n 8", "module load cuda\nsource activate x\npython train.py\n"),
        ("-N 2 --ntasks-per-node=4", "python3 train.py --lr 1\n"),
    ],
)
def test_of_several_tasks_another_rule_says_it(asked: str, lines: str) -> None:
    source = SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH {asked}\n{lines}", form="job")
    assert not findings(several_nodes_without_launcher, source=source)
    assert findings(several_tasks_without_launcher, source=source)


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("-N 2", "python train.py\n"),
        ("-N 2 -n 8", "python -u train.py\n"),
        ("-N 2 -n 8", "nvcc a.cu\npython train.py\n"),
        ("-N 2 -n 8", "echo $SLURM_NTASKS\npython train.py\n"),
        ("-N 2 --ntasks-per-node=1", "python3.10 train.py\n"),
    ],
)
def test_elsewhere_it_speaks_itself(asked: str, lines: str) -> None:
    source = SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH {asked}\n{lines}", form="job")
    assert findings(several_nodes_without_launcher, source=source)
    assert not findings(several_tasks_without_launcher, source=source)
