from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.job.gpu_queue_without_gpu import gpu_queue_without_gpu

from envdoctor.facts.site import Profile, Queue, Site
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


def test_where_a_profile_asks_for_the_cards_its_finding_is_enough() -> None:
    profile = Profile("cards", {"queue": "gpu"}, {"gpu.j_exclusive": ("yes", "no")})
    site = replace(SITE, profiles=(profile,))
    passes(gpu_queue_without_gpu, "#!/bin/bash\n#BSUB -q gpu\n", path="a.lsf", site=site)
    text = "#!/bin/bash\n#BSUB -q a100\n      ^^^^^^^\n"
    offends(gpu_queue_without_gpu, text, path="a.lsf", site=site)


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
