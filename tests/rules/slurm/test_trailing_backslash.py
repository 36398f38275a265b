from __future__ import annotations

import pytest
from envdoctor_rules.slurm.trailing_backslash import BACKSLASH, CONTINUED, trailing_backslash

from envdoctor import Severity
from envdoctor.testing import fixed, offends, passes


def test_fires() -> None:
    first, second = offends(
        trailing_backslash,
        r"""
        #!/bin/bash
        #SBATCH --nodes=1 \
                          ^
          --ntasks=2
          ^^^^^^^^^^
        python train.py
        """,
        path="a.sbatch",
    )
    assert (first.template, first.severity) == (BACKSLASH, None)
    assert (second.template, second.severity) == (CONTINUED, Severity.WARNING)


@pytest.mark.parametrize("line", ["#SBATCH --nodes=1 # a \\", "#SBATCH --nodes=1", "# text \\", r"#SBATCH -J a\\"])
def test_healthy(line: str) -> None:
    passes(trailing_backslash, f"#!/bin/bash\n#SBATCH -n 2\n{line}\npython a.py \\\n  --x\n", path="a.sbatch")


def test_fixed() -> None:
    fixed(
        trailing_backslash,
        "#!/bin/bash\n#SBATCH --nodes=1 \\\n  --ntasks=2  \\\n\t--mem=4G\n#SBATCH -t 60\\\n#SBATCH -c 2 \\ \nls\n",
        "#!/bin/bash\n#SBATCH --nodes=1\n#SBATCH --ntasks=2\n#SBATCH --mem=4G\n#SBATCH -t 60\n#SBATCH -c 2\nls\n",
        path="a.sbatch",
    )


def test_fixed_where_nothing_is_continued() -> None:
    fixed(
        trailing_backslash,
        "#!/bin/bash\n#SBATCH --nodes=1 \\\n#SBATCH -t 60\\\nls\n",
        "#!/bin/bash\n#SBATCH --nodes=1\n#SBATCH -t 60\nls\n",
        path="a.sbatch",
    )
