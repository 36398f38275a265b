from __future__ import annotations

import pytest
from envdoctor_rules.pbs.space_in_resource_list import space_in_resource_list

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -l nodes=1, walltime=1:00:00\n                ^\n", "cuts its list in two"),
        ("#PBS -l nodes=1 ,mem=4gb\n               ^\n", "space before ,mem=4gb"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(space_in_resource_list, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l nodes=1,mem=4gb\n",
        "#PBS -l nodes=1 -l mem=4gb\n",
        "#PBS -l nodes=<my nodes>, mem=1\n",
        "#PBS -q a # x, y\n",
        "#PBS -l nodes=1,a: word b=2\n",  # the gap is no gap: taken out, the word would be lost
    ],
)
def test_healthy(source: str) -> None:
    passes(space_in_resource_list, "#!/bin/bash\n" + source, path="train.pbs")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#!/bin/bash\n#PBS -l nodes=1, mem=4gb\n", "#!/bin/bash\n#PBS -l nodes=1,mem=4gb\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(space_in_resource_list, before, after, path="train.pbs")
