from __future__ import annotations

import pytest
from envdoctor_rules.job.gpu_queue_without_gpu import gpu_queue_without_gpu

from envdoctor.facts.site import Queue, Site
from envdoctor.testing import offends, passes

SITE = Site(queues={"gpu": Queue("gpu", gpu_only=True), "a100": Queue("a100", gpu_only=True), "cpu": Queue("cpu")})


def test_fires() -> None:
    offends(
        gpu_queue_without_gpu,
        """
        #!/bin/bash
        #SBATCH --partition=gpu
                ^^^^^^^^^^^^^^^
        #SBATCH -c 8
        """,
        path="train.sbatch",
        site=SITE,
    )
    offends(gpu_queue_without_gpu, "#!/bin/bash\n#BSUB -q gpu\n      ^^^^^^\n#BSUB -n 4\n", path="a.lsf", site=SITE)
    offends(gpu_queue_without_gpu, "#!/bin/bash\n#PBS -q gpu\n     ^^^^^^\n", path="a.pbs", site=SITE)


@pytest.mark.parametrize(
    "lines",
    [
        "#SBATCH -p gpu --gres=gpu:1",
        "#SBATCH -p gpu -G 1",
        "#SBATCH -p gpu --gpus-per-node=1",
        "#SBATCH -p gpu --gpus-per-task=1 -n 2",
        "#SBATCH -p gpu --exclusive",
        "#SBATCH -p gpu --gres={gres}",
        "#SBATCH -p gpu,cpu",
        "#SBATCH -p cpu",
        "#SBATCH -c 8",
        "#BSUB -q gpu\n#BSUB -gpu num=1",
        '#BSUB -q gpu\n#BSUB -R "rusage[ngpus_physical=1]"',
        "#PBS -q gpu\n#PBS -l select=1:ngpus=1",
        "#PBS -q gpu\n#PBS -l nodes=1:ppn=4:gpus=1",
    ],
)
def test_healthy(lines: str) -> None:
    passes(gpu_queue_without_gpu, f"#!/bin/bash\n{lines}\n", path="train.sbatch", site=SITE)
