from __future__ import annotations

import pytest
from envdoctor_rules.lsf.lsf_option_repeated import lsf_option_repeated

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -n 1\n#BSUB -n 16\n      ^^^^^\n", "-n was 1 in line 2"),
        ("#BSUB -q a\n#BSUB -W 1:00\n#BSUB -q b\n      ^^^^\n", "-q was a"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(lsf_option_repeated, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -n 1\n#BSUB -n 1\n",
        '#BSUB -R "a"\n#BSUB -R "b"\n',
        "#BSUB -n 1\n##BSUB -n 2\n",
        "#BSUB -n 1\n#BSUB -n $N\n",
        "#BSUB -n 1\njob='\n  #BSUB -n 2\n  ls\n'\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(lsf_option_repeated, "#!/bin/bash\n" + source, path="train.lsf")
