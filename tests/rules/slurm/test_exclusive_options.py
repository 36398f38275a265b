from __future__ import annotations

import pytest
from envdoctor_rules.slurm.exclusive_options import exclusive_options

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        exclusive_options,
        """
        #!/bin/bash
        #SBATCH --mem=16G
        #SBATCH --mem-per-cpu=2G
                ^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert set(found.args["options"].split(", ")) == {"--mem", "--mem-per-cpu"}


@pytest.mark.parametrize("lines", ["--mem=16G -n 2", "--mem-per-cpu=2G", "--mem=1G --mem=2G"])
def test_healthy(lines: str) -> None:
    passes(exclusive_options, f"#!/bin/bash\n#SBATCH {lines}\n", path="a.sbatch")
