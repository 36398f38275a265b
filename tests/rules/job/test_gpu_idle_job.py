from __future__ import annotations

import pytest
from envdoctor_rules.job.gpu_idle_job import gpu_idle_job

from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("body", "commands"),
    [
        ("sleep 100000", "sleep"),
        ("cd /data\nwget https://example.org/a.tar\ntar xf a.tar", "wget, tar"),
        ("module load conda\nsource activate x\npip install -r requirements.txt", "pip"),
        ("rsync -a /data/a /scratch/a", "rsync"),
    ],
)
def test_fires(body: str, commands: str) -> None:
    [found] = offends(
        gpu_idle_job,
        f"#!/bin/bash\n#SBATCH --gres=gpu:1\n        ^^^^^^^^^^^^\n{body}\n",
        path="train.sbatch",
    )
    assert found.args["commands"] == commands


@pytest.mark.parametrize(
    "body",
    [
        "",
        "python train.py",
        "pip install -r requirements.txt\npython train.py",
        "nvidia-smi\nsleep 60",
        "./a.out",
        "tar xf a.tar\nbash run.sh",
        "echo hello",
        "conda activate x\npip list",
        "find . -name '*.py' -exec python {} +\nsleep 1",
    ],
)
def test_healthy(body: str) -> None:
    passes(gpu_idle_job, f"#!/bin/bash\n#SBATCH --gres=gpu:1\n{body}\n", path="train.sbatch")


def test_without_cards() -> None:
    passes(gpu_idle_job, "#!/bin/bash\n#SBATCH -n 1\nsleep 100000\n", path="train.sbatch")
