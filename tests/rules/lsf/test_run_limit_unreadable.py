from __future__ import annotations

import pytest
from envdoctor_rules.lsf.run_limit_unreadable import run_limit_unreadable

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -W 24:00:00\n         ^^^^^^^^\n", "24:00 is the same without seconds"),
        ("#BSUB -W 24h\n         ^^^\n", "not 24h"),
        ("#BSUB -W 1-00:00\n         ^^^^^^^\n", "not 1-00:00"),
        ('#BSUB -We "10:00:00"\n          ^^^^^^^^^^\n', "10:00 is the same"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(run_limit_unreadable, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -W 24:00\n",
        "#BSUB -W 120:0\n",
        "#BSUB -W 90\n",
        "#BSUB -W 4:00/hostA\n",
        "#BSUB -W {time}\n",
        "#BSUB -W $LIMIT\n",
        "#BSUB -W WTIME:00\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(run_limit_unreadable, "#!/bin/bash\n" + source, path="train.lsf")
