from __future__ import annotations

from envdoctor_rules.job.nul_byte import DROPPED, REFUSED, nul_byte

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(nul_byte, "#!/bin/bash\n#SBATCH -n 2\necho a\0b\0\n      ^\n", path="a.sbatch")
    assert (found.template, found.args) == (REFUSED, {"count": 2})


def test_other_schedulers() -> None:
    [found] = offends(nul_byte, "#!/bin/bash\n#BSUB -n 2\necho a\0b\n      ^\n", path="a.lsf")
    assert found.template == DROPPED


def test_healthy() -> None:
    passes(nul_byte, "#!/bin/bash\n#SBATCH -n 2\nprintf '\\0'\n", path="a.sbatch")
