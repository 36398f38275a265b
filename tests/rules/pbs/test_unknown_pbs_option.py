from __future__ import annotations

import pytest
from envdoctor_rules.pbs.unknown_pbs_option import unknown_pbs_option

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS --nodes=2\n     ^^^^^^^^^\n", "PBS has -l select"),
        ("#PBS -y 3\n     ^^\n", "no option -y"),
        ("#PBS --partition gpu\n     ^^^^^^^^^^^\n", "PBS has -q"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(unknown_pbs_option, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l nodes=1\n#PBS -q gpu\n",
        "#PBS -joe\n#PBS -Vz\n",
        "#PBS -t 1-10\n#PBS -J 1-10\n",
        "#PBS --venode=2\n#PBS --group=x\n",
        "#PBS --unknown=2\n#PBS -q a\n",
        "##PBS --nodes=2\n#PBS -q a\n",
        "#PBS -q a\necho\n#PBS --nodes=2\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(unknown_pbs_option, "#!/bin/bash\n" + source, path="train.pbs")
