from __future__ import annotations

from typing import Any

import pytest
from envdoctor_rules.job.never_checkpoints import ENDLESS, LIMITED, Options, never_checkpoints

from envdoctor.facts.programs import Program, Programs, Started
from envdoctor.syntax.jobs.shell.python import launches
from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.testing import offends, passes


def programs(text: str, **does: Any) -> Programs:
    """What the script starts; each program trains and never saves."""
    known = {"trains": True, "saves": False, **does}
    return Programs(tuple(Started(one, Program("a.py", **known)) for one in launches(read(text))))


@pytest.mark.parametrize(
    ("asked", "says"), [("--time=1-0", LIMITED), ("--time=12:00:00", LIMITED), ("-n 1", ENDLESS), ("-t 0", ENDLESS)]
)
def test_points_at_the_program(asked: str, says: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\nsrun python a.py\n"
    [found] = offends(never_checkpoints, f"{text}            ^^^^\n", path="a.sbatch", programs=programs(text))
    assert found.template == says


@pytest.mark.parametrize("does", [{"saves": True}, {"saves": None}, {"trains": None}])
def test_programs_that_save_or_cannot_be_told(does: dict[str, bool | None]) -> None:
    text = "#!/bin/bash\n#SBATCH --time=1-0\npython a.py\n"
    passes(never_checkpoints, text, path="a.sbatch", programs=programs(text, **does))


@pytest.mark.parametrize("asked", ["--time=11:59:00", "--time={{limit}}", "-t 60"])
def test_short_or_unknown_limits(asked: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {asked}\npython a.py\n"
    passes(never_checkpoints, text, path="a.sbatch", programs=programs(text))


def test_a_site_says_what_is_long() -> None:
    text = "#!/bin/bash\n#SBATCH --time=1-0\npython a.py\n"
    started, marks = programs(text), "       ^^^^\n"
    passes(never_checkpoints, text, path="a.sbatch", programs=started, options=Options(hours=25))
    offends(never_checkpoints, text + marks, path="a.sbatch", programs=started, options=Options(hours=24))
