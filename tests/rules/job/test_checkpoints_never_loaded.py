from __future__ import annotations

from typing import Any

import pytest
from envdoctor_rules.job.checkpoints_never_loaded import checkpoints_never_loaded

from envdoctor.facts.programs import Program, Programs, Started
from envdoctor.syntax.jobs.shell.python import launches
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.testing import offends, passes


def programs(text: str, **does: Any) -> Programs:
    """What the script starts; each program saves and never loads."""
    known = {"trains": True, "saves": True, "loads": False, **does}
    return Programs(tuple(Started(one, Program("a.py", **known)) for one in launches(read(text))))


@pytest.mark.parametrize("asked", ["--requeue", "--time=2-0", "-t 0"])
def test_points_at_the_program(asked: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\ntorchrun a.py\n"
    offends(checkpoints_never_loaded, f"{text}         ^^^^\n", path="a.sbatch", programs=programs(text))


@pytest.mark.parametrize("does", [{"saves": None}, {"loads": True}, {"loads": None}, {"trains": None}])
def test_programs_that_load_or_cannot_be_told(does: dict[str, bool | None]) -> None:
    text = "#!/bin/bash\n#SBATCH --requeue\npython a.py\n"
    passes(checkpoints_never_loaded, text, path="a.sbatch", programs=programs(text, **does))


@pytest.mark.parametrize("asked", ["-t 60", "-n 1", "--no-requeue"])
def test_jobs_that_do_not_start_again(asked: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\npython a.py\n"
    passes(checkpoints_never_loaded, text, path="a.sbatch", programs=programs(text))
