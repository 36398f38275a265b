from __future__ import annotations

import pytest
from envdoctor_rules.pbs.pbs_mail_half_set import pbs_mail_half_set

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -m abe\n     ^^^^^^\n", "no -M"),
        ("#PBS -M alice@example.org\n     ^^^^^^^^^^^^^^^^^^^^\n", "no -m"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(pbs_mail_half_set, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -m abe -M alice@example.org\n",
        "#PBS -m n\n",
        "#PBS -q a\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(pbs_mail_half_set, "#!/bin/bash\n" + source, path="train.pbs")
