from __future__ import annotations

import pytest
from envdoctor_rules.pbs.bad_join_value import bad_join_value

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -j yes\n        ^^^\n", "not yes"),
        ("#PBS -l select=1 -j o\n                    ^\n", "not o"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(bad_join_value, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -j oe\n",
        "#PBS -joe\n",
        "#PBS -j n\n",
        "#PBS -j $J\n",
        "#PBS -j o\n",
        "#PBS -j o -T mpi\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(bad_join_value, "#!/bin/bash\n" + source, path="train.pbs")
