"""Which schedulers a script speaks to."""

from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.which import in_heredoc, schedulers


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
