"""Which schedulers a script speaks to."""

from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.which import chosen, directives_of, in_heredoc, schedulers


@pytest.mark.parametrize(
    "line",
    [
        "#SBATCH -n 2",
        "#SBATCH--nodes=3",
        "#SBATCH text --nodes=3",
        "#SBATCH\u2013n 2",
        "#SBATCH\u00a0-n 2",
        "#SBATCH\u200b-n 2",
        "#SBATCH nodes=2",
        "#SBATCH hetjob",
        "# SBATCH -n 2",
        "#sbatch -n 2",
    ],
)
def test_an_option_or_what_means_to_be_one(line: str) -> None:
    assert schedulers(f"#!/bin/bash\n{line}\n") == ("slurm",)


@pytest.mark.parametrize(
    "line",
    ["#SBATCH is not used here; see train.sbatch", "#SBATCH", "#SBATCHES -x", "#PBS ...", "#BSUB", "#SBATCH a -- b"],
)
def test_a_sentence_is_none(line: str) -> None:
    assert schedulers(f"#!/bin/bash\n{line}\n") == ()


def test_here_documents_belong_to_other_scripts() -> None:
    text = "#!/bin/bash\ncat <<E\n#SBATCH -n 1\nE\ncat <<'F'\n#PBS -N x\nF\n#BSUB -n 1\n"
    assert schedulers(text) == ("lsf",)
    held = [offset for offset in range(len(text)) if in_heredoc(text, offset)]
    assert "".join(text[offset] for offset in held) == "#SBATCH -n 1\n#PBS -N x\n"


BOTH = "#!/bin/bash\n#BSUB -q gpu\n#BSUB -W 1:00\n#SBATCH --gres=gpu:1\n"


@pytest.mark.parametrize(
    ("text", "path", "kind", "scheduler"),
    [
        (BOTH, "a.sh", "", "lsf"),
        (BOTH, "a.sh", "slurm", "slurm"),
        (BOTH, "a.sh", "pbs", "lsf"),
        (BOTH, "a.lsf", "slurm", "slurm"),
        (BOTH, "a.sbatch", "", "slurm"),
        (BOTH, "jobs.slurm/a", "", "lsf"),
        (BOTH + "#SBATCH -t 1\n", "a.sh", "", "slurm"),
        (BOTH + "##SBATCH -t 1\n# SBATCH -n 1\n", "a.sh", "", "lsf"),
        (BOTH + "cat <<E\n#SBATCH -t 1\n#SBATCH -n 1\nE\n", "a.sh", "", "lsf"),
        ("#!/bin/bash\n#SBATCH -n 1\n", "a.lsf", "lsf", "slurm"),
        ("#!/bin/bash\n# SBATCH -n 1\n# PBS -l x=1\n", "a.sh", "", "slurm"),
        ("#!/bin/bash\n# nothing\n", "a.lsf", "lsf", ""),
    ],
)
def test_whose_script_it_is(text: str, path: str, kind: str, scheduler: str) -> None:
    assert chosen(text, path, kind) == scheduler


def test_lines_that_are_directives() -> None:
    text = " #PBS -N x\n#SBATCH--mem=1  \n#SBATCH is it\n##BSUB -n 1\n #SBATCH -n 1\n #BSUB -n 1\n"
    found = directives_of(text, "slurm", "lsf", "pbs")
    assert [(name, text[start:end]) for name, start, end in found] == [
        ("pbs", "#PBS -N x"),
        ("slurm", "#SBATCH--mem=1"),
        ("lsf", "#BSUB -n 1"),
    ]
