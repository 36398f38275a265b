from __future__ import annotations

import pytest
from envdoctor_rules.pbs.walltime_unit_slip import walltime_unit_slip

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -l walltime=24\n        ^^^^^^^^^^^\n", "24 seconds"),
        ("#PBS -l select=1,walltime=24:00\n                 ^^^^^^^^^^^^^^\n", "24 minutes"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(walltime_unit_slip, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l walltime=24:00:00\n",
        "#PBS -l walltime=3600\n",
        "#PBS -l walltime=30:00\n",
        "#PBS -l walltime=5:00\n",
        "#PBS -l walltime=60 # seconds\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(walltime_unit_slip, "#!/bin/bash\n" + source, path="train.pbs")
