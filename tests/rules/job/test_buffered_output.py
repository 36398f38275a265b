from __future__ import annotations

from typing import Any

import pytest
from envdoctor_rules.job.buffered_output import buffered_output

from envdoctor.facts.programs import Program, Programs, Started
from envdoctor.syntax.jobs.shell.python import launches
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.testing import fixed, offends, passes

LONG = "#!/bin/bash\n#SBATCH --time=2:00:00\n"


def programs(text: str, **does: Any) -> Programs:
    """What the script starts, each program printing."""
    return Programs(tuple(Started(one, Program("a.py", **{"prints": True, **does})) for one in launches(read(text))))


@pytest.mark.parametrize("first", [LONG, "#!/bin/bash\n#SBATCH --gres=gpu:1\n", "#!/bin/bash\n#SBATCH -t 0\n"])
def test_points_at_the_program(first: str) -> None:
    text = f"{first}module load x\nsrun python a.py --x\n"
    [found] = offends(buffered_output, f"{text}            ^^^^\n", path="a.sbatch", programs=programs(text))
    assert found.args == {"program": "a.py"}


def test_fix() -> None:
    text = f"{LONG}\n# then\nset -e\npython a.py\n"
    after = f"{LONG}\n# then\nexport PYTHONUNBUFFERED=1\nset -e\npython a.py\n"
    fixed(buffered_output, text, after, path="a.sbatch", programs=programs(text))


@pytest.mark.parametrize(
    "line",
    [
        "python -u a.py",
        "export PYTHONUNBUFFERED=1\npython a.py",
        "PYTHONUNBUFFERED=1 python a.py",
        "srun -u python a.py",
        "stdbuf -oL python a.py",
        "torchrun a.py",
        "python -c 'print(1)'",
    ],
)
def test_healthy(line: str) -> None:
    text = f"{LONG}{line}\n"
    passes(buffered_output, text, path="a.sbatch", programs=programs(text))


def test_short_jobs_and_programs_that_flush_or_are_not_known() -> None:
    text = f"{LONG}python a.py\n"
    passes(buffered_output, text, path="a.sbatch", programs=programs(text, flushes=True))
    passes(buffered_output, text, path="a.sbatch", programs=programs(text, prints=None))
    short = text.replace("2:00:00", "0:10:00")
    passes(buffered_output, short, path="a.sbatch", programs=programs(short))
    bare = "#!/bin/bash\n#SBATCH -n 1\npython a.py\n"
    passes(buffered_output, bare, path="a.sbatch", programs=programs(bare))


def test_pbs_runs_the_script_with_the_shell_of_its_option() -> None:
    text = "#!/bin/bash\n#PBS -l walltime=2:00:00\n#PBS -S /bin/csh\npython a.py\n"
    passes(buffered_output, text, path="a.pbs", programs=programs(text))
    text = "#!/bin/csh\n#PBS -l walltime=2:00:00 -S /bin/bash\npython a.py\n"
    after = text.replace("python", "export PYTHONUNBUFFERED=1\npython")
    fixed(buffered_output, text, after, path="a.pbs", programs=programs(text))
