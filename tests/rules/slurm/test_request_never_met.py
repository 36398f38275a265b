from __future__ import annotations

import pytest
from envdoctor_rules.slurm.request_never_met import request_never_met

from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes

REFUSED = ", so Slurm refuses the job"


def test_fires() -> None:
    offends(
        request_never_met,
        """
        #!/bin/bash
        #SBATCH --time=10 --time-min=20
                          ^^^^^^^^^^^^^
        srun python train.py
        """,
        path="train.sbatch",
    )


@pytest.mark.parametrize(
    ("options", "key", "said"),
    [
        ("-t 10:00 --time-min=10:30", "time-min", "--time-min=10:30 is more than --time=10:00"),
        ("-t 10 --time-min=0", "time-min", "--time-min=0 is more than --time=10"),
        ("-t 1-0 --time-min=UNLIMITED", "time-min", "--time-min=UNLIMITED is more than --time=1-0"),
        ("--nodes=0", "nodes", "no nodes are asked for; write --nodes=1, or leave it out"),
        ("--nodes=0-0", "nodes", "no nodes are asked for; write --nodes=1, or leave it out"),
        (
            "-N2 --ntasks-per-node=4 -n 9",
            "ntasks",
            "9 tasks do not fit: --nodes=2 times --ntasks-per-node=4 is 8",
        ),
        (
            "-N 2-3 --tasks-per-node=4 -n 13",
            "ntasks",
            "13 tasks do not fit: --nodes=3 times --ntasks-per-node=4 is 12",
        ),
        ("-w gpu[1-2],a -x b,gpu[2-3]", "exclude", "--exclude takes out a node that --nodelist asks for"),
    ],
)
def test_what_the_controller_refuses(options: str, key: str, said: str) -> None:
    [found] = findings(
        request_never_met, source=SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH {options}\n", form="job")
    )
    assert (found.key, found.severity) == (key, None)
    assert render(found.template, found.args).replace(REFUSED, "") == said


@pytest.mark.parametrize(
    "options",
    [
        "-t 10 --time-min=10",
        "-t 10 --time-min=9:30",
        "--time-min=20",
        "-t 0 --time-min=20",
        "-t UNLIMITED --time-min=5",
        "-t {{t}} --time-min=20",
        "-t 10 --time-min=$T",
        "--nodes=0-2",
        "--nodes=10",
        "-N2 --ntasks-per-node=4 -n 8",
        "-N2 --ntasks-per-node=4 -n 4",
        "-N2-3 --ntasks-per-node=4 -n 9",
        "--ntasks-per-node=4 -n 9",
        "-N2 --ntasks-per-node={{k}} -n 9",
        "-w gpu1 -x gpu2",
        "-w gpu[1-3] -x gpu[4-9]",
        "-w gpu$A -x gpu$A",
        "--bb=x --nodes=0\n#BB create_persistent name=x capacity=1",
        "-N2 --ntasks-per-node=4 -n 9\n#SBATCH hetjob\n#SBATCH -n 1",
    ],
)
def test_healthy(options: str) -> None:
    passes(request_never_met, f"#!/bin/bash\n#SBATCH {options}\n", path="train.sbatch")
