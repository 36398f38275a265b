from __future__ import annotations

import pytest
from envdoctor_rules.pbs.word_of_no_pbs_option import word_of_no_pbs_option

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -N my job\n           ^^^\n", "no spaces: write -N my_job"),
        ("#PBS -N my job name\n           ^^^\n", "write -N my_job_name"),
        ("#PBS -N my a/job\n           ^^^^^\n", "a/job belongs to no option"),
        ("#PBS -l select=1 # one node\n                 ^^^^^^^^^^\n", "a comment behind it"),
        ("#PBS -q a b\\\n          ^^\nc\n", "belongs to no option"),
        ("#PBS -q a   # the queue\n            ^^^^^^^^^^^\n", "drops the comment"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(word_of_no_pbs_option, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#PBS -N "my job"\n',
        "#PBS -l nodes=1:gpus=1 # one card\n",
        "#PBS -N <my name>\n",
        "#PBS\n#PBS -q a\n",
        "#PBS -m a b e\n",
        "#PBS -m abe, n\n",
        "#PBS -b 2 # nodes\n#PBS -T mpi\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(word_of_no_pbs_option, "#!/bin/bash\n" + source, path="train.pbs")


@pytest.mark.parametrize(
    ("source", "severity"),
    [("#PBS -l select=1 # x", Severity.ERROR), ("#PBS -q a # x", Severity.NOTE), ("#PBS -q a x", None)],
)
def test_the_kind_of_pbs_decides(source: str, severity: Severity | None) -> None:
    [found] = findings(word_of_no_pbs_option, source=SourceFile("a.pbs", f"#!/bin/sh\n{source}\n", form="job"))
    assert found.severity == severity
