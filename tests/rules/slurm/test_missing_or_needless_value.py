from __future__ import annotations

from envdoctor_rules.slurm.missing_or_needless_value import LATER, MISSING, NEEDLESS, missing_or_needless_value

from envdoctor import Severity
from envdoctor.facts.site import Target
from envdoctor.testing import offends, passes


def test_needless() -> None:
    [found] = offends(
        missing_or_needless_value,
        """
        #!/bin/bash
        #SBATCH --requeue=1
                ^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.args) == (NEEDLESS, {"option": "--requeue"})


def test_missing() -> None:
    [found] = offends(
        missing_or_needless_value, "#!/bin/bash\n#SBATCH -n 2 --time\n             ^^^^^^\n", path="a.sbatch"
    )
    assert found.template == MISSING


def test_healthy() -> None:
    passes(missing_or_needless_value, "#!/bin/bash\n#SBATCH --requeue --exclusive --hold -n 2\n", path="a.sbatch")


def test_a_value_of_later_releases() -> None:
    line = "#!/bin/bash\n#SBATCH --requeue=expedite\n        ^^^^^^^^^^^^^^^^^^\n"
    [found] = offends(missing_or_needless_value, line, path="a.sbatch")
    assert (found.template, found.severity) == (LATER, Severity.NOTE)
    assert found.args == {"option": "--requeue", "value": "expedite", "since": "25.11"}
    [found] = offends(missing_or_needless_value, line, path="a.sbatch", target=Target((22, 5)))
    assert (found.template, found.severity) == (NEEDLESS, None)
    passes(missing_or_needless_value, line.replace("^", ""), path="a.sbatch", target=Target((25, 11)))
    passes(missing_or_needless_value, "#!/bin/bash\n#SBATCH --get-user-env=10L\n", path="a.sbatch")
