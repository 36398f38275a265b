from __future__ import annotations

import pytest
from envdoctor_rules.job.more_than_there_is import CPUS, CPUS_ALL, MEMORY, MEMORY_ALL, NODES, more_than_there_is

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
        ("-N 1 -n 65", "     ^^^^^", CPUS),
        ("--ntasks-per-node=65", "^^^^^^^^^^^^^^^^^^^^", CPUS),
        ("-n 1 --ntasks-per-node=65", "     ^^^^^^^^^^^^^^^^^^^^", CPUS),
        ("-N 1 -n 2 -c 33", "          ^^^^^", CPUS),
        ("--gpus-per-node=8 --cpus-per-gpu=9", "                  ^^^^^^^^^^^^^^^^", CPUS),
        ("-n 193", "^^^^^^", CPUS_ALL),
        ("-n 4 -c 64", "     ^^^^^", CPUS_ALL),
        ("-N 1-2 -n 129", "       ^^^^^^", CPUS_ALL),
        ("--gpus=20 --cpus-per-gpu=10", "          ^^^^^^^^^^^^^^^^^", CPUS_ALL),
        ("--mem-per-cpu=600G", "^^^^^^^^^^^^^^^^^^", MEMORY),
        ("-c 64 --mem-per-cpu=8G", "      ^^^^^^^^^^^^^^^^", MEMORY),
        ("--gres=gpu:8 --mem-per-gpu=70G", "             ^^^^^^^^^^^^^^^^^", MEMORY),
        ("-n 190 --mem-per-cpu=8G", "       ^^^^^^^^^^^^^^^^", MEMORY_ALL),
        ("--gpus=24 --mem-per-gpu=100G", "          ^^^^^^^^^^^^^^^^^^", MEMORY_ALL),
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
        "-n 192",
        "-n 640 --overcommit",
        "-n 640 --exclusive",
        "-N 2 -n 128",
        "-N 2-3 -n 129",
        "--cpus-per-gpu=10 --gpus=8",  # spread over two nodes by Slurm itself
        "--mem-per-cpu=10G -n 100",
        "--mem-per-gpu=100G --gpus=8",
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
