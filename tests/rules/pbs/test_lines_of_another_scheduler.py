from __future__ import annotations

import pytest
from envdoctor_rules.pbs.lines_of_another_scheduler import lines_of_another_scheduler

from envdoctor import Severity
from envdoctor.errors import OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes


def test_two_lines_are_a_slip() -> None:
    [found] = offends(
        lines_of_another_scheduler,
        """
        #!/bin/bash
        #PBS -q gpu
        #PBS -l walltime=1:00:00
        #SBATCH --gres=gpu:1
        ^^^^^^^^^^^^^^^^^^^^
        #PBS -N x
        #SBATCH -n 1
        """,
        path="a.sh",
    )
    said = "lines 4, 6 are for Slurm: qsub does not read them"
    assert (render(found.template, found.args), found.severity) == (said, Severity.WARNING)


def test_a_name_decides() -> None:
    text = "#!/bin/sh\n#PBS -N x\n#SBATCH -n 1\n^^^^^^^^^^^^\n#SBATCH -t 1\n"
    [found] = offends(lines_of_another_scheduler, text, path="a.pbs")
    assert found.severity is Severity.NOTE
    source = SourceFile("a.sh", text.replace("^^^^^^^^^^^^\n", ""), form="job")
    with pytest.raises(OtherFile):
        findings(lines_of_another_scheduler, source=source)


@pytest.mark.parametrize("text", ["#PBS -N x\n##SBATCH -n 1\n", "#PBS -N x\ncat <<E\n#BSUB -n 1\nE\n"])
def test_healthy(text: str) -> None:
    passes(lines_of_another_scheduler, f"#!/bin/sh\n{text}", path="a.sh")
