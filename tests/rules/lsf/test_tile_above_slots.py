from __future__ import annotations

import pytest
from envdoctor_rules.lsf.tile_above_slots import tile_above_slots

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('#BSUB -n 1\n#BSUB -R "span[ptile=8]"\n          ^^^^^^^^^^^^^\n', "write -n 8"),
        ('#BSUB -R "span[ptile=16 \\\n          ^^^^^^^^^^^^^^^\nhosts]"\n', "write -n 16"),
        ("#BSUB -R span[ptile=16]\n         ^^^^^^^^^^^^^^\n", "write -n 16"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(tile_above_slots, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#BSUB -n 8\n#BSUB -R "span[ptile=8]"\n',
        '#BSUB -n 24\n#BSUB -R "span[ptile=36]"\n',
        '#BSUB -n 1\n#BSUB -R "span[ptile=1]"\n',
        '#BSUB -n $N\n#BSUB -R "span[ptile=8]"\n',
        '#BSUB -nnodes 2\n#BSUB -R "span[ptile=8]"\n',
        '#BSUB -R "1*{select[a]} + 4*{select[b] span[ptile=4]}"\n',
    ],
)
def test_healthy(source: str) -> None:
    passes(tile_above_slots, "#!/bin/bash\n" + source, path="train.lsf")
