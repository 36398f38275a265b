from __future__ import annotations

import pytest
from envdoctor_rules.job.whole_node import whole_node

from envdoctor.facts.site import Queue, Site
from envdoctor.testing import offends, passes

QUEUES = {"gpu": Queue("gpu", gpus=8), "one": Queue("one", gpus=1)}
SITE = Site(default_queue="gpu", queues=QUEUES, whole_node=True)


def test_fires() -> None:
    offends(
        whole_node,
        """
        #!/bin/bash
        #SBATCH --gres=gpu:8
                ^^^^^^^^^^^^
        """,
        path="a.sbatch",
        site=SITE,
    )


@pytest.mark.parametrize("line", ["--gres=gpu:4", "--gres=gpu:9", "-p one --gres=gpu:1", "-c 1", "-p x --gres=gpu:8"])
def test_healthy(line: str) -> None:
    passes(whole_node, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch", site=SITE)


def test_silent_where_nobody_minds() -> None:
    site = Site(default_queue="gpu", queues=QUEUES)
    passes(whole_node, "#!/bin/bash\n#SBATCH --gres=gpu:8\n", path="a.sbatch", site=site)
