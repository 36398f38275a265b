from __future__ import annotations

import pytest
from envdoctor_rules.slurm.repeated_option import AGAIN, MAIL, repeated_option

from envdoctor import Severity
from envdoctor.facts.site import Target
from envdoctor.testing import offends, passes

MAILS = "#!/bin/bash\n#SBATCH --mail-type=END\n        ^^^^^^^^^^^^^^^\n#SBATCH --mail-type=FAIL\n"


def test_fires() -> None:
    [found] = offends(
        repeated_option,
        """
        #!/bin/bash
        #SBATCH -t 60
                ^^^^^
        #SBATCH --time=2:00:00
        """,
        path="a.sbatch",
    )
    assert (found.template, found.args["by"]) == (AGAIN, "2:00:00")


def test_mail_types_add_up_before_25_05() -> None:
    [found] = offends(repeated_option, MAILS, path="a.sbatch", target=Target((25, 5)))
    assert (found.template, found.severity, found.args["joined"]) == (MAIL, None, "END,FAIL")
    [found] = offends(repeated_option, MAILS, path="a.sbatch")
    assert found.severity is Severity.NOTE
    passes(repeated_option, MAILS.replace("        ^^^^^^^^^^^^^^^\n", ""), path="a.sbatch", target=Target((24, 11)))


@pytest.mark.parametrize(
    "lines",
    [
        "-t 60\n#SBATCH -n 2",
        "-t 60\n#SBATCH --time=60",
        "-n 2\n#SBATCH hetjob\n#SBATCH -n 4",
        "--mail-type=END\n#SBATCH --mail-type=END,FAIL",
        "--mail-type=END\n#SBATCH --mail-type=ALL",
        '--job-name=a\n#SBATCH --job-name "my job',
        '--job-name "my job\n#SBATCH --job-name=a',
        "-n 2 : -n 3",
    ],
)
def test_healthy(lines: str) -> None:
    passes(repeated_option, f"#!/bin/bash\n#SBATCH {lines}\n", path="a.sbatch")
