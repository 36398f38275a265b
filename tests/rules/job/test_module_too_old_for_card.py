from __future__ import annotations

import pytest
from envdoctor_rules.job.module_too_old_for_card import module_too_old_for_card

from envdoctor.facts.site import Queue, Site
from envdoctor.testing import offends, passes

QUEUES = {
    "a100": Queue("a100", card="A100"),
    "site": Queue("site", card="A100", cuda=(11, 1)),
    "h100": Queue("h100", card="H100"),
    "old": Queue("old", card="V100"),
    "odd": Queue("odd", card="Abacus"),
}
SITE = Site(default_queue="a100", queues=QUEUES)


def test_fires() -> None:
    found = offends(
        module_too_old_for_card,
        """
        #!/bin/bash
        #BSUB -q site
        module load deepmd/2.0-cuda11.0 gcc/9.3
                    ^^^^^^^^^^^^^^^^^^^
        module add cuda/10.2
                   ^^^^^^^^^
        export PATH=/usr/local/cuda-10.2/bin:$PATH
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        conda install pytorch cudatoolkit=10.2
                              ^^^^^^^^^^^^^^^^
        """,
        path="a.lsf",
        site=SITE,
    )
    assert found[0].args == {"name": "deepmd/2.0-cuda11.0", "have": "11.0", "need": "11.1", "card": "A100"}


def test_a_newer_card_needs_a_newer_toolkit() -> None:
    [found] = offends(
        module_too_old_for_card,
        "#!/bin/bash\n#SBATCH -p h100\nmodule load CUDA/11.3.1\n            ^^^^^^^^^^^\n",
        path="a.sbatch",
        site=SITE,
    )
    assert found.args["need"] == "11.8"


@pytest.mark.parametrize(
    "text",
    [
        "#BSUB -q site\nmodule load deepmd/2.0-cuda11.3\n",
        "#SBATCH -p a100\nmodule load cuda/11.0\n",
        "#SBATCH -p a100\nmodule load cuda\n",
        "#SBATCH -p a100\nmodule load cudnn/7.6 python/3.8\n",
        "#SBATCH -p old\nmodule load cuda/10.2\n",
        "#SBATCH -p odd\nmodule load cuda/7.5\n",
        "#SBATCH -p a100,old\nmodule load cuda/10.2\n",
        "#SBATCH -p a100\nmodule unload cuda/9.0\n",
        "#SBATCH -p elsewhere\nmodule load cuda/7.5\n",
        "#SBATCH -p a100\n# module load cuda/9.0\necho cuda/9.0\n",
        "#SBATCH -p a100\nexport CUDA_HOME=/usr/local/cuda\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(module_too_old_for_card, f"#!/bin/bash\n{text}", path="a.sbatch", site=SITE)
