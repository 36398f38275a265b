from __future__ import annotations

import pytest
from envdoctor_rules.job.unknown_queue import NEAR, NONE, unknown_queue

from envdoctor.facts.site import Queue, Site
from envdoctor.testing import offends, passes

SITE = Site(queues={name: Queue(name) for name in ("gpu", "cpu", "long")})


def test_fires_with_the_nearest() -> None:
    [found] = offends(
        unknown_queue,
        """
        #!/bin/bash
        #SBATCH --job-name=a
        #SBATCH --partition=gpus
                            ^^^^
        python a.py
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert (found.template, found.args["near"], found.key) == (NEAR, "gpu", "gpus")


def test_fires_with_what_there_is() -> None:
    [found] = offends(
        unknown_queue,
        """
        #!/bin/bash
        #SBATCH -p defq
                   ^^^^
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert (found.template, found.args["known"]) == (NONE, "cpu, gpu, long")


def test_each_of_several_queues_counts() -> None:
    [found] = offends(
        unknown_queue,
        """
        #!/bin/bash
        #SBATCH -p gpu,volta
                   ^^^^^^^^^
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert found.args["queue"] == "volta"


def test_lsf_and_pbs_too() -> None:
    offends(unknown_queue, "#!/bin/bash\n#BSUB -q gp\n         ^^\n", path="a.lsf", site=SITE)
    offends(unknown_queue, "#!/bin/bash\n#PBS -q batch\n        ^^^^^\n", path="a.pbs", site=SITE)


@pytest.mark.parametrize(
    ("line", "site"),
    [
        ("#SBATCH -p gpu", SITE),
        ("#SBATCH -p cpu,long", SITE),
        ("#SBATCH -p {queue}", SITE),
        ("#SBATCH -p <partition>", SITE),
        ("#SBATCH -p $QUEUE", SITE),
        ("#SBATCH --time=1", SITE),
        ("#SBATCH -p other", Site()),
        ("#SBATCH -p other", Site(kind="lsf", queues=SITE.queues)),
        ("#PBS -q R1234", SITE),
        ("#PBS -q @server", SITE),
        ("#PBS -q work@server", SITE),
    ],
)
def test_healthy(line: str, site: Site) -> None:
    passes(unknown_queue, f"#!/bin/bash\n{line}\n", path="train.sbatch", site=site)
