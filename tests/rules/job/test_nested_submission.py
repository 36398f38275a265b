from __future__ import annotations

import pytest
from envdoctor_rules.job.nested_submission import nested_submission

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    "command",
    ["sbatch $0", 'sbatch "$0"', "sbatch train.sbatch", "sbatch --dependency=singleton ./train.sbatch", "qsub $0"],
)
def test_fires(command: str) -> None:
    offends(
        nested_submission,
        f"#!/bin/bash\n#SBATCH -n 1\npython train.py\n{command}\n{'^' * len(command)}\n",
        path="jobs/train.sbatch",
    )


@pytest.mark.parametrize(
    "body",
    [
        "sbatch next.sbatch",
        "if [ ! -e done ]; then sbatch $0; fi",
        "[ -e done ] || sbatch $0",
        "python train.py && sbatch $0",
        "[ -e done ] && exit 0\nsbatch $0",
        "set -e\npython train.py\nsbatch $0",
        "again() { sbatch $0; }",
        "trap 'sbatch $0' USR1",
        "sbatch --begin=now+1day $0",
        "sbatch --wrap=hostname",
        "echo sbatch $0",
    ],
)
def test_healthy(body: str) -> None:
    passes(nested_submission, f"#!/bin/bash\n#SBATCH -n 1\n{body}\n", path="jobs/train.sbatch")
