from __future__ import annotations

import pytest
from envdoctor_rules.lsf.array_index_refused import array_index_refused

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("train[0-9]", "[0-9]: the tasks of an LSF array are counted from 1, bsub refuses 0"),
        ("train[1,3,0]%2", "[0]: the tasks of an LSF array are counted from 1, bsub refuses 0"),
        ('"train[10-1]"', "[10-1] counts backwards: bsub refuses it; write [1-10]"),
        ("train[1-10:0]", "[1-10:0] has no step above 0: bsub refuses it"),
    ],
)
def test_fires(name: str, said: str) -> None:
    text = f"#!/bin/bash\n#BSUB -J {name}\n         {'^' * len(name)}\n"
    [found] = offends(array_index_refused, text, path="train.lsf")
    assert render(found.template, found.args) == said


@pytest.mark.parametrize(
    "name", ["train", "train[1-10]", '"a[1-3,5:2]%2"', "a[1-]", "a[-3]", "a[0-$N]", "a[{n}]", "a[0-9"]
)
def test_healthy(name: str) -> None:
    passes(array_index_refused, f"#!/bin/bash\n#BSUB -J {name}\n", path="train.lsf")
