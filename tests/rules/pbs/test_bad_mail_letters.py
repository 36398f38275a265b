from __future__ import annotations

import pytest
from envdoctor_rules.pbs.bad_mail_letters import bad_mail_letters

from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -m END\n        ^^^\n", "not END"),
        ("#PBS -m a,b,e\n        ^^^^^\n", "write -m abe"),
        ("#PBS -m abe, n\n        ^^^^^^\n", "write -m abe"),
        ("#PBS -m a b e # mail\n        ^^^^^\n", "write -m abe"),
        ("#PBS -m a,END\n        ^^^^^\n", "not a,END"),
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
        "#PBS -m abe # n\n",
        "#PBS -m $LETTERS\n",
        "#PBS -m alice@example.org\n",
        "#PBS -T mpi\n#PBS -m xyz\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(bad_mail_letters, "#!/bin/bash\n" + source, path="train.pbs")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#PBS -m a,b,e\n", "#PBS -m abe\n"),
        ("#PBS -m a, b e # all\n", "#PBS -m abe # all\n"),
        ("#PBS -ma,b -N x\n", "#PBS -mab -N x\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(bad_mail_letters, f"#!/bin/bash\n{before}", f"#!/bin/bash\n{after}", path="train.pbs")


@pytest.mark.parametrize("letters", ["abe, n", "END", "a,END"])
def test_what_may_mean_two_things_is_not_changed(letters: str) -> None:
    source = SourceFile("a.pbs", f"#!/bin/bash\n#PBS -m {letters}\n", form="job")
    assert [found.wish for found in findings(bad_mail_letters, source=source)] == [None]
