from __future__ import annotations

import pytest
from envdoctor_rules.job.tiny_time_limit import ONE, SOME, Options, tiny_time_limit
from envdoctor_rules.pbs.walltime_unit_slip import walltime_unit_slip
from envdoctor_rules.slurm.time_unit_slip import time_unit_slip

from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, offends, passes


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("--time=00:05:00", 5), ("-t 5", 5), ("--time=04:30", 5), ("-t 0-0:2", 2), ("--time=00:00:30", 1)],
)
def test_fires(written: str, minutes: int) -> None:
    [found] = offends(
        tiny_time_limit,
        f"#!/bin/bash\n#SBATCH {written}   # HH:MM:SS\n        {'^' * len(written)}\npython train.py\n",
        path="train.sbatch",
    )
    assert (found.template, found.args["minutes"]) == (SOME if minutes > 1 else ONE, minutes)


def test_other_schedulers() -> None:
    offends(tiny_time_limit, "#!/bin/bash\n#BSUB -W 0:05\n      ^^^^^^^\npython train.py\n", path="train.lsf")
    passes(tiny_time_limit, "#!/bin/bash\n#BSUB -W 5:00\npython train.py\n", path="train.lsf")
    passes(tiny_time_limit, "#!/bin/bash\n#PBS -l walltime=05:00:00\npython train.py\n", path="train.pbs")


@pytest.mark.parametrize(
    "asked",
    ["--time=6", "-t 0", "-t UNLIMITED", "--time=1-0", "-n 1", "-t {minutes}", "-t 5 -p debug", "-t 2 --qos=gpu-test"],
)
def test_healthy(asked: str) -> None:
    passes(tiny_time_limit, f"#!/bin/bash\n#SBATCH {asked}\npython train.py\n", path="train.sbatch")


def test_a_site_says_what_is_tiny() -> None:
    text = "#!/bin/bash\n#SBATCH -t 3\n        ^^^^\n"
    offends(tiny_time_limit, text, path="train.sbatch", options=Options(minutes=3))
    passes(tiny_time_limit, "#!/bin/bash\n#SBATCH -t 3\n", path="train.sbatch", options=Options(minutes=2))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("#SBATCH -t 24:00", "slip"),
        ("#SBATCH --time=2:00  # 2 hours", "slip"),
        ("#SBATCH --time=2:00", "tiny"),
        ("#SBATCH --time=24", "tiny"),
        ("#SBATCH --time=20:00", "tiny"),
        ("#PBS -l walltime=24", "slip"),
        ("#PBS -l walltime=24:00", "slip"),
        ("#PBS -l nodes=1,walltime=12:00", "slip"),
        ("#PBS -l walltime=300", "tiny"),
        ("#PBS -l walltime=120  # seconds", "tiny"),
        ("#PBS -l walltime=0:10:00", "tiny"),
        ("#PBS -l walltime=20:00", "tiny"),
    ],
)
def test_a_slip_of_units_is_told_once(line: str, told: str) -> None:
    source = SourceFile("a.sbatch", f"#!/bin/bash\n{line}\npython a.py\n", form="job")
    other = time_unit_slip if "SBATCH" in line else walltime_unit_slip
    assert bool(findings(other, source=source)) == (told == "slip")
    assert bool(findings(tiny_time_limit, source=source, options=Options(minutes=30))) == (told == "tiny")
