from __future__ import annotations

import pytest
from envdoctor_rules.slurm.foreign_directives import ABORTS, ALSO, OVERRIDES, REFUSED, foreign_directives

from envdoctor import Severity
from envdoctor.i18n import render
from envdoctor.testing import offends, passes


def test_pbs_lines_win_and_add() -> None:
    [found] = offends(
        foreign_directives,
        """
        #!/bin/bash
        #SBATCH --time=4:00:00
        #PBS -N other
        #PBS -l walltime=06:00:00
             ^^^^^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.severity, found.args["own"]) == (OVERRIDES, Severity.WARNING, "4:00:00")
    assert render(found.template, found.args) == (
        "sbatch reads #PBS too (line 3, 4), and line 4 wins over --time=4:00:00; add #SBATCH --ignore-pbs, or submit "
        "with qsub"
    )


def test_one_finding_for_many_lines() -> None:
    own = "".join(f"#SBATCH -{letter} 1\n" for letter in "ntNJcA")
    text = "#!/bin/bash\n" + own + "#PBS -q gpu\n     ^^^^^^\n#PBS -M a\n#PBS -m e\n#PBS -p 3\n#PBS -h\n"
    [found] = offends(foreign_directives, text, path="a.sbatch")
    assert (found.template, found.severity) == (ALSO, Severity.NOTE)
    assert found.args["lines"] == "8, 9, 10, 11 .."


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
    assert (found.args["lines"], found.args["program"]) == ("3", "bsub")


def test_a_value_that_is_refused() -> None:
    text = "#!/bin/bash\n#SBATCH -n 2\n#PBS -l walltime=soon\n        ^^^^^^^^^^^^^\n#PBS -N x\n"
    [found] = offends(foreign_directives, text, path="a.sbatch")
    assert (found.template, found.severity, found.args["first"]) == (REFUSED, Severity.ERROR, 3)


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
