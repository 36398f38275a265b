from __future__ import annotations

import pytest
from envdoctor_rules.job.picker_run_by_own_python import picker_run_by_own_python

from envdoctor.facts.site import Site
from envdoctor.testing import fixed, offends, passes

SITE = Site(slice_picker="/opt/site/pick.py")
HEAD = "#!/bin/bash\n#BSUB -n 1\n"


def test_fires() -> None:
    [found] = offends(
        picker_run_by_own_python,
        f"{HEAD}export CUDA_VISIBLE_DEVICES=`python /opt/site/pick.py`\n{' ' * 29}^^^^^^\n",
        path="a.lsf",
        site=SITE,
    )
    assert found.wish is not None


def test_a_copy_elsewhere_is_told_and_not_changed() -> None:
    [found] = offends(
        picker_run_by_own_python,
        f"{HEAD}export CUDA_VISIBLE_DEVICES=$(python3 pick.py)\n{' ' * 30}^^^^^^^\n",
        path="a.lsf",
        site=SITE,
    )
    assert found.wish is None


@pytest.mark.parametrize(
    "line", ["export CUDA_VISIBLE_DEVICES=`/opt/site/pick.py`", "python train.py", "# python /opt/site/pick.py"]
)
def test_healthy(line: str) -> None:
    passes(picker_run_by_own_python, f"{HEAD}{line}\n", path="a.lsf", site=SITE)
    passes(picker_run_by_own_python, f"{HEAD}python pick.py\n", path="a.lsf", site=Site())


def test_fixed() -> None:
    before = f"{HEAD}export CUDA_VISIBLE_DEVICES=$(python3  /opt/site/pick.py)\n"
    fixed(picker_run_by_own_python, before, before.replace("python3  ", ""), path="a.lsf", site=SITE)
