from __future__ import annotations

import pytest
from envdoctor_rules.lsf.lines_for_another_scheduler import lines_for_another_scheduler

from envdoctor import Severity
from envdoctor.catalogue.site import Site
from envdoctor.errors import OtherFile
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes


def test_one_line_is_a_slip() -> None:
    [found] = offends(
        lines_for_another_scheduler,
        """
        #!/bin/bash
        #BSUB -q gpu
        #BSUB -W 1:00
        #BSUB -o %J.out
        #SBATCH --gres=gpu:1
        ^^^^^^^^^^^^^^^^^^^^
        """,
        path="a.sh",
    )
    assert render(found.template, found.args) == "line 5 is for Slurm: bsub does not read it"
    assert found.severity is Severity.WARNING


def test_both_halves_are_meant() -> None:
    own = "".join(f"#BSUB -{letter} 1\n" for letter in "nqWJoe")
    other = "".join(f"#SBATCH -{letter} 1\n" for letter in "nptJo")
    [found] = findings(lines_for_another_scheduler, source=SourceFile("a.sh", f"#!/bin/sh\n{own}{other}", form="job"))
    said = "lines 8, 9, 10, 11 and 1 more are for Slurm: bsub does not read them"
    assert (render(found.template, found.args), found.severity) == (said, Severity.NOTE)


def test_the_policy_decides() -> None:
    text = "#!/bin/sh\n#BSUB -n 1\n#SBATCH -n 1\n#SBATCH -t 1\n#PBS -N x\n"
    source = SourceFile("a.sh", text, form="job")
    with pytest.raises(OtherFile):
        findings(lines_for_another_scheduler, source=source, site=Site())
    found = findings(lines_for_another_scheduler, source=source, site=Site(kind="lsf"))
    assert [(each.key, each.location.line if each.location else 0) for each in found] == [("slurm", 3), ("pbs", 5)]


@pytest.mark.parametrize(
    "text",
    [
        "#BSUB -n 1\n##SBATCH -n 1\n# SBATCH -n 1\n",
        "#BSUB -n 1\ncat <<E\n#SBATCH -n 1\nE\n",
        "#BSUB -n 1\n#SBATCH is for Slurm\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(lines_for_another_scheduler, f"#!/bin/sh\n{text}", path="a.sh")
