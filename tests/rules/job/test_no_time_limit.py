from __future__ import annotations

import pytest
from envdoctor_rules.job.no_time_limit import ENDLESS, NOTHING, no_time_limit

from envdoctor import Severity
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(("line", "mark"), [("#SBATCH -n 1", 8), ("#BSUB -n 1", 6), ("#PBS -N x", 5)])
def test_the_queue_decides(line: str, mark: int) -> None:
    [found] = offends(
        no_time_limit,
        f"#!/bin/bash\n{line}\n{' ' * mark}{'^' * (len(line) - mark)}\npython train.py\n",
        path="train.sh",
    )
    assert (found.template, found.severity) == (NOTHING, Severity.NOTE)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("sleep infinity", "sleep infinity"),
        ("jupyter lab --no-browser --port=8888", "jupyter lab"),
        ("tensorboard --logdir runs", "tensorboard"),
        ("python -m http.server 8000", "python -m http.server"),
        ("ollama serve", "ollama serve"),
        ("tail -f /dev/null", "tail -f /dev/null"),
    ],
)
def test_a_program_that_never_ends(command: str, said: str) -> None:
    for asked in ("-n 1", "-t UNLIMITED", "--time=UNLIMITED"):
        [found] = offends(
            no_time_limit,
            f"#!/bin/bash\n#SBATCH {asked}\n{command}\n{'^' * len(command)}\n",
            path="train.sbatch",
        )
        assert (found.template, found.severity, found.args["program"]) == (ENDLESS, Severity.WARNING, said)


@pytest.mark.parametrize(
    "command", ["tensorboard --logdir x &", "timeout 1h sleep infinity", "jupyter nbconvert x.ipynb"]
)
def test_what_ends_is_a_note_at_most(command: str) -> None:
    [found] = offends(
        no_time_limit,
        f"#!/bin/bash\n#SBATCH -n 1\n        ^^^^\n{command}\n",
        path="train.sbatch",
    )
    assert found.severity == Severity.NOTE


@pytest.mark.parametrize(
    "script",
    [
        "#SBATCH --time=1-0\nsleep infinity\n",
        "#SBATCH -t {{time}}\npython x.py\n",
        "#SBATCH --time=UNLIMITED\npython x.py\n",
        "#SBATCH --deadline=2030-01-01\npython x.py\n",
        "#BSUB -W 24:00\npython x.py\n",
        "#PBS -l nodes=1,walltime=1:00:00\npython x.py\n",
        "#PBS -l cput=1:00:00\npython x.py\n",
        "#SBATCH -n 1\n#SBATCH \u2013time=1:00:00\npython x.py\n",
        "#SBATCH -n 1\n#SBATCH \u2014t 60\npython x.py\n",
        "#BSUB -n 1\n#BSUB \u2013W 60\npython x.py\n",
        "#PBS -N x\n#PBS \u2013l walltime=1:00:00\npython x.py\n",
        "#SBATCH -n 1\n#SBATCH --time:1:00:00\npython x.py\n",
        "#SBATCH -n 1\nset -e\n#SBATCH --time=1:00:00\npython x.py\n",
    ],
)
def test_healthy(script: str) -> None:
    passes(no_time_limit, "#!/bin/bash\n" + script, path="train.sh")


@pytest.mark.parametrize(
    "line", ["#SBATCH --job-name=time", "#SBATCH -o a-time.txt", "#SBATCH -n 2 # --time", "##SBATCH --time=1:00"]
)
def test_words_that_are_no_limit(line: str) -> None:
    [found] = offends(no_time_limit, f"#!/bin/bash\n#SBATCH -N 1\n        ^^^^\n{line}\npython x.py\n", path="a.sh")
    assert found.template == NOTHING
