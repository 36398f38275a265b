from __future__ import annotations

import pytest
from envdoctor_rules.lsf.log_goes_to_mail import log_goes_to_mail

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -q gpu\n      ^^^^^^\n#BSUB -e err.log\npython train.py\n", "no -o"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(log_goes_to_mail, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -o %J.out\n",
        "#BSUB -q gpu\n#BSUB -oo out\n",
        "#BSUB -Is\n#BSUB -q gpu\n",
        "#BSUB -o=x\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(log_goes_to_mail, "#!/bin/bash\n" + source, path="train.lsf")
