from __future__ import annotations

import pytest
from envdoctor_rules.containers.left_behind_container import left_behind_container

from envdoctor.testing import offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


def test_fires() -> None:
    offends(
        left_behind_container,
        """
        #!/bin/bash
        #SBATCH -n 1
        docker run --gpus all a/b:1 python x.py
               ^^^
        """,
        path="train.sbatch",
    )


@pytest.mark.parametrize(
    "line",
    [
        "docker run --rm a/b:1",
        "docker run --name t a/b:1; docker rm t",
        "docker run --name t a/b:1; docker container prune -f",
        "docker run --name t a/b:1; docker cp t:/out .",
        "docker start t || docker run --name t a/b:1",
        'docker run "$@"',
    ],
)
def test_healthy(line: str) -> None:
    passes(left_behind_container, f"{HEAD}{line}\n", path="train.sbatch")


def test_only_in_jobs() -> None:
    passes(left_behind_container, "#!/bin/bash\ndocker run a/b:1\n", path="run.sh")
