from __future__ import annotations

import pytest
from envdoctor_rules.job.conda_without_hook import OTHER, UNKNOWN, conda_without_hook

from envdoctor import Advise, Severity
from envdoctor.testing import fixed, offends, passes

JOB = "#!/bin/bash\n#SBATCH -n 1\n"


def test_points_at_the_first_call() -> None:
    [found] = offends(
        conda_without_hook,
        """
        #!/bin/bash
        #SBATCH --time=1:00:00
        module load cuda/12.1
        conda activate train
        ^^^^^^^^^^^^^^^^^^^^
        python train.py
        conda activate other
        """,
        path="train.sbatch",
    )
    assert (found.template, found.key, found.severity) == (UNKNOWN, "conda", None)


def test_nothing_is_inherited_with_export_none() -> None:
    text = "#!/bin/bash\n#SBATCH --export=NONE\nconda activate x\n^^^^^^^^^^^^^^^^\n"
    assert offends(conda_without_hook, text, path="a.sbatch")[0].severity is Severity.ERROR


def test_mamba_has_its_own_hook() -> None:
    [found] = offends(conda_without_hook, f"{JOB}mamba activate x\n^^^^^^^^^^^^^^^^\n", path="a.sbatch")
    assert found.template == OTHER
    assert isinstance(found.wish, Advise)


def test_fix() -> None:
    fixed(
        conda_without_hook,
        f"{JOB}if true; then\n  conda activate é\nfi\npython a.py\n",
        f'{JOB}if true; then\n  eval "$(conda shell.bash hook)"\n  conda activate é\nfi\npython a.py\n',
        path="a.sbatch",
    )


@pytest.mark.parametrize(
    "text",
    [
        f'{JOB}eval "$(conda shell.bash hook)"\nconda activate x\n',
        f"{JOB}source ~/miniconda3/etc/profile.d/conda.sh\nconda activate x\n",
        f"{JOB}source ~/.bashrc\nconda activate x\n",
        f"{JOB}module load anaconda3\nconda activate x\n",
        f"{JOB}module --quiet load miniconda/3\nconda activate x\n",
        f"{JOB}uenv miniconda\nconda activate x\n",
        f"{JOB}source activate x\n",
        f"{JOB}conda run -n x python a.py\n",
        f"{JOB}# conda activate x\necho 'conda activate x'\n",
        f"{JOB}cat > x.sh <<E\nconda activate x\nE\n",
        "#!/bin/bash -l\n#SBATCH -n 1\nconda activate x\n",
        "#!/bin/bash\n#PBS -l walltime=1:00:00\nconda activate x\n",
        "#!/bin/zsh\n#SBATCH -n 1\nconda activate x\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(conda_without_hook, text, path="a.sbatch")
