from __future__ import annotations

import pytest
from envdoctor_rules.lsf.unclosed_lsf_quote import unclosed_lsf_quote

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('#BSUB -R "rusage[mem=4000] # per core\n         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n', "never closed"),
        ("#BSUB -q gpu -a 'docker(x)\n                ^^^^^^^^^^\n", "never closed"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(unclosed_lsf_quote, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        '#BSUB -R "rusage[mem=4000]"\n',
        "#BSUB -w 'done(\"x\")'\n",
        "#BSUB -q gpu # alice's queue\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(unclosed_lsf_quote, "#!/bin/bash\n" + source, path="train.lsf")
