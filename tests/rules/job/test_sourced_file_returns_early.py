from __future__ import annotations

from envdoctor_rules.job.sourced_file_returns_early import sourced_file_returns_early

from envdoctor.facts.job_files import OwnBashrc
from envdoctor.testing import fixed, offends, passes

EARLY = OwnBashrc(6, True)
TEXT = "#!/bin/bash\n#SBATCH -n 1\nsource ~/.bashrc\nconda activate x\n"


def test_names_the_line_that_turns_back() -> None:
    [found] = offends(
        sourced_file_returns_early,
        f"{TEXT}^^^^^^^^^^^^^^^^\n",
        path="a.sbatch",
        own_bashrc=EARLY,
    )
    assert found.args == {"call": "conda activate", "line": 6}


def test_fix() -> None:
    after = TEXT.replace("conda activate", 'eval "$(conda shell.bash hook)"\nconda activate')
    fixed(sourced_file_returns_early, TEXT, after, path="a.sbatch", own_bashrc=EARLY)


def test_healthy() -> None:
    passes(sourced_file_returns_early, TEXT, path="a.sbatch")
    passes(sourced_file_returns_early, TEXT, path="a.sbatch", own_bashrc=OwnBashrc(6, False))
    hooked = TEXT.replace("conda activate", 'eval "$(conda shell.bash hook)"\nconda activate')
    passes(sourced_file_returns_early, hooked, path="a.sbatch", own_bashrc=EARLY)
    pbs = TEXT.replace("#SBATCH -n 1", "#PBS -l walltime=1:00:00")
    passes(sourced_file_returns_early, pbs, path="a.sbatch", own_bashrc=EARLY)
