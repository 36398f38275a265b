from __future__ import annotations

import pytest
from envdoctor_rules.lsf.run_limit_in_minutes import run_limit_in_minutes

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -W 24\n         ^^\n", "24 hours are -W 24:00"),
        ("#BSUB -W 1200\n         ^^^^\n", "is 20 hours"),
        ("#BSUB -W 4800 # two days\n         ^^^^\n", "48 hours are -W 48:00"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(run_limit_in_minutes, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -W 24:00\n",
        "#BSUB -W 600\n",
        "#BSUB -W 30\n",
        "#BSUB -W 24 # minutes\n",
        "#BSUB -W 1440\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(run_limit_in_minutes, "#!/bin/bash\n" + source, path="train.lsf")
