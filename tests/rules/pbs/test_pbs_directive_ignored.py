from __future__ import annotations

import pytest
from envdoctor_rules.pbs.pbs_directive_ignored import pbs_directive_ignored

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#pbs -q gpu\n^^^^\n#PBS -N x\n", "#pbs is a comment"),
        ("#PSB -q gpu\n^^^^\n#PBS -N x\n", "#PSB is a comment"),
        ("#PBS -q gpu\n# PBS -N x\n^^^^^\n", "or ##PBS if"),
        ("# PBS -q gpu\n^^^^^\n# PBS -N x\n^^^^^\n", "# PBS is a comment"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(pbs_directive_ignored, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -q gpu\n##PBS -N x\n",
        "#PBS -q gpu\n#    PBS -N x\n",
        "#PBS -q a\n##PBS -N x\n",
        "#PBS -q a\n# PBS-defined variables\n",
        "#PBS -q a\n#pbs is nice\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(pbs_directive_ignored, "#!/bin/bash\n" + source, path="train.pbs")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#!/bin/bash\n#pbs -q gpu\n#PBS -N x\n", "#!/bin/bash\n#PBS -q gpu\n#PBS -N x\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(pbs_directive_ignored, before, after, path="train.pbs")
