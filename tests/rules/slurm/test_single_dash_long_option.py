from __future__ import annotations

import pytest
from envdoctor_rules.slurm.single_dash_long_option import READ, UNKNOWN, single_dash_long_option

from envdoctor import Severity
from envdoctor.i18n import render
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
    assert (partition.template, partition.args["taken"]) == (READ, "-p artition=gpu")


def test_a_letter_that_is_no_option() -> None:
    [found] = offends(
        single_dash_long_option, "#!/bin/bash\n#SBATCH -gres=gpu:1\n        ^^^^^^^^^^^\n", path="a.sbatch"
    )
    assert (found.template, found.severity) == (UNKNOWN, None)
    assert render(found.template, found.args) == "sbatch does not know -g and refuses the script; write --gres"


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
