from __future__ import annotations

import pytest
from envdoctor_rules.slurm.mail_without_address import NOTHING, SUBMITTER, mail_without_address

from envdoctor import Severity
from envdoctor.testing import offends, passes


def test_no_type() -> None:
    [found] = offends(
        mail_without_address,
        """
        #!/bin/bash
        #SBATCH --mail-user=alice@uni.edu
                ^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.severity) == (NOTHING, None)


def test_no_address() -> None:
    [found] = offends(
        mail_without_address, "#!/bin/bash\n#SBATCH --mail-type=END\n        ^^^^^^^^^^^^^^^\n", path="a.sbatch"
    )
    assert (found.template, found.severity) == (SUBMITTER, Severity.NOTE)


@pytest.mark.parametrize("line", ["--mail-type=END --mail-user=alice", "--mail-type=NONE", "-n 2"])
def test_healthy(line: str) -> None:
    passes(mail_without_address, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
