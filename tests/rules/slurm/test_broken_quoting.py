from __future__ import annotations

import pytest
from envdoctor_rules.slurm.broken_quoting import COLON, QUOTE, broken_quoting

from envdoctor.testing import offends, passes


def test_fires() -> None:
    quote, colon = offends(
        broken_quoting,
        """
        #!/bin/bash
        #SBATCH -J "foo
                   ^^^^
        #SBATCH -n 2 : -n 4
                     ^
        """,
        path="a.sbatch",
    )
    assert (quote.template, colon.template) == (QUOTE, COLON)


@pytest.mark.parametrize("line", ['-J "it\'s"', "-n 2 # it's", "-t 1:00", "--gres=gpu:1"])
def test_healthy(line: str) -> None:
    passes(broken_quoting, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
