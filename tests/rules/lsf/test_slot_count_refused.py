from __future__ import annotations

import pytest
from envdoctor_rules.lsf.slot_count_refused import slot_count_refused

from envdoctor.i18n import render
from envdoctor.testing import offends, passes

BACKWARDS = "-n 8,4 asks for at least 8 and at most 4 slots: bsub refuses it; write -n 4,8"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -n 8,4\n         ^^^\n", BACKWARDS),
        ("#BSUB -n 0\n         ^\n", "-n 0: bsub refuses a job without slots"),
        ("#BSUB -n 0,4\n         ^^^\n", "-n 0,4: bsub refuses a job without slots"),
    ],
)
def test_fires(source: str, said: str) -> None:
    [found] = offends(slot_count_refused, "#!/bin/bash\n" + source, path="train.lsf")
    assert render(found.template, found.args) == said


@pytest.mark.parametrize("count", ["4", "4,8", "8,8", "$N", "{n},4", "4,$M"])
def test_healthy(count: str) -> None:
    passes(slot_count_refused, f"#!/bin/bash\n#BSUB -n {count}\n", path="train.lsf")
