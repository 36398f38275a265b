from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shape import UNKNOWN, Shape, shape, wants
from envdoctor.syntax.jobs.slurm import reader as slurm
from envdoctor.syntax.jobs.slurm.request import request
from envdoctor.syntax.jobs.values import Request


def of(asked: str) -> Shape:
    text = f"#!/bin/bash\n#SBATCH {asked}\nhostname\n"
    return shape(request(slurm.read(text), text))


@pytest.mark.parametrize(
    ("asked", "nodes", "tasks", "on_node", "cpus", "cards", "on_node_cards"),
    [
        ("-t 5", 1, 1, 1, 1, 0, 0),
        ("-n 4", 1, 4, UNKNOWN, 4, 0, 0),
        ("-N 1 -n 4 -c 2", 1, 4, 4, 8, 0, 0),
        ("-N 2 -n 8", 2, 8, 4, 8, 0, 0),
        ("-N 2 -n 1 --gpus-per-node=8", 1, 1, 1, 1, 8, 8),
        ("-N 4 -n 2 --gres=gpu:2", 2, 2, 1, 2, 4, 2),
        ("-N 2-4 -n 1", 1, 1, 1, 1, 0, 0),
        ("-N 2 -n 5", 2, 5, UNKNOWN, 5, 0, 0),
        ("-N 2 --ntasks-per-node=3 -c 4", 2, 6, 3, 24, 0, 0),
        ("-N 2 --gres=gpu:a100:4", 2, 2, 1, 2, 8, 4),
        ("--gpus=4", 1, 1, 1, 1, 4, 4),
        ("-N 2 -G 8", 2, 2, 1, 2, 8, 4),
        ("-n 4 --gpus-per-task=1", 1, 4, UNKNOWN, 4, 4, UNKNOWN),
        ("--gpus=4 --gpus-per-task=1 -c 2", 1, 4, UNKNOWN, 8, 4, UNKNOWN),
        ("-G 4 --ntasks-per-gpu=2", 1, UNKNOWN, UNKNOWN, UNKNOWN, 4, UNKNOWN),
        ("--gres=gpu:4 --cpus-per-gpu=8", 1, 1, 1, UNKNOWN, 4, 4),
        ("--gres=gpu:4 --exclusive", 1, 1, 1, UNKNOWN, 4, 4),
        ("--gres=gpu:{{n}}", 1, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        ("--gres=gpu:4\n#SBATCH hetjob\n#SBATCH --gres=gpu:2", 1, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_slurm(asked: str, nodes: int, tasks: int, on_node: int, cpus: int, cards: int, on_node_cards: int) -> None:
    found = of(asked)
    assert (found.nodes, found.tasks, found.on_node) == (nodes, tasks, on_node)
    assert (found.cpus, found.cards, found.on_node_cards) == (cpus, cards, on_node_cards)


def test_who_says_so() -> None:
    found = of("--gres=gpu:8 --cpus-per-task=1")
    assert found.cards_by is not None
    assert found.cpus_by is not None
    assert (found.cards_by.option, found.cpus_by.option) == ("gres", "cpus-per-task")


def test_nothing_is_known_of_nothing() -> None:
    assert shape(Request()) == Shape()
    assert not wants(Request(), "gres")
