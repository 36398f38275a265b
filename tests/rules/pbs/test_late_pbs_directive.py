from __future__ import annotations

import pytest
from envdoctor_rules.pbs.late_pbs_directive import late_pbs_directive

from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("module load x\n#PBS -l walltime=1:00:00\n^^^^^^^^^^^^^^^^^^^^^^^^\n", "first command (line 2)"),
        ("#PBS -q gpu\nset -e\n\n  #PBS -N name  \n  ^^^^^^^^^^^^\n", "ignored"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(late_pbs_directive, "#!/bin/bash\n" + source, path="train.pbs")
    assert said in render(found[0].template, found[0].args)


@pytest.mark.parametrize(
    "source",
    [
        "#PBS -q gpu\n\n# text\n#PBS -N name\necho\n",
        "#PBS -q a\necho\n##PBS -q b\n",
        "#PBS -q a\ncat > x <<EOF\n#PBS -N y\nEOF\n",
        "#PBS -q a\necho\n#!/bin/bash\n#PBS -N y\n",
        "#PBS -N @NAME\nls\n#PBS -A @PROJ\n#PBS -l walltime=@TIME\n",
        "set -e\n#PBS -N y\ncd $SLURM_SUBMIT_DIR\n",
        'X="#!/bin/bash\n#PBS -N y\n"\n',
    ],
)
def test_healthy(source: str) -> None:
    passes(late_pbs_directive, "#!/bin/bash\n" + source, path="train.pbs")
