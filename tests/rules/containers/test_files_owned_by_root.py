from __future__ import annotations

import pytest
from envdoctor_rules.containers.files_owned_by_root import files_owned_by_root

from envdoctor.testing import offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"


def test_fires() -> None:
    [found] = offends(
        files_owned_by_root,
        """
        #!/bin/bash
        #SBATCH -n 1
        docker run --rm -v /data:/data:ro -v $PWD:/work a/b:1 python x.py
               ^^^
        """,
        path="train.sbatch",
    )
    assert found.args["folder"] == "$PWD"


@pytest.mark.parametrize(
    "line",
    [
        'docker run -v $PWD:/w -u "$(id -u):$(id -g)" a/b:1',
        "docker run -v $PWD:/w --user 1000 a/b:1",
        "docker run -v $HOME:/w:ro a/b:1",
        "docker run -v models:/m a/b:1",
        "podman run -v $PWD:/w a/b:1",
        "docker run $OPTS -v $PWD:/w a/b:1",
        "docker run a/b:1",
    ],
)
def test_healthy(line: str) -> None:
    passes(files_owned_by_root, f"{HEAD}{line}\n", path="train.sbatch")
