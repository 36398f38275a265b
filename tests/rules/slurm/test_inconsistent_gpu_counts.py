from __future__ import annotations

import pytest
from envdoctor_rules.slurm.inconsistent_gpu_counts import ALONE, SOCKETS, TOGETHER, inconsistent_gpu_counts

from envdoctor import Severity
from envdoctor.testing import offends, passes


def test_no_multiple() -> None:
    [found] = offends(
        inconsistent_gpu_counts,
        """
        #!/bin/bash
        #SBATCH --gpus=3 --gpus-per-node=2
                         ^^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.template, found.severity) == (TOGETHER, None)


def test_nothing_to_multiply_with() -> None:
    [found] = offends(
        inconsistent_gpu_counts, "#!/bin/bash\n#SBATCH --gpus-per-task=2\n        ^^^^^^^^^^^^^^^^^\n", path="a.sbatch"
    )
    assert (found.template, found.severity, found.args["options"]) == (ALONE, Severity.WARNING, "--gpus-per-task")


def test_sockets() -> None:
    text = "#!/bin/bash\n#SBATCH --gpus-per-socket=2\n        ^^^^^^^^^^^^^^^^^^^\n"
    [found] = offends(inconsistent_gpu_counts, text, path="a.sbatch")
    assert (found.template, found.severity) == (SOCKETS, Severity.WARNING)


@pytest.mark.parametrize(
    "line",
    [
        "--gpus=4 --gpus-per-node=2",
        "-n 4 --gpus-per-task=1",
        "--gres=gpu:8 -N 2",
        "-n {n} --gpus-per-task=1",
        "-n NN --gpus-per-task=1",
    ],
)
def test_healthy(line: str) -> None:
    passes(inconsistent_gpu_counts, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")
