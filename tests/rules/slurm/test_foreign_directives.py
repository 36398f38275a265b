from __future__ import annotations

import pytest
from envdoctor_rules.slurm.foreign_directives import ABORTS, ALSO, OVERRIDES, foreign_directives

from envdoctor import Severity
from envdoctor.testing import offends, passes


def test_pbs_lines_win_and_add() -> None:
    over, also = offends(
        foreign_directives,
        """
        #!/bin/bash
        #SBATCH --time=4:00:00
        #PBS -l walltime=06:00:00
             ^^^^^^^^^^^^^^^^^^^^
        #PBS -N other
             ^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (over.template, over.severity, over.args["own"]) == (OVERRIDES, None, "4:00:00")
    assert (also.template, also.severity) == (ALSO, Severity.NOTE)


def test_bsub_lines_stop_it() -> None:
    [found] = offends(
        foreign_directives,
        """
        #!/bin/bash
        #SBATCH -n 2
        #BSUB -R "rusage[mem=8]"
              ^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.severity) == (ABORTS, Severity.ERROR)


@pytest.mark.parametrize(
    "text",
    [
        "#!/bin/bash\n#SBATCH -n 2\n##PBS -N x\n# BSUB -n 4\n",
        "#!/bin/bash\n#SBATCH -J x\n#PBS -N x\n",
        "#!/bin/bash\n#SBATCH --time=00:10:00\n#PBS -l walltime=0:10:00\n",
        "#!/bin/bash\n#SBATCH -n 2\n#SBATCH --ignore-pbs\n#PBS -N x\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(foreign_directives, text, path="a.sbatch")
