from __future__ import annotations

import pytest
from envdoctor_rules.slurm.log_is_a_folder import log_is_a_folder

from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, fixed, offends, passes


def test_fires() -> None:
    [found, other] = offends(
        log_is_a_folder,
        """
        #!/bin/bash
        #SBATCH --output=logs/
                         ^^^^^
        #SBATCH -e "/tmp"
                   ^^^^^^
        srun python train.py
        """,
        path="train.sbatch",
    )
    said = "logs/ is a folder, no file: the job dies at its start, without a log; write logs/%j.out"
    assert render(found.template, found.args) == said
    assert (other.args["meant"], other.wish) == ("/tmp/%j.err", None)


@pytest.mark.parametrize("written", ["--output=", '--output=""'])
def test_an_empty_name(written: str) -> None:
    text = f"#!/bin/bash\n#SBATCH {written}\n"
    [found] = findings(log_is_a_folder, source=SourceFile("a.sbatch", text, form="job"))
    said = "an empty --output is the folder itself: the job dies at its start, without a log; write --output=%j.out"
    assert (render(found.template, found.args), found.wish) == (said, None)


@pytest.mark.parametrize("value", [".", "./", "..", "logs/.", "/tmp/%j/", "logs/%x/"])
def test_folders(value: str) -> None:
    text = f"#!/bin/bash\n#SBATCH -o {value}\n"
    [found] = findings(log_is_a_folder, source=SourceFile("a.sbatch", text, form="job"))
    assert found.args["value"] == value


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("-o logs/", "-o logs/%j.out"),
        ("--error='my logs/'", "--error='my logs/%j.err'"),
        ("-a 1-3 -o logs/ # all", "-a 1-3 -o logs/%A_%a.out # all"),
    ],
)
def test_fixed(before: str, after: str) -> None:
    fixed(log_is_a_folder, f"#!/bin/bash\n#SBATCH {before}\n", f"#!/bin/bash\n#SBATCH {after}\n", path="train.sbatch")


@pytest.mark.parametrize(
    "line",
    [
        "-o logs/%j.out",
        "-o /tmp/%j",
        "-o logs",
        "--output=none",
        "-o $HOME/logs/",
        "-o {{logs}}/",
        "--output=#LOG#",
        "-o logs/\n#SBATCH -o a.out",
        "-o logs/ -e {a} -J {b}",
    ],
)
def test_healthy(line: str) -> None:
    passes(log_is_a_folder, f"#!/bin/bash\n#SBATCH {line}\n", path="train.sbatch")
