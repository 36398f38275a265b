from __future__ import annotations

import pytest
from envdoctor_rules.pbs.walltime_unreadable import walltime_unreadable

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -l walltime=24h\n        ^^^^^^^^^^^^\n", "not 24h; for 24h write 24:00:00"),
        (
            "#PBS -l nodes=1,walltime=30-00:00:00\n                ^^^^^^^^^^^^^^^^^^^^\n",
            "for 30-00:00:00 write 720:00:00",
        ),
        ("#PBS -l select=1\n#PBS -l walltime=1:00:00:00\n        ^^^^^^^^^^^^^^^^^^^\n", "write the hours"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(walltime_unreadable, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l walltime=24:00:00\n",
        "#PBS -l walltime=3600\n",
        "#PBS -l walltime=1:00:00:00\n",
        "#PBS -l walltime={time}\n",
        "#PBS -l walltime=$T\n",
        "#PBS -l walltime=xx:xx:xx\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(walltime_unreadable, "#!/bin/bash\n" + source, path="train.pbs")
