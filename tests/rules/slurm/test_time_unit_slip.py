from __future__ import annotations

import pytest
from envdoctor_rules.slurm.time_unit_slip import time_unit_slip

from envdoctor.testing import offends, passes


@pytest.mark.parametrize("value", ["12:00", "24:00", "72:00", "048:00"])
def test_fires(value: str) -> None:
    [found] = offends(
        time_unit_slip,
        f"#!/bin/bash\n#SBATCH -t {value}\n           {'^' * len(value)}\npython a.py\n",
        path="a.sbatch",
    )
    assert (found.args["minutes"], found.wish) == (int(value[:-3]), None)


@pytest.mark.parametrize("comment", ["2 hours", "8h", "3 小时", "hh:mm", "hours:minutes"])
def test_the_comment_says_hours(comment: str) -> None:
    offends(time_unit_slip, f"#!/bin/bash\n#SBATCH --time=02:30 # {comment}\n               ^^^^^\n", path="a.sbatch")


@pytest.mark.parametrize(
    "line",
    [
        "--time=24:00:00",
        "--time=60:00",
        "--time=10:00",
        "--time=30",
        "--time=24:30",
        "--time=05:00 # 5 minutes",
        "-t 1-12:00",
        "-t 30:00 # 0 小时 30 分钟",
    ],
)
def test_healthy(line: str) -> None:
    passes(time_unit_slip, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
