from __future__ import annotations

import pytest
from envdoctor_rules.slurm.value_cut_by_hash import value_cut_by_hash

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        value_cut_by_hash,
        """
        #!/bin/bash
        #SBATCH -J run#3
                   ^^^
        """,
        path="a.sbatch",
    )
    assert found.args == {"value": "run", "lost": "#3"}


@pytest.mark.parametrize("line", ['-J "run#3"', "--nodes=1# one node", "-n 2 # two", "--job-name=##NAME##", "-J run"])
def test_healthy(line: str) -> None:
    passes(value_cut_by_hash, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
