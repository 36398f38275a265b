from __future__ import annotations

import pytest
from envdoctor_rules.pbs.pbs_resource_repeated import pbs_resource_repeated

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "#PBS -l walltime=1:00:00\n#PBS -l nodes=1,walltime=2:00:00\n                ^^^^^^^^^^^^^^^^\n",
            "was 1:00:00 in line 2",
        ),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(pbs_resource_repeated, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l walltime=1:00:00\n#PBS -l walltime=1:00:00\n",
        "#PBS -l nodes=1\n##PBS -l nodes=2\n",
        "#PBS -l software=a,software=b\n",
        "#PBS -l nodes=1\n#PBS -l nodes=$N\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(pbs_resource_repeated, "#!/bin/bash\n" + source, path="train.pbs")
