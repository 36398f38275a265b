from __future__ import annotations

import pytest
from envdoctor_rules.lsf.tiny_memory_limit import tiny_memory_limit

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -M 16\n         ^^\n", "16 is 16 KB"),
        ("#BSUB -M64000\n        ^^^^^\n", "64000 is 64000 KB"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(tiny_memory_limit, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -M 16GB\n",
        "#BSUB -M 16000000\n",
        '#BSUB -M 4000\n#BSUB -R "rusage[mem=4000]"\n',
        "#BSUB -M 2700 # 2700MB per process\n",
        "#BSUB -M {mem}\n",
        "#BSUB -M unlimited\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(tiny_memory_limit, "#!/bin/bash\n" + source, path="train.lsf")
