from __future__ import annotations

import pytest
from envdoctor_rules.pbs.pbs_option_without_value import pbs_option_without_value

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -q\n     ^^\n", "-q needs a value"),
        ("#PBS -V -A\n        ^^\n", "-A needs"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(pbs_option_without_value, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -V\n",
        "#PBS -q a\n",
        "#PBS -A ##LP##\n",
        "#PBS -P <project>\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(pbs_option_without_value, "#!/bin/bash\n" + source, path="train.pbs")
