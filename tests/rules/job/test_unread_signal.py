from __future__ import annotations

import pytest
from envdoctor_rules.job.unread_signal import EITHER, IGNORED, NOBODY, SHELL, STEPS, unread_signal

from envdoctor.testing import fixed, offends, passes

TRAP = "trap 'touch stop' USR1\n"


@pytest.mark.parametrize(
    ("value", "rest", "says"),
    [
        ("USR1@120", f"{TRAP}srun python a.py &\nwait\n", EITHER),
        ("USR1@120", f"{TRAP}python a.py &\nwait\n", STEPS),
        ("SIGUSR1", "trap stop 10\npython a.py\n", STEPS),
        ("USR1@60", "module load cuda\npython a.py\n", NOBODY),
        ("B:USR1@60", "srun python a.py\n", SHELL),
        ("B:USR1@60", "trap '' USR1\nsrun python a.py\n", IGNORED),
        ("B:USR1@60", "trap '' USR1\ntrap - USR1\nsrun python a.py\n", SHELL),
        ("B:TERM@60", f"{TRAP}srun python a.py\n", SHELL),
    ],
)
def test_fires(value: str, rest: str, says: str) -> None:
    text = f"#!/bin/bash\n#SBATCH --signal={value}\n                 {'^' * len(value)}\n{rest}"
    [found] = offends(unread_signal, text, path="a.sbatch")
    assert found.template == says


def test_fix() -> None:
    text = f"#!/bin/bash\n#SBATCH --signal=USR1@120\n{TRAP}python a.py &\nwait\n"
    fixed(unread_signal, text, text.replace("USR1@120", "B:USR1@120"), path="a.sbatch")


@pytest.mark.parametrize(
    ("value", "rest"),
    [
        ("B:USR1@60", f"{TRAP}srun python a.py &\nwait\n"),
        ("USR1@60", "srun python a.py\n"),
        ("USR1@60", "mpirun python a.py\n"),
        ("USR1@60", "./run.sh\n"),
        ("B:USR1@60", "exec python a.py\n"),
        ("B:USR1@60", "source traps.sh\nsrun python a.py\n"),
        ("B:CONT", "srun python a.py\n"),
        ("{{signal}}", f"{TRAP}srun a\n"),
        ("B:USR1@60", ""),
    ],
)
def test_healthy(value: str, rest: str) -> None:
    passes(unread_signal, f"#!/bin/bash\n#SBATCH --signal={value}\n{rest}", path="a.sbatch")


def test_a_program_that_is_the_script_itself() -> None:
    passes(unread_signal, "#!/usr/bin/env python3\n#SBATCH --signal=B:USR1@60\nimport signal\n", path="a.sbatch")
