from __future__ import annotations

import pytest
from envdoctor_rules.job.fixed_visible_devices import BEYOND, BEYOND_ONE, HOW, IDLE, fixed_visible_devices

from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.model import Advise
from envdoctor.testing import findings, offends, passes


@pytest.mark.parametrize(
    ("asked", "before", "value", "after", "says"),
    [
        ("--gres=gpu:1", "export CUDA_VISIBLE_DEVICES=", "3", "\npython a.py", BEYOND_ONE),
        ("--gres=gpu:2", "CUDA_VISIBLE_DEVICES=", "2,3", " python a.py", BEYOND),
        ("--gpus-per-node=2 -N 2", "export CUDA_VISIBLE_DEVICES=", "'0,1,2,3'", "\nsrun a", BEYOND),
        ("--gres=gpu:4", "export CUDA_VISIBLE_DEVICES=", "0,1", "\npython a.py", IDLE),
        ("--gres=gpu:4", "CUDA_VISIBLE_DEVICES=", "0", "\npython a.py", IDLE),
    ],
)
def test_fires(asked: str, before: str, value: str, after: str, says: str) -> None:
    mark = " " * len(before) + "^" * len(value)
    lines = f"{before}{value}{after}".split("\n", 1)
    text = f"#!/bin/bash\n#SBATCH {asked}\n{lines[0]}\n{mark}\n{''.join(lines[1:])}\n"
    [found] = offends(fixed_visible_devices, text, path="a.sbatch")
    assert found.template == says


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("--gres=gpu:1", "export CUDA_VISIBLE_DEVICES=0"),
        ("--gres=gpu:4", "export CUDA_VISIBLE_DEVICES=0,1,2,3"),
        ("--gres=gpu:2", "CUDA_VISIBLE_DEVICES=0 python a.py &\nCUDA_VISIBLE_DEVICES=1 python b.py &\nwait"),
        ("--gres=gpu:2", "export CUDA_VISIBLE_DEVICES=$SLURM_LOCALID"),
        ("--gres=gpu:2", "export CUDA_VISIBLE_DEVICES=MIG-abc"),
        ("--gres=gpu:1", "export CUDA_VISIBLE_DEVICES="),
        ("--gres=gpu:{{n}}", "export CUDA_VISIBLE_DEVICES=3"),
        ("-n 1", "export CUDA_VISIBLE_DEVICES=3"),
        ("--gres=gpu:1 --exclusive", "export CUDA_VISIBLE_DEVICES=3"),
        ("--gres=gpu:1", "echo CUDA_VISIBLE_DEVICES=3"),
    ],
)
def test_healthy(asked: str, lines: str) -> None:
    passes(fixed_visible_devices, f"#!/bin/bash\n#SBATCH {asked}\n{lines}\n", path="a.sbatch")


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        ("export CUDA_VISIBLE_DEVICES=3", ""),
        ("  CUDA_VISIBLE_DEVICES='3';", ""),
        ("CUDA_VISIBLE_DEVICES=3 python a.py", "CUDA_VISIBLE_DEVICES=3"),
        ("export OMP_NUM_THREADS=1 CUDA_VISIBLE_DEVICES=3", "CUDA_VISIBLE_DEVICES=3"),
        ("export CUDA_VISIBLE_DEVICES=3; python a.py", "CUDA_VISIBLE_DEVICES=3"),
    ],
)
def test_a_program_on_the_line_stays(line: str, taken: str) -> None:
    text = f"#!/bin/bash\n#SBATCH --gres=gpu:1\n{line}\npython b.py\n"
    [found] = findings(fixed_visible_devices, source=SourceFile("a.sbatch", text, form="job"))
    assert isinstance(found.wish, Advise)
    assert (found.wish.text == HOW) == (not taken)
    assert taken in render(found.wish.text, found.wish.args)
    assert render(found.template, found.args).startswith("the job has 1 GPU, number 0; there is no number 3;")
