from __future__ import annotations

import pytest
from envdoctor_rules.pbs.malformed_pbs_array import malformed_pbs_array

from envdoctor.i18n import render
from envdoctor.testing import offends, passes

FORM = "it takes first-last or first-last:step, with two tasks or more"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("10-1", "-J 10-1 counts backwards: qsub refuses it; write -J 1-10"),
        ("10-1:2", "-J 10-1:2 counts backwards: qsub refuses it; write -J 1-10:2"),
        ("1..10", "qsub refuses -J 1..10: a range is written -J 1-10"),
        ("1.5", f"qsub refuses -J 1.5; {FORM}"),
        ("5-5", f"qsub refuses -J 5-5; {FORM}"),
        ("7", f"qsub refuses -J 7; {FORM}"),
        ("1,3,5", f"qsub refuses -J 1,3,5; {FORM}"),
        ("1-10:0", f"qsub refuses -J 1-10:0; {FORM}"),
        ("1-10:", f"qsub refuses -J 1-10:; {FORM}"),
        ("1-", f"qsub refuses -J 1-; {FORM}"),
    ],
)
def test_fires(value: str, said: str) -> None:
    [found] = offends(malformed_pbs_array, f"#!/bin/bash\n#PBS -J {value}\n        {'^' * len(value)}\n", path="a.pbs")
    assert render(found.template, found.args) == said


@pytest.mark.parametrize("value", ["1-10", "0-51", "0-100:10", "1-10%2", "1-$N", "1-{n}", "1-MAXJOBS", "name"])
def test_healthy(value: str) -> None:
    passes(malformed_pbs_array, f"#!/bin/bash\n#PBS -J {value}\n", path="a.pbs")
