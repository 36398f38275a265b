from __future__ import annotations

import pytest
from envdoctor_rules.pbs.job_starts_in_home import job_starts_in_home

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -q gpu\npython train.py\n^^^^^^^^^^^^^^^\n", "train.py is looked for there"),
        ("#PBS -q gpu\nmodule load x\n./run.sh 1\n^^^^^^^^^^\n", "./run.sh"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(job_starts_in_home, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -q a\ncd $PBS_O_WORKDIR\npython train.py\n",
        "#PBS -q a\ncd /data/x\n./run\n",
        "#PBS -q a\npython /data/x.py\n",
        "#PBS -l wd\npython x.py\n",
        "#PBS -d .\npython x.py\n",
        "#PBS -q a\nsource env.sh\npython x.py\n",
        "#PBS -q a\npython $HOME/x.py\n",
        "#PBS -q a\npython -m x\n",
        "#PBS -q a\nif true; then python x.py; fi\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(job_starts_in_home, "#!/bin/bash\n" + source, path="train.pbs")
