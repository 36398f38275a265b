from __future__ import annotations

import pytest
from envdoctor_rules.containers.more_gpus_than_a_node_has import more_gpus_than_a_node_has

from envdoctor.catalogue.site import Queue, Site
from envdoctor.testing import offends, passes

SITE = Site(queues={"a": Queue("a", gpus=4), "b": Queue("b", gpus=8)})
HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


def test_fires() -> None:
    [found] = offends(
        more_gpus_than_a_node_has,
        """
        services:
          train:
            image: me/train:1
            deploy: {resources: {reservations: {devices: [{capabilities: [gpu], count: 16}]}}}
                                                                                       ^^
        """,
        path="compose.yaml",
        site=SITE,
    )
    assert found.args["most"] == 8


@pytest.mark.parametrize("asked", ["8", "all", "1", '"$N"'])
def test_healthy(asked: str) -> None:
    passes(more_gpus_than_a_node_has, f"{HEAD}docker run --gpus {asked} a/b:1\n", path="x.sbatch", site=SITE)


def test_without_a_policy_nothing_is_said() -> None:
    source = f"{HEAD}docker run --gpus 16 a/b:1\n"
    passes(more_gpus_than_a_node_has, source, path="x.sbatch", site=Site())
    part = Site(queues={"a": Queue("a", gpus=4), "b": Queue("b")})
    passes(more_gpus_than_a_node_has, source, path="x.sbatch", site=part)
