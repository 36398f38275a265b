from __future__ import annotations

import pytest
from envdoctor_rules.pbs.unclosed_pbs_quote import unclosed_pbs_quote

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('#PBS -N "train\n        ^^^^^^\n', "never closed"),
        ("#PBS -q a # alice's\n            ^^^^^^^\n", "never closed"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(unclosed_pbs_quote, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#PBS -N "train"\n',
        "#PBS -q a\n",
        "#PBS -v 'A=1,B=2'\n",
        '#PBS -N a\\"b\n',
    ],
)
def test_healthy(source: str) -> None:
    passes(unclosed_pbs_quote, "#!/bin/bash\n" + source, path="train.pbs")
