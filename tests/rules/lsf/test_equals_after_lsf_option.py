from __future__ import annotations

import pytest
from envdoctor_rules.lsf.equals_after_lsf_option import equals_after_lsf_option

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -J=train\n      ^^^^^^^^\n", "write -J and the value"),
        ("#BSUB -n = 4\n      ^^^^\n", "write -n"),
        ("#BSUB -n =4\n      ^^^^^\n", "write -n"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(equals_after_lsf_option, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -J train\n",
        '#BSUB -R "mem=4"\n',
        '#BSUB -env "A=1"\n',
        '#BSUB -w "done(1)"\n',
    ],
)
def test_healthy(source: str) -> None:
    passes(equals_after_lsf_option, "#!/bin/bash\n" + source, path="train.lsf")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "#!/bin/bash\n#BSUB -J=train\n#BSUB -n = 4\n#BSUB -q =gpu\n",
            "#!/bin/bash\n#BSUB -J train\n#BSUB -n 4\n#BSUB -q gpu\n",
        ),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(equals_after_lsf_option, before, after, path="train.lsf")
