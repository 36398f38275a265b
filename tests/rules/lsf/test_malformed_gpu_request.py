from __future__ import annotations

import pytest
from envdoctor_rules.lsf.malformed_gpu_request import malformed_gpu_request

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('#BSUB -gpu "num=1 mode=shared"\n                 ^\n', "a colon belongs before mode"),
        ('#BSUB -gpu "num=1,mode=shared"\n                 ^\n', "a colon belongs before mode"),
        ("#BSUB -gpu num=1mode=shared\n                ^\n", "a colon belongs before mode"),
        (
            '#BSUB -gpu "num=1:mode=exclusive"\n                       ^^^^^^^^^\n',
            "did you mean mode=exclusive_process?",
        ),
        ('#BSUB -gpu "nums=1:mode=shared"\n            ^^^^\n', "did you mean num?"),
        ('#BSUB -gpu "num=two"\n                ^^^\n', "-gpu does not take num=two"),
        ('#BSUB -gpu "num=1:j_exclusive"\n                  ^^^^^^^^^^^\n', "j_exclusive of -gpu has no value"),
        ('#BSUB -gpu "num=1:colour=red"\n                  ^^^^^^\n', "-gpu has no key colour"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(malformed_gpu_request, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#BSUB -gpu "num=1:mode=shared:mps=no:j_exclusive=yes"\n',
        "#BSUB -gpu 'num=2/task:gmodel=TeslaV100_SXM2_32GB:gmem=30GB:mig=3/1'\n",
        "#BSUB -gpu num=1:mode=exclusive_process:mps=no:\n",
        '#BSUB -gpu "num=1::mode=shared"\n',
        "#BSUB -gpu -\n",
        '#BSUB -gpu "num=1:mps=yes,nocvd:aff=no:gtile=!:glink=yes:block=yes:gvendor=amd"\n',
        '#BSUB -gpu "num={gpus}:mode=shared"\n',
        '#BSUB -gpu "num=$N mode=shared"\n',
        "#BSUB -gpu 'num=1:mode=shared\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(malformed_gpu_request, "#!/bin/bash\n" + source, path="train.lsf")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            '#!/bin/bash\n#BSUB -gpu "num=1 mode=shared, j_exclusive=yes"\n',
            '#!/bin/bash\n#BSUB -gpu "num=1:mode=shared:j_exclusive=yes"\n',
        ),
        ("#!/bin/bash\n#BSUB -gpu num=1j_exclusive=yes\n", "#!/bin/bash\n#BSUB -gpu num=1:j_exclusive=yes\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(malformed_gpu_request, before, after, path="train.lsf")
