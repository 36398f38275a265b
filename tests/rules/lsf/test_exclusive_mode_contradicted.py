from __future__ import annotations

import pytest
from envdoctor_rules.lsf.exclusive_mode_contradicted import exclusive_mode_contradicted

from envdoctor.testing import offends, passes


def test_fires() -> None:
    offends(
        exclusive_mode_contradicted,
        """
        #!/bin/bash
        #BSUB -gpu "num=1:mode=exclusive_process:j_exclusive=no:mps=no"
                                                 ^^^^^^^^^^^^^^
        python train.py
        """,
        path="train.lsf",
    )


@pytest.mark.parametrize(
    "value",
    [
        "num=1:mode=exclusive_process",
        "num=1:mode=exclusive_process:j_exclusive=yes",
        "num=1:mode=shared:j_exclusive=no",
        "num=1:mode=exclusive_process:j_exclusive=$X",
    ],
)
def test_healthy(value: str) -> None:
    passes(exclusive_mode_contradicted, f'#!/bin/bash\n#BSUB -gpu "{value}"\n', path="train.lsf")
