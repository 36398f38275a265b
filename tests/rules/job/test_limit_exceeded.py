from __future__ import annotations

import pytest
from envdoctor_rules.job.limit_exceeded import CARDS, ENDLESS, TIME, limit_exceeded

from envdoctor.facts.site import UNLIMITED, Queue, Site
from envdoctor.testing import offends, passes

SITE = Site(
    default_queue="gpu",
    queues={
        "gpu": Queue("gpu", minutes=2880, most_gpus=16),
        "long": Queue("long", minutes=20160),
        "free": Queue("free", minutes=UNLIMITED),
        "odd": Queue("odd"),
    },
)


def test_more_time_than_the_queue_allows() -> None:
    [found] = offends(
        limit_exceeded,
        """
        #!/bin/bash
        #SBATCH -p gpu
        #SBATCH --time=3-00:00:00
                ^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert (found.template, found.args["asked"], found.args["limit"]) == (TIME, "3 d", "2 d")


def test_the_default_queue_and_no_limit_at_all() -> None:
    [found] = offends(
        limit_exceeded,
        "#!/bin/bash\n#SBATCH -t UNLIMITED\n        ^^^^^^^^^^^^\n",
        path="train.sbatch",
        site=SITE,
    )
    assert found.template == ENDLESS


def test_more_cards_than_a_job_may_hold() -> None:
    [found] = offends(
        limit_exceeded,
        """
        #!/bin/bash
        #SBATCH -p gpu -N 3 -t 60
        #SBATCH --gpus-per-node=8
                ^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert (found.template, found.args["asked"], found.args["limit"]) == (CARDS, 24, 16)


def test_lsf() -> None:
    offends(limit_exceeded, "#!/bin/bash\n#BSUB -q gpu\n#BSUB -W 72:00\n      ^^^^^^^^\n", path="a.lsf", site=SITE)


@pytest.mark.parametrize(
    "line",
    [
        "-p gpu -t 2-00:00:00",
        "-p gpu",
        "-p gpu,long -t 3-0",
        "-p free -t 99-0",
        "-p odd -t 99-0",
        "-p elsewhere -t 99-0",
        "-p gpu -t {time}",
        "-p gpu -N 2 --gpus-per-node=8",
    ],
)
def test_healthy(line: str) -> None:
    passes(limit_exceeded, f"#!/bin/bash\n#SBATCH {line}\n", path="train.sbatch", site=SITE)
