from __future__ import annotations

import pytest
from envdoctor_rules.slurm.abbreviated_option import abbreviated_option

from envdoctor.testing import fixed, offends, passes


def test_fires() -> None:
    [found] = offends(
        abbreviated_option,
        """
        #!/bin/bash
        #SBATCH --job=x --output=x.out
                ^^^^^
        #SBATCH --part gpu
                ^^^^^^
        """,
        path="a.sbatch",
    )[:1]
    assert found.args == {"option": "--job", "full": "--job-name"}


@pytest.mark.parametrize(
    "line", ["#SBATCH --job-name=x", "#SBATCH -J x", "#SBATCH --gpu=2", "#SBATCH --gpus=2", "#SBATCH --mem=2G"]
)
def test_healthy(line: str) -> None:
    passes(abbreviated_option, f"#!/bin/bash\n{line}\n", path="a.sbatch")


def test_fixed() -> None:
    fixed(
        abbreviated_option,
        "#!/bin/bash\n#SBATCH --job=x --out x.out --part=gpu # --job\n",
        "#!/bin/bash\n#SBATCH --job-name=x --output x.out --partition=gpu # --job\n",
        path="a.sbatch",
    )
