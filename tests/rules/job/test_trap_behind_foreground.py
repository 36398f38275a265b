from __future__ import annotations

import pytest
from envdoctor_rules.job.trap_behind_foreground import trap_behind_foreground

from envdoctor.testing import offends, passes

FIRST = "#!/bin/bash\n#SBATCH --signal=B:USR1@120\n"


@pytest.mark.parametrize(
    ("line", "program"), [("srun python a.py", "srun"), ("python a.py --x", "python"), ("torchrun a.py", "torchrun")]
)
def test_points_at_the_trap(line: str, program: str) -> None:
    [found] = offends(
        trap_behind_foreground,
        f"{FIRST}trap 'echo late' SIGUSR1\n^^^^^^^^^^^^^^^^^^^^^^^^\nmodule load cuda\n{line}\n",
        path="a.sbatch",
    )
    assert found.args == {"signal": "USR1", "program": program}


@pytest.mark.parametrize(
    "rest",
    [
        "trap 'echo x' USR1\nsrun python a.py &\nwait\n",
        "trap 'echo x' TERM\nsrun python a.py\n",
        "srun python a.py\ntrap 'echo x' USR1\n",
        "trap '' USR1\nsrun python a.py\n",
        "trap 'echo x' USR1\n./run.sh\n",
    ],
)
def test_healthy(rest: str) -> None:
    passes(trap_behind_foreground, FIRST + rest, path="a.sbatch")


def test_signals_that_go_to_the_steps() -> None:
    passes(trap_behind_foreground, "#!/bin/bash\n#SBATCH --signal=USR1\ntrap x USR1\nsrun a\n", path="a.sbatch")
