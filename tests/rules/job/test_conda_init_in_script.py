from __future__ import annotations

import pytest
from envdoctor_rules.job.conda_init_in_script import conda_init_in_script

from envdoctor.testing import offends, passes


def test_each_call() -> None:
    found = offends(
        conda_init_in_script,
        """
        #!/bin/bash
        #SBATCH -n 1
        conda init bash
        ^^^^^^^^^^^^^^^
        micromamba shell init -s bash
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        conda init
        ^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert [one.key for one in found] == ["conda", "micromamba", "conda#2"]


@pytest.mark.parametrize(
    "line",
    [
        "conda activate x",
        "conda init --help",
        "conda init --dry-run",
        "echo conda init",
        "git init",
        "# conda init",
        "bash Miniconda3-latest-Linux-x86_64.sh -b\nconda init",
    ],
)
def test_healthy(line: str) -> None:
    passes(conda_init_in_script, f"#!/bin/bash\n#SBATCH -n 1\n{line}\n", path="a.sbatch")
