from __future__ import annotations

import pytest
from envdoctor_rules.lsf.lsf_mail_never_sent import lsf_mail_never_sent

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -u alice@example.org\n      ^^^^^^^^^^^^^^^^^^^^\n#BSUB -o out\n", "nobody gets a mail"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(lsf_mail_never_sent, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -u a@example.org\n#BSUB -N\n#BSUB -o out\n",
        "#BSUB -u a@example.org\n#BSUB -B\n#BSUB -o out\n",
        "#BSUB -u a@example.org\n",
        "#BSUB -o out\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(lsf_mail_never_sent, "#!/bin/bash\n" + source, path="train.lsf")
