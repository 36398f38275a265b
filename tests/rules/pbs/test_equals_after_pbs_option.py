from __future__ import annotations

import pytest
from envdoctor_rules.pbs.equals_after_pbs_option import equals_after_pbs_option

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -N=train\n     ^^^^^^^^\n", "write -N"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(equals_after_pbs_option, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -N train\n",
        "#PBS -lnodes=1\n",
        "#PBS -v A=1\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(equals_after_pbs_option, "#!/bin/bash\n" + source, path="train.pbs")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#!/bin/bash\n#PBS -N=train\n", "#!/bin/bash\n#PBS -N train\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(equals_after_pbs_option, before, after, path="train.pbs")
