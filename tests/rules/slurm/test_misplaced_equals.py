from __future__ import annotations

import pytest
from envdoctor_rules.slurm.misplaced_equals import SHORT, SPACED, misplaced_equals

from envdoctor import Severity
from envdoctor.testing import fixed, offends, passes


def test_short() -> None:
    name, tasks = offends(
        misplaced_equals,
        """
        #!/bin/bash
        #SBATCH -J=foo
                ^^^^^^
        #SBATCH -n=2
                ^^^^
        """,
        path="a.sbatch",
    )
    assert (name.template, name.severity, tasks.severity) == (SHORT, Severity.WARNING, None)


@pytest.mark.parametrize("option", ["--ntasks = 2", "--ntasks= 2", "--ntasks =2"])
def test_spaced(option: str) -> None:
    [found] = offends(
        misplaced_equals, f"#!/bin/bash\n#SBATCH {option}\n        {'^' * len(option)}\n", path="a.sbatch"
    )
    assert (found.template, found.args["value"]) == (SPACED, "2")


@pytest.mark.parametrize("line", ["--ntasks=2", "-n 2", "--export=A=1", "-J a=b", "--comment='a = b'"])
def test_healthy(line: str) -> None:
    passes(misplaced_equals, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")


def test_left_to_the_person() -> None:
    [found] = offends(
        misplaced_equals, "#!/bin/bash\n#SBATCH --job-name= a b\n        ^^^^^^^^^^^^^\n", path="a.sbatch"
    )
    assert found.wish is None


def test_fixed() -> None:
    fixed(
        misplaced_equals,
        "#!/bin/bash\n#SBATCH -J=foo -n=2\n#SBATCH --mem = 4G # = x\n#SBATCH --nodes= 1\n",
        "#!/bin/bash\n#SBATCH -J foo -n 2\n#SBATCH --mem=4G # = x\n#SBATCH --nodes=1\n",
        path="a.sbatch",
    )
