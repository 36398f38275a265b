from __future__ import annotations

import pytest
from envdoctor_rules.pbs.memory_in_bytes import memory_in_bytes

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#PBS -l mem=16\n        ^^^^^^\n", "16 bytes"),
        ("#PBS -l select=1:ncpus=2:mem=384\n        ^^^^^^^^^^^^^^^^^^^^^^^^\n", "384 bytes"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(memory_in_bytes, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -l mem=16gb\n",
        "#PBS -l mem=16G\n",
        "#PBS -l mem=16000000000\n",
        "#PBS -l select=1:mem={mem}\n",
        "#PBS -l mem=$M\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(memory_in_bytes, "#!/bin/bash\n" + source, path="train.pbs")
