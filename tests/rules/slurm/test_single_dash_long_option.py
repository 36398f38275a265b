from __future__ import annotations

import pytest
from envdoctor_rules.slurm.single_dash_long_option import single_dash_long_option

from envdoctor import Severity
from envdoctor.testing import fixed, offends, passes


def test_fires() -> None:
    time, partition = offends(
        single_dash_long_option,
        """
        #!/bin/bash
        #SBATCH -time=1:00
                ^^^^^^^^^^
        #SBATCH -partition=gpu
                ^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (time.severity, partition.severity) == (None, Severity.WARNING)
    assert partition.args == {"written": "-partition", "taken": "-p artition=gpu", "meant": "--partition"}


@pytest.mark.parametrize("line", ["-n4 -N1", "-pgpu", "-Jtraining", "-t60", "--time=1:00", "-kQ"])
def test_healthy(line: str) -> None:
    passes(single_dash_long_option, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")


def test_fixed() -> None:
    fixed(
        single_dash_long_option,
        "#!/bin/bash\n#SBATCH -time=1:00 -n 2 -output=x.%j\n",
        "#!/bin/bash\n#SBATCH --time=1:00 -n 2 --output=x.%j\n",
        path="a.sbatch",
    )
