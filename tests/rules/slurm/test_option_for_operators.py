from __future__ import annotations

import pytest
from envdoctor_rules.slurm.option_for_operators import option_for_operators

from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes


def test_fires() -> None:
    [found] = offends(
        option_for_operators,
        """
        #!/bin/bash
        #SBATCH --nice=-100
                ^^^^^^^^^^^
        srun python train.py
        """,
        path="train.sbatch",
    )
    said = "--nice=-100 is for operators of the cluster: Slurm refuses the job of anybody else"
    assert render(found.template, found.args) == said


@pytest.mark.parametrize(("option", "key"), [("--reboot", "reboot"), ("--uid=1000", "uid"), ("--uid zhang", "uid")])
def test_all_options(option: str, key: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {option}\n"
    [found] = findings(option_for_operators, source=SourceFile("a.sbatch", text, form="job"))
    assert found.key == key


@pytest.mark.parametrize("option", ["--nice", "--nice=100", "--nice=0", "--nice=-0", "--uid={{uid}}", "--uid=$UID"])
def test_healthy(option: str) -> None:
    passes(option_for_operators, f"#!/bin/bash\n#SBATCH {option}\n", path="train.sbatch")
