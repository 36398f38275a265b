from __future__ import annotations

from envdoctor_rules.slurm.missing_or_needless_value import MISSING, NEEDLESS, missing_or_needless_value

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
