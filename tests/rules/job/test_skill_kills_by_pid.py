from __future__ import annotations

import pytest
from envdoctor_rules.job.skill_kills_by_pid import skill_kills_by_pid

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("command", "instead"),
    [
        ("skill -9 12345", "scancel JOBID"),
        ("skill -KILL $SLURM_JOB_ID", "scancel JOBID"),
        ("kill -9 $SLURM_JOB_ID", "scancel JOBID"),
        ('kill -TERM "${SLURM_JOBID}"', "scancel JOBID"),
        ("kill $LSB_JOBID", "bkill JOBID"),
        ("kill -9 $PBS_JOBID", "qdel JOBID"),
    ],
)
def test_fires(command: str, instead: str) -> None:
    [found] = offends(
        skill_kills_by_pid,
        f"#!/bin/bash\n#SBATCH -n 1\npython train.py\n{command}\n{'^' * len(command)}\n",
        path="train.sbatch",
    )
    assert found.args["instead"] == instead


@pytest.mark.parametrize(
    "command",
    [
        "kill $PID",
        "kill -9 $!",
        "kill -0 $SLURM_JOB_ID",
        "scancel $SLURM_JOB_ID",
        "skill -KILL -u alice",
        "kill %1",
        "kill 1",
    ],
)
def test_healthy(command: str) -> None:
    passes(skill_kills_by_pid, f"#!/bin/bash\n#SBATCH -n 1\n{command}\n", path="train.sbatch")


def test_start_up_files_too() -> None:
    offends(skill_kills_by_pid, "skill -9 4711\n^^^^^^^^^^^^^\n", path="~/.bashrc", shell="bash")


@pytest.mark.parametrize("line", ["alias stop='skill -9 4711'", "stop() { skill -9 4711; }"])
def test_what_a_person_calls_later_is_not_meant(line: str) -> None:
    passes(skill_kills_by_pid, f"{line}\n", path="~/.bashrc", shell="bash")
