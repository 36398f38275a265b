from __future__ import annotations

import pytest
from envdoctor_rules.pbs.bad_mail_letters import bad_mail_letters

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -m END\n        ^^^\n", "not END"),
        ("#PBS -m a,b,e\n        ^^^^^\n", "not a,b,e"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(bad_mail_letters, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -m abe\n",
        "#PBS -m n\n",
        "#PBS -mea\n",
        "#PBS -m $LETTERS\n",
        "#PBS -m alice@example.org\n",
        "#PBS -T mpi\n#PBS -m xyz\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(bad_mail_letters, "#!/bin/bash\n" + source, path="train.pbs")
