from __future__ import annotations

import pytest
from envdoctor_rules.containers.command_in_one_word import command_in_one_word

from envdoctor.testing import offends, passes

POD = """
apiVersion: v1
kind: Pod
metadata: {name: t}
spec:
  containers:
  - name: t
    image: me/t:1
    command: [%s]
%s"""


@pytest.mark.parametrize(
    "word",
    ['"python train.py"', "python train.py --lr 1", '"bash -c"', '"/bin/sh -c"', "'torchrun --nproc_per_node=2 x.py'"],
)
def test_fires(word: str) -> None:
    offends(command_in_one_word, POD % (word, " " * 14 + "^" * len(word)), path="pod.yaml")


@pytest.mark.parametrize(
    "words",
    [
        "python, train.py",
        'bash, -c, "python train.py"',
        '"/opt/My Program/run"',
        '"{{ command }}"',
        '"$(PROGRAM) x"',
        "",
        "8",
    ],
)
def test_healthy(words: str) -> None:
    passes(command_in_one_word, POD % (words, ""), path="pod.yaml")


def test_an_operator_may_hand_it_to_a_shell() -> None:
    source = (POD % ('"echo 1"', "")).replace("kind: Pod", "kind: RayCluster")
    passes(command_in_one_word, source, path="ray.yaml")


def test_args_belong_to_the_image() -> None:
    passes(command_in_one_word, POD.replace("command", "args") % ('"python train.py"', ""), path="pod.yaml")
