from __future__ import annotations

import pytest
from envdoctor_rules.job.more_gpus_than_a_node import ALL, FEW, NONE, SPREAD, UNEVEN, more_gpus_than_a_node

from envdoctor.facts.site import Queue, Site
from envdoctor.i18n import render
from envdoctor.testing import offends, passes

SITE = Site(
    default_queue="gpu",
    queues={
        "gpu": Queue("gpu", nodes=3, gpus=8),
        "cpu": Queue("cpu", nodes=9, gpus=0),
        "cut": Queue("cut", nodes=1, gpus=4, mig=True),
        "odd": Queue("odd"),
    },
)


@pytest.mark.parametrize(
    ("lines", "template"),
    [
        ("#SBATCH -N 1\n#SBATCH --gres=gpu:16\n        ^^^^^^^^^^^^^", SPREAD),
        ("#SBATCH --gpus-per-node=16\n        ^^^^^^^^^^^^^^^^^^", SPREAD),
        ("#SBATCH -N 2\n#SBATCH --gres=gpu:a100:9\n        ^^^^^^^^^^^^^^^^^", UNEVEN),
        ("#SBATCH -N 2 -n 1\n#SBATCH --gres=gpu:9\n        ^^^^^^^^^^^^", UNEVEN),
        ("#SBATCH --gres=gpu:9\n        ^^^^^^^^^^^^", UNEVEN),
        ("#SBATCH -n 1\n#SBATCH --gpus=16\n        ^^^^^^^^^", SPREAD),
        ("#SBATCH -N 4\n#SBATCH --gpus-per-node=8\n        ^^^^^^^^^^^^^^^^^", ALL),
        ("#SBATCH --gpus=32\n        ^^^^^^^^^", ALL),
        ("#SBATCH -N 2\n#SBATCH --gpus=17\n        ^^^^^^^^^", FEW),
        ("#SBATCH -N 1-2\n#SBATCH --gpus=17\n        ^^^^^^^^^", FEW),
        ("#SBATCH -n 2\n#SBATCH --gpus=17\n        ^^^^^^^^^", FEW),
        ("#SBATCH -n 17 -N 2\n#SBATCH --gpus-per-task=1\n        ^^^^^^^^^^^^^^^^^", FEW),
        ("#SBATCH -n 1\n#SBATCH --gpus-per-task=9\n        ^^^^^^^^^^^^^^^^^", UNEVEN),
        ("#SBATCH --gpus=18\n#SBATCH --gpus-per-task=9\n        ^^^^^^^^^^^^^^^^^", UNEVEN),
        ("#SBATCH -p cpu\n#SBATCH --gres=gpu:1\n        ^^^^^^^^^^^^", NONE),
    ],
)
def test_never_starts(lines: str, template: str) -> None:
    [found] = offends(more_gpus_than_a_node, f"#!/bin/bash\n{lines}\npython a.py\n", path="train.sbatch", site=SITE)
    assert found.template == template
    assert "refused or never starts" in found.template


def test_says_the_way_out() -> None:
    [found] = offends(
        more_gpus_than_a_node,
        "#!/bin/bash\n#SBATCH --gres=gpu:16\n        ^^^^^^^^^^^^^\n",
        path="train.sbatch",
        site=SITE,
    )
    assert "ask for 2 nodes with 8 each and run it distributed" in render(found.template, found.args)


def test_lsf_counts_on_each_host() -> None:
    offends(
        more_gpus_than_a_node,
        '#!/bin/bash\n#BSUB -q gpu\n#BSUB -gpu "num=9:mode=shared"\n      ^^^^^^^^^^^^^^^^^^^^^^^^\n',
        path="a.lsf",
        site=SITE,
    )


@pytest.mark.parametrize(
    "line",
    [
        "--gres=gpu:8",
        "-N 3 --gpus-per-node=8",
        "-N 9 -n 3 --gpus-per-node=8",
        "--gpus=16",  # spread over two nodes by Slurm itself
        "--gpus=24",
        "-n 2 --gpus=9",
        "-N 2-3 --gpus=17",
        "-n 24 --gpus-per-task=1",
        "-p odd --gres=gpu:99",
        "-p cut --gres=gpu:7",
        "-p gpu,odd --gres=gpu:99",
        "--gres=gpu:{n}",
        "-p cpu",
    ],
)
def test_healthy(line: str) -> None:
    passes(more_gpus_than_a_node, f"#!/bin/bash\n#SBATCH {line}\n", path="train.sbatch", site=SITE)
