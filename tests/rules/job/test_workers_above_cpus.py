from __future__ import annotations

import pytest
from envdoctor_rules.job.workers_above_cpus import MANY, ONE, workers_above_cpus

from envdoctor.facts.programs import Program, Programs, Started, Workers
from envdoctor.syntax.jobs.shell.python import launches
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.testing import offends, passes


def programs(text: str, count: int = 8, option: str = "--num_workers") -> Programs:
    """What the script starts; each program has so many workers, by default of an option."""
    does = Program("a.py", workers=Workers(count, option, 9))
    return Programs(tuple(Started(one, does) for one in launches(read(text))))


@pytest.mark.parametrize(
    ("asked", "before", "word", "after", "args"),
    [
        ("-n 1 -c 4", "python ", "a.py", "", (8, 1, 4)),
        ("--cpus-per-task=4", "srun python ", "a.py", " --lr 1", (8, 1, 4)),
        ("-c 8", "python a.py --num_workers ", "16", "", (16, 1, 8)),
        ("-c 8", "python a.py ", "--num-workers=12", "", (12, 1, 8)),
        ("-n 4 -N 1 -c 4", "srun python ", "a.py", "", (8, 4, 16)),
        ("-c 16", "torchrun --nproc_per_node=4 ", "a.py", "", (8, 4, 16)),
        ("-N 2 --ntasks-per-node=1 -c 8", "srun torchrun --nnodes 2 --nproc_per_node 2 ", "a.py", "", (8, 2, 8)),
        ("--gres=gpu:2 --cpus-per-gpu=2", "python ", "a.py", "", (8, 1, 4)),
    ],
)
def test_fires(asked: str, before: str, word: str, after: str, args: tuple[int, int, int]) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\n{before}{word}{after}\n"
    mark = " " * len(before) + "^" * len(word)
    [found] = offends(workers_above_cpus, f"{text}{mark}\n", path="a.sbatch", programs=programs(text))
    assert tuple(found.args[name] for name in ("workers", "processes", "cpus")) == args
    assert found.template == (ONE if args[1] == 1 else MANY)


def test_one_cpu_is_not_called_cpus() -> None:
    text = "#!/bin/bash\n#SBATCH -c 1\npython a.py --num_workers 16\n"
    mark = " " * len("python a.py --num_workers ") + "^^"
    [found] = offends(workers_above_cpus, f"{text}{mark}\n", path="a.sbatch", programs=programs(text))
    assert "on one CPU" in found.template


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("-c 8", "python a.py"),
        ("-c 16", "python a.py --num_workers 16"),
        ("-c 4", "python a.py --num_workers $SLURM_CPUS_PER_TASK"),
        ("-c 4", "python a.py $ARGS"),
        ("-c 4", 'python a.py "$@"'),
        ("-c {{cpus}}", "python a.py"),
        ("--gres=gpu:1", "python a.py"),
        ("-N 1 --exclusive", "python a.py"),
        ("-c 16", "torchrun --nproc_per_node=$N a.py"),
        ("-n 4 -c 4", "mpirun python a.py"),
        ("-c 4", "python -m train"),
    ],
)
def test_healthy(asked: str, line: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\n{line}\n"
    passes(workers_above_cpus, text, path="a.sbatch", programs=programs(text))


def unread(text: str) -> Programs:
    """What the script starts, of which no file was found."""
    started = launches(read(text))
    return Programs(tuple(Started(one, Program(one.script.text if one.script else one.module)) for one in started))


@pytest.mark.parametrize(
    ("asked", "before", "word"),
    [
        ("-c 8 --gpus=1", "python a.py --num_workers ", "16"),
        ("-c 2 --gres=gpu:1", "srun python -u a.py --lr 1 ", "--num-workers=4"),
        ("-c 8 --gres=gpu:2", "torchrun --nproc_per_node=2 a.py --dataloader-num-workers ", "5"),
    ],
)
def test_an_option_of_a_program_elsewhere(asked: str, before: str, word: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\n{before}{word} --b 2\n"
    mark = " " * len(before) + "^" * len(word)
    offends(workers_above_cpus, f"{text}{mark}\n", path="a.sbatch", programs=unread(text))


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("-c 16 --gpus=1", "python a.py --num_workers 16"),
        ("-c 8", "python a.py --num_workers 16"),
        ("-n 1 --gres=gpu:1", "python a.py --num_workers 16"),
        ("-c 8 --gpus=1", "python a.py --num_workers $N"),
        ("-c 8 --gpus=1", "python a.py --workers 16"),
        ("-c 8 --gpus=1", "python -m bench --num_workers 16"),
        ("-c 8", "python a.py"),
    ],
)
def test_a_program_elsewhere_that_may_be_right(asked: str, line: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\n{line}\n"
    passes(workers_above_cpus, text, path="a.sbatch", programs=unread(text))


def test_a_program_that_was_read_has_its_own_options() -> None:
    text = "#!/bin/bash\n#SBATCH -c 8\npython a.py --num_workers 16\n"
    does = Program("a.py", prints=True)
    known = Programs(tuple(Started(one, does) for one in launches(read(text))))
    passes(workers_above_cpus, text, path="a.sbatch", programs=known)
