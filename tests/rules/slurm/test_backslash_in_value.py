from __future__ import annotations

import pytest
from envdoctor_rules.slurm.backslash_in_value import DROPPED, OFF, backslash_in_value

from envdoctor import Severity
from envdoctor.testing import offends, passes


def test_fires() -> None:
    dropped, lost, off = offends(
        backslash_in_value,
        r"""
        #!/bin/bash
        #SBATCH -o logs\%j.out
                   ^^^^^^^^^^^
        #SBATCH -D C:\data\x
                   ^^^^^^^^^
        #SBATCH -e logs\\%j.err
                   ^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (dropped.template, dropped.args["value"], dropped.severity) == (DROPPED, "logs%j.out", Severity.NOTE)
    assert (lost.args["value"], lost.severity) == ("C:datax", None)
    assert off.template == OFF


@pytest.mark.parametrize("line", ["-o logs/%j.out", "--comment=it\\'s", "-J a\\#b", "-n 2 \\"])
def test_healthy(line: str) -> None:
    passes(backslash_in_value, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
