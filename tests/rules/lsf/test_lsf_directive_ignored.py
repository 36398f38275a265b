from __future__ import annotations

import pytest
from envdoctor_rules.lsf.lsf_directive_ignored import lsf_directive_ignored

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#bsub -q gpu\n^^^^^\n#BSUB -n 4\n", "a comment"),
        ("#BSUB -n 4\n# BSUB -P lab\n^^^^^^\n", "only #BSUB without the space"),
        ("#BSUB q gpu\n      ^\n", "-q"),
        ("#BSUB -n 4\n#BUSB -q gpu\n^^^^^\n", "#BUSB is a comment"),
        ("#BSUB -n 4\n#SUB -q gpu\n^^^^\n", "#SUB is a comment"),
        ("#BSUB cwd /work\n      ^^^\n", "-cwd"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(lsf_directive_ignored, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -q gpu\n",
        "#BSUB -n 1\n#MSUB -q gpu\n#BUS -x\n",
        "##BSUB -q gpu\n#BSUB -n 1\n",
        "#BSUB -n 1\n# BSUB options follow\n",
        "#BSUB -n 1\n#     BSUB -q gpu\n",
        "#BSUB -n 1\n## BSUB -q gpu\n",
        " #BSUB -n 1\n",
        '#BSUB -n 1\n#bsub -q gpu -n 4 "python train.py"\n',
        "#BSUB -n 1\n#bsub -q gpu < job.lsf\n",
        "#BSUB -n 1\n#bsub -q priority \\\n",
        "#BSUB options follow here\n#BSUB -n 1\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(lsf_directive_ignored, "#!/bin/bash\n" + source, path="train.lsf")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#!/bin/bash\n# BSUB -q gpu\n#BSUB -n 4\n", "#!/bin/bash\n#BSUB -q gpu\n#BSUB -n 4\n"),
        ("#!/bin/bash\n#bsub -q gpu\n#BSUB n 4\n", "#!/bin/bash\n#BSUB -q gpu\n#BSUB -n 4\n"),
        ("#!/bin/bash\n#BSUB -n 4\n#BSBU -q gpu\n", "#!/bin/bash\n#BSUB -n 4\n#BSUB -q gpu\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(lsf_directive_ignored, before, after, path="train.lsf")
