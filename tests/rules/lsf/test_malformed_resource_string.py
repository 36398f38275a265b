from __future__ import annotations

import pytest
from envdoctor_rules.lsf.malformed_resource_string import malformed_resource_string

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('#BSUB -R "rusage[mem=8000"\n                ^\n', "[ in -R is never closed"),
        ('#BSUB -R "rusage(mem=8000)]"\n                          ^\n', "] in -R closes nothing"),
        ('#BSUB -R "spam[hosts=1]"\n          ^^^^\n', "did you mean span[]?"),
        ('#BSUB -R "rusge[mem=4] span[hosts=1]"\n          ^^^^^\n', "did you mean rusage[]?"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(malformed_resource_string, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#BSUB -R "select[mem>4000 && type==X64] order[ut] rusage[mem=4000:duration=1h] span[ptile=4]"\n',
        "#BSUB -R rusage[mem=8]\n",
        '#BSUB -R "affinity[core(4):distribute=balance]"\n',
        '#BSUB -R "4*{select[a] span[hosts=1]} + 2*{select[b]}"\n',
        '#BSUB -R "mem>4000"\n',
        '#BSUB -R "select[defined(x[0])]"\n',
        '#BSUB -R "rusage[mem={mem}"\n',
    ],
)
def test_healthy(source: str) -> None:
    passes(malformed_resource_string, "#!/bin/bash\n" + source, path="train.lsf")
