from __future__ import annotations

import pytest
from envdoctor_rules.containers.container_outlives_job import container_outlives_job

from envdoctor.testing import offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


def test_fires() -> None:
    offends(
        container_outlives_job,
        """
        #!/bin/bash
        #SBATCH -n 1
        docker run -d --gpus all a/b:1 python x.py
                   ^^
        """,
        path="train.sbatch",
    )


@pytest.mark.parametrize(
    "line",
    [
        "docker run a/b:1",
        "id=$(docker run -d a/b:1); docker wait $id",
        "docker run -d --name t a/b:1; trap 'docker stop t' EXIT; sleep 9",
        "docker run -d --name t a/b:1; docker exec t x; docker rm -f t",
    ],
)
def test_healthy(line: str) -> None:
    passes(container_outlives_job, f"{HEAD}{line}\n", path="train.sbatch")


def test_only_in_jobs() -> None:
    passes(container_outlives_job, "#!/bin/bash\ndocker run -d a/b:1\n", path="run.sh")
