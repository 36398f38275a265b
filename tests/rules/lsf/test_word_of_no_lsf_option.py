from __future__ import annotations

import pytest
from envdoctor_rules.lsf.word_of_no_lsf_option import word_of_no_lsf_option

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -J my job\n            ^^^\n", "job belongs to no option"),
        ("#BSUB -N alice@example.org\n         ^^^^^^^^^^^^^^^^^\n", "belongs to -u"),
        ("#BSUB -o out Log file\n             ^^^\n", "Log belongs"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(word_of_no_lsf_option, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#BSUB -J "my job"\n',
        "#BSUB -J my # job\n",
        "#BSUB -Is bash\n",
        "#BSUB -J <my job name>\n",
        "#BSUB -q {{ queue }}\n",
        '#BSUB -a "docker(x)" /bin/bash\n',
        "#BSUB -W 1:00 ${REST}\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(word_of_no_lsf_option, "#!/bin/bash\n" + source, path="train.lsf")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#!/bin/bash\n#BSUB -N alice@example.org\n", "#!/bin/bash\n#BSUB -N -u alice@example.org\n"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(word_of_no_lsf_option, before, after, path="train.lsf")
