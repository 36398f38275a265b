from __future__ import annotations

import pytest
from envdoctor_rules.pbs.option_of_another_pbs import option_of_another_pbs

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -l select=1:ncpus=4\n#PBS -t 1-10\n     ^^^^^^^\n", "-J for arrays"),
        ("#PBS -l select=1\n#PBS -d /data\n     ^^^^^^^^\n", "refuses it"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(option_of_another_pbs, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l nodes=1:ppn=4\n#PBS -t 1-10\n",
        "#PBS -l select=1\n#PBS -J 1-10\n",
        "#PBS -l select=1 -T mpi\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(option_of_another_pbs, "#!/bin/bash\n" + source, path="train.pbs")
