from __future__ import annotations

import pytest
from envdoctor_rules.slurm.cpus_not_inherited_by_srun import cpus_not_inherited_by_srun

from envdoctor import Severity
from envdoctor.facts.site import Target
from envdoctor.testing import offends, passes

TEXT = "#!/bin/bash\n#SBATCH -c 8\nmodule load x\nsrun python train.py\n"


def test_fires_in_its_versions() -> None:
    marked = TEXT + "^^^^\n"
    [found] = offends(cpus_not_inherited_by_srun, marked, path="a.sbatch", target=Target((22, 5)))
    assert (found.severity, found.args) == (None, {"cpus": "8"})
    [found] = offends(cpus_not_inherited_by_srun, marked, path="a.sbatch")
    assert found.severity is Severity.NOTE


@pytest.mark.parametrize("version", [(21, 8), (23, 11), (25, 5)])
def test_other_versions_hand_it_on(version: tuple[int, int]) -> None:
    passes(cpus_not_inherited_by_srun, TEXT, path="a.sbatch", target=Target(version))


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("srun", "srun -c 8"),
        TEXT.replace("srun", "srun --cpus-per-task=$SLURM_CPUS_PER_TASK"),
        TEXT.replace("srun", "export SRUN_CPUS_PER_TASK=8\nsrun"),
        TEXT.replace("srun", "srun $OPTIONS"),
        TEXT.replace("python train.py", "hostname"),
        TEXT.replace("-c 8", "-c 1"),
        TEXT.replace("srun ", ""),
    ],
)
def test_healthy(text: str) -> None:
    passes(cpus_not_inherited_by_srun, text, path="a.sbatch", target=Target((22, 5)))
