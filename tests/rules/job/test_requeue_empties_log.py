from __future__ import annotations

import pytest
from envdoctor_rules.job.requeue_empties_log import requeue_empties_log

from envdoctor.testing import offends, passes


def test_fires() -> None:
    offends(
        requeue_empties_log,
        """
        #!/bin/bash
        #SBATCH --requeue   # the queue may take the node
                ^^^^^^^^^
        #SBATCH -o log/%j.out
        python train.py
        """,
        path="train.sbatch",
    )


@pytest.mark.parametrize(
    "asked",
    ["-n 1", "--no-requeue", "--requeue --open-mode=append", "--requeue -o /dev/null", "--requeue --no-requeue"],
)
def test_healthy(asked: str) -> None:
    passes(requeue_empties_log, f"#!/bin/bash\n#SBATCH {asked}\npython train.py\n", path="train.sbatch")


def test_other_schedulers() -> None:
    passes(requeue_empties_log, "#!/bin/bash\n#PBS -r y\npython train.py\n", path="train.pbs")
