from __future__ import annotations

import pytest
from envdoctor_rules.lsf.log_pattern_of_slurm import log_pattern_of_slurm

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -o logs/%j.out\n              ^^\n", "%j, Slurm does: write %J"),
        ('#BSUB -eo "%4a.err"\n           ^^^\n', "%4a, Slurm does: write %I"),
        ("#BSUB -oo %x.out\n          ^^\n", "%x, Slurm does: take it out"),
    ],
)
def test_fires(source: str, said: str) -> None:
    [found] = offends(log_pattern_of_slurm, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found.template, found.args)


@pytest.mark.parametrize(
    "name", ["%J.out", "%J_%I.out", "logs/%jobID%.log", "%A_NAME%.o", "$D/%j.out", "{{ d }}/%j", "100%.out", "%U.out"]
)
def test_healthy(name: str) -> None:
    passes(log_pattern_of_slurm, f"#!/bin/bash\n#BSUB -o {name}\n", path="train.lsf")


def test_other_options_are_left_alone() -> None:
    passes(log_pattern_of_slurm, "#!/bin/bash\n#BSUB -J a%j\n#BSUB -cwd %j\n", path="train.lsf")


def test_fixed() -> None:
    before = '#!/bin/bash\n#BSUB -o "logs/%x.%A_%a.out" # %j\n'
    fixed(log_pattern_of_slurm, before, before.replace("%A_%a", "%J_%I"), path="train.lsf")
