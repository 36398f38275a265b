from __future__ import annotations

import pytest
from envdoctor_rules.job.share_exceeded import CPUS, MEMORY, share_exceeded

from envdoctor.facts.site import Queue, Site
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes

SITE = Site(
    queues={
        "gpu": Queue("gpu", gpus=8, cpus_per_gpu=5, memory_per_gpu=60000),
        "whole": Queue("whole", gpus=8, cpus=64),
        "odd": Queue("odd"),
    }
)


def test_fires_for_cpus_and_memory() -> None:
    found = offends(
        share_exceeded,
        """
        #!/bin/bash
        #SBATCH -p gpu --gres=gpu:2
        #SBATCH --cpus-per-task=16
                ^^^^^^^^^^^^^^^^^^
        #SBATCH --mem=200G
                ^^^^^^^^^^
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert [finding.template for finding in found] == [CPUS, MEMORY]


def test_without_a_word_the_share_is_what_the_node_has() -> None:
    [found] = offends(
        share_exceeded,
        "#!/bin/bash\n#SBATCH -p whole --gres=gpu:1 -c 9\n                                 ^^^^\n".replace(
            "                                 ^^^^", "                              ^^^^"
        ),
        path="train.sbatch",
        site=SITE,
    )
    assert found.args["share"] == 8


@pytest.mark.parametrize(
    "line",
    [
        "-p gpu --gres=gpu:2 -c 10 --mem=100G",
        "-p gpu --gres=gpu:8 -c 64 --mem=900G",
        "-p whole --gres=gpu:1 -c 8",
        "-p odd --gres=gpu:1 -c 64",
        "-p gpu -c 64",
        "-p gpu --gres=gpu:1 -c {cpus}",
        "-p gpu --gres=gpu:1 --exclusive -c 40",
    ],
)
def test_healthy(line: str) -> None:
    passes(share_exceeded, f"#!/bin/bash\n#SBATCH {line}\n", path="train.sbatch", site=SITE)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("--gres=gpu:1 -c 8", "8 CPUs for 1 GPU; in gpu 5 belong to each: others of the node may stay idle"),
        ("--gres=gpu:2 -c 16", "16 CPUs for 2 GPUs; in gpu 5 belong to each: others of the node may stay idle"),
    ],
)
def test_what_is_said(asked: str, says: str) -> None:
    text = f"#!/bin/bash\n#SBATCH -p gpu -n 1 {asked}\n"
    [found] = findings(share_exceeded, source=SourceFile("a.sbatch", text, form="job"), site=SITE)
    assert render(found.template, found.args) == says
