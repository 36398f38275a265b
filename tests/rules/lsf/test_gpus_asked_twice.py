from __future__ import annotations

import pytest
from envdoctor_rules.lsf.gpus_asked_twice import gpus_asked_twice

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            '#BSUB -gpu "num=1"\n#BSUB -R "rusage[ngpus_excl_p=1]"\n                 ^^^^^^^^^^^^\n',
            "ngpus_excl_p in -R",
        ),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(gpus_asked_twice, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#BSUB -R "rusage[ngpus_excl_p=1]"\n',
        '#BSUB -gpu "num=1"\n#BSUB -R "rusage[mem=4]"\n',
        '#BSUB -gpu -\n#BSUB -R "rusage[ngpus_shared=1]"\n',
    ],
)
def test_healthy(source: str) -> None:
    passes(gpus_asked_twice, "#!/bin/bash\n" + source, path="train.lsf")
