from __future__ import annotations

import pytest
from envdoctor_rules.pbs.select_mixed_with_old_resources import select_mixed_with_old_resources

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "#PBS -l select=1:ncpus=4\n#PBS -l mem=8gb\n        ^^^^^^^\n",
            "delete it and write select=1:ncpus=4:mem=8gb",
        ),
        (
            "#PBS -l select=2:ncpus=4\n#PBS -l mem=8gb\n        ^^^^^^^\n",
            "PBS refuses mem= beside select=: delete it and say",
        ),
        ("#PBS -l select=1:ncpus=4\n#PBS -l mem=16\n        ^^^^^^\n", "write select=1:ncpus=4:mem=16gb"),
        ("#PBS -l select=1,nodes=2:ppn=4\n                 ^^^^^^^^^^^^^\n", "say it in select="),
        (
            "#PBS -l select=1:ncpus=8:ngpus=9\n#PBS -l nodes=1:ppn=8\n        ^^^^^^^^^^^^^\n",
            "PBS refuses nodes= beside select=: delete it, select=1:ncpus=8:ngpus=9 says it already",
        ),
        ("#PBS -l select=1\n#PBS -l nodes=1:ppn=8\n        ^^^^^^^^^^^^^\n", "write select=1:ncpus=8"),
        ("#PBS -l select=1:ncpus=4\n#PBS -l ncpus=8\n        ^^^^^^^\n", "say it in select="),
        ("#PBS -l select=1:ncpus=$N\n#PBS -l mem=8gb\n        ^^^^^^^\n", "say it in select="),
        ("#PBS -l ncpus=4\n#PBS -l place=scatter\n        ^^^^^^^^^^^^^\n", "place cannot stand beside ncpus"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(select_mixed_with_old_resources, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l select=2:ncpus=4:mem=8gb+1:ncpus=1\n#PBS -l place=scatter\n#PBS -l walltime=1:00:00\n",
        "#PBS -l nodes=1:ppn=4,mem=4gb\n",
        "#PBS -l ncpus=4,ngpus=1,mem=4gb\n",
        "#PBS -l place=free\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(select_mixed_with_old_resources, "#!/bin/bash\n" + source, path="train.pbs")
