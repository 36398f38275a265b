from __future__ import annotations

import pytest
from envdoctor_rules.job.more_than_there_is import CPUS, MEMORY, NODES, more_than_there_is

from envdoctor.facts.site import Queue, Site
from envdoctor.testing import offends, passes

QUEUES = {"gpu": Queue("gpu", nodes=3, cpus=64, memory=500000), "odd": Queue("odd")}
SITE = Site(default_queue="gpu", queues=QUEUES)


@pytest.mark.parametrize(
    ("line", "marks", "template"),
    [
        ("-N 4", "^^^^", NODES),
        ("--nodes=4-8", "^^^^^^^^^^^", NODES),
        ("-c 65", "^^^^^", CPUS),
        ("--mem=600G", "^^^^^^^^^^", MEMORY),
    ],
)
def test_never_starts(line: str, marks: str, template: str) -> None:
    [found] = offends(
        more_than_there_is, f"#!/bin/bash\n#SBATCH {line}\n        {marks}\n", path="train.sbatch", site=SITE
    )
    assert found.template == template


def test_tasks_on_a_node_take_their_cpus() -> None:
    [found] = offends(
        more_than_there_is,
        """
        #!/bin/bash
        #SBATCH --ntasks-per-node=8
        #SBATCH --cpus-per-task=16
                ^^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert found.args["asked"] == 128


@pytest.mark.parametrize(
    "line",
    [
        "-N 3",
        "-N 2-9",
        "-c 64",
        "--mem=400G",
        "--mem=0",
        "-n 640",
        "-p odd -N 99",
        "-N {nodes}",
        "-c $CPUS",
        "-p x -N 9",
    ],
)
def test_healthy(line: str) -> None:
    passes(more_than_there_is, f"#!/bin/bash\n#SBATCH {line}\n", path="train.sbatch", site=SITE)


def test_without_configured_memory_another_rule_speaks() -> None:
    site = Site(default_queue="gpu", queues=QUEUES, memory_configured=False)
    passes(more_than_there_is, "#!/bin/bash\n#SBATCH --mem=600G\n", path="train.sbatch", site=site)
