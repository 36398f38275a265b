from __future__ import annotations

import pytest
from envdoctor_rules.lsf.lsf_option_without_value import lsf_option_without_value

from envdoctor import Severity
from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -q\n      ^^\n", "-q needs a value"),
        ("#BSUB -n 4 -o\n           ^^\n", "-o needs"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(lsf_option_without_value, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


def test_what_a_bare_folder_option_does_is_not_written_down() -> None:
    [found] = offends(lsf_option_without_value, "#!/bin/bash\n#BSUB -n 4 -cwd\n           ^^^^\n", path="train.lsf")
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -N\n",
        "#BSUB -x -q gpu\n",
        "#BSUB -P <project>\n",
        "#BSUB -P ###NAME###\n",
        "#BSUB\n#BSUB -N\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(lsf_option_without_value, "#!/bin/bash\n" + source, path="train.lsf")
