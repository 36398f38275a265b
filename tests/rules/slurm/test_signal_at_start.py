from __future__ import annotations

import pytest
from envdoctor_rules.slurm.signal_at_start import signal_at_start

from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        signal_at_start,
        """
        #!/bin/bash
        #SBATCH --time=1:00:00 --signal=B:USR1@7200
                                        ^^^^^^^^^^^
        python train.py
        """,
        path="train.sbatch",
    )
    assert found.args == {"seconds": 7200, "limit": 3600}


@pytest.mark.parametrize(("options", "seconds"), [("-t 10 --signal=USR1@600", 600), ("-t 1 --signal=RB:INT", 60)])
def test_all_ways_to_say_it(options: str, seconds: int) -> None:
    value = options.partition("=")[2]
    under = " " * (8 + options.index("=") + 1) + "^" * len(value)
    [found] = offends(signal_at_start, f"#!/bin/bash\n#SBATCH {options}\n{under}\nsrun a\n", path="train.sbatch")
    assert found.args["seconds"] == seconds


@pytest.mark.parametrize(
    "options",
    [
        "-t 10 --signal=B:USR1@599",
        "-t 2 --signal=B:USR1",
        "--signal=B:USR1@7200",
        "-t 0 --signal=B:USR1@7200",
        "-t UNLIMITED --signal=B:USR1@7200",
        "-t {{t}} --signal=B:USR1@7200",
        "-t 10 --signal=B:USR1@$S",
        "-t 10 --signal=USR1@7200",
        "-t 10",
    ],
)
def test_healthy(options: str) -> None:
    passes(signal_at_start, f"#!/bin/bash\n#SBATCH {options}\npython train.py\n", path="train.sbatch")
