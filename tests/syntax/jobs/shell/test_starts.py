from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.syntax.jobs.shell.starts import number, starts


@pytest.mark.parametrize(
    ("line", "kind", "options", "rest"),
    [
        (
            "srun -n4 -N 2 --gres=gpu:1 python x.py",
            "srun",
            {"ntasks": "4", "nodes": "2", "gres": "gpu:1"},
            "python x.py",
        ),
        ("srun --pty bash -i", "srun", {"pty": None}, "bash -i"),
        ("mpirun -np 4 --mca btl tcp -x FOO ./a.out -n 3", "mpi", {"np": "4"}, "./a.out -n 3"),
        ("torchrun --standalone --nproc_per_node=4 x.py --a 1", "torchrun", {"nproc_per_node": "4"}, "x.py --a 1"),
        ("torchrun --nproc-per-node 4 x.py", "torchrun", {"nproc_per_node": "4"}, "x.py"),
        ("python -u -m torch.distributed.run --nproc_per_node 2 -m a.b", "torchrun", {"nproc_per_node": "2"}, "a.b"),
        ("accelerate launch --multi_gpu --num_processes 4 x.py", "accelerate", {"num_processes": "4"}, "x.py"),
        ("accelerate launch --some_new_flag x.py --num_processes 9", "accelerate", {}, "x.py --num_processes 9"),
        ("deepspeed --num_gpus=8 --no_local_rank x.py", "deepspeed", {"num_gpus": "8"}, "x.py"),
    ],
)
def test_options_and_what_follows(line: str, kind: str, options: dict[str, str | None], rest: str) -> None:
    [found] = [start for start in starts(read(f"#!/bin/bash\n{line}\n")) if start.kind == kind]
    for name, value in options.items():
        word = found.options[name]
        assert (word.text if word else None) == value
    assert " ".join(word.text for word in found.rest) == rest


@pytest.mark.parametrize("line", ["python x.py", "accelerate config", "python -m pip install x", "echo srun x", "env"])
def test_other_commands_are_none(line: str) -> None:
    assert list(starts(read(f"#!/bin/bash\n{line}\n"))) == []


def test_numbers_are_sure() -> None:
    [found] = starts(read("#!/bin/bash\ntorchrun --nproc_per_node=4 --nnodes=$N --node_rank=x x.py\n"))
    assert [number(found.word(name)) for name in ("nproc_per_node", "nnodes", "node_rank", "none")] == [
        4,
        None,
        None,
        None,
    ]
    assert found.has("nnodes")
    assert not found.has("standalone")
