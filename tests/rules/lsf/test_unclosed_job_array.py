from __future__ import annotations

import pytest
from envdoctor_rules.lsf.unclosed_job_array import unclosed_job_array

from envdoctor.i18n import render
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB -J train[1-10\n         ^^^^^^^^^^\n", "write -J train[1-10]"),
        ('#BSUB -J "train[1-10%4"\n         ^^^^^^^^^^^^^^\n', "write -J train[1-10]%4"),
        ("#BSUB -J train[a\n         ^^^^^^^\n", 'write -J "name[1-10]"'),
    ],
)
def test_fires(source: str, said: str) -> None:
    [found] = offends(unclosed_job_array, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found.template, found.args)


@pytest.mark.parametrize("name", ["train", "train[1-10]", '"train[1-3,5]%2"', "train[1-$N", "train[{n}", '"train[1-10'])
def test_healthy(name: str) -> None:
    passes(unclosed_job_array, f"#!/bin/bash\n#BSUB -J {name}\n", path="train.lsf")


@pytest.mark.parametrize(
    ("before", "after"),
    [("train[1-10", "train[1-10]"), ('"train[1-10%4"', '"train[1-10]%4"'), ("'a[1,3:2'", "'a[1,3:2]'")],
)
def test_fixed(before: str, after: str) -> None:
    fixed(unclosed_job_array, f"#!/bin/sh\n#BSUB -J {before}\n", f"#!/bin/sh\n#BSUB -J {after}\n", path="train.lsf")
