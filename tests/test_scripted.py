"""``facts script``: the verdict, the rows, what values mean, and where the script comes from."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from envdoctor.report.scripted import scripted_json, scripted_text
from envdoctor.report.style import Style
from envdoctor.scripted import Scripted, scripted
from envdoctor.session import Request


def read(folder: Path, text: str, scheduler: str = "", name: str = "a.sh") -> Scripted:
    """The script ``text`` as it is read without any policy."""
    (folder / name).write_text(text)
    (folder / "home").mkdir(exist_ok=True)
    return scripted(Request("facts", home=str(folder / "home"), isolated=True), str(folder / name), scheduler)


def told(found: Scripted) -> list[str]:
    """The text, without the line about the version."""
    return [line for line in scripted_text(found, Style()).splitlines() if "version is not known" not in line]


def test_an_option_that_is_given_twice_is_one_row(tmp_path: Path) -> None:
    text = "#!/bin/bash\n#SBATCH --time=24:00\n#SBATCH -n 2\n#SBATCH -t 3\n#SBATCH --mem=16\n#SBATCH --time=1-0\n"
    assert told(read(tmp_path, text)) == [
        "slurm: accepted",
        "  ntasks  2  (line 3)",
        "  mem     16 = 16 MiB  (line 5)",
        "  time    1-0 = 1 d  (line 6; lines 2, 4 do not count)",
    ]
    assert [each["line"] for each in json.loads(scripted_json(read(tmp_path, text)))["directives"]] == [2, 3, 4, 5, 6]


def test_what_adds_up_stays(tmp_path: Path) -> None:
    text = "#!/bin/bash\n#SBATCH --mail-type=END\n#SBATCH --mail-type=FAIL\n"
    assert told(read(tmp_path, text))[1:] == ["  mail-type  END  (line 2)", "  mail-type  FAIL  (line 3)"]
    lsf = told(read(tmp_path, "#BSUB -R a\n#BSUB -R b\n#BSUB -W 1:00\n#BSUB -W 2:00\n"))
    assert lsf[1:] == ["  R  a  (line 1)", "  R  b  (line 2)", "  W  2:00 = 2 h  (line 4; line 3 does not count)"]


@pytest.mark.parametrize(
    ("text", "scheduler", "accepted", "first"),
    [
        ('#!/bin/bash\n#BSUB -J "arr[1-10"\n', "lsf", None, "lsf: nothing refused that can be told; "),
        ("#!/bin/bash\n#PBS -m x\n", "pbs", None, "pbs: nothing refused that can be told; "),
        ("#!/bin/bash\n#BSUB -Zx\n", "lsf", False, "lsf: refused: line 2: bsub has no option -Zx"),
        ("#!/bin/bash\n#BSUB -W\n", "lsf", False, "lsf: refused: line 2: -W wants a value"),
        (
            "#BSUB --mem=3\n",
            "lsf",
            False,
            "lsf: refused: line 1: bsub has no option --mem=3; its options have one dash",
        ),
        ("#!/bin/bash\n#PBS -Z\n", "pbs", False, "pbs: refused: line 2: qsub has no option -Z"),
        ("#PBS -N 'x\n", "pbs", False, "pbs: refused: line 1: a quote is never closed"),
        ("#PBS -l mem=1gb, ncpus=2\n", "pbs", False, "pbs: refused: line 1: a space cuts the list of -l in two"),
        ("#!/bin/bash\n#SBATCH -n 2\n", "slurm", True, "slurm: accepted"),
        ("#!/bin/bash\n#SBATCH --time=24h\n", "slurm", False, "slurm: refused: Invalid --time specification"),
        ("#SBATCH -n 2\n", "slurm", False, "slurm: refused: the first line must begin with #!"),
    ],
)
def test_verdicts(tmp_path: Path, text: str, scheduler: str, accepted: bool | None, first: str) -> None:
    found = read(tmp_path, text, scheduler)
    assert found.value()["accepted"] is accepted
    assert told(found)[0].startswith(first)
    assert bool(found.value()["reason"]) is (accepted is False)


def test_no_line_of_the_scheduler(tmp_path: Path) -> None:
    assert told(read(tmp_path, "#!/bin/bash\n#SBATCH -n 2\n", "lsf"))[1:] == ["  no #BSUB lines in it"]
    assert told(read(tmp_path, "#!/bin/bash\n# SBATCH -n 2\n"))[1:] == ["  no #SBATCH lines in it"]
    assert told(read(tmp_path, "#!/bin/bash\n#BSUB -W\n"))[1:] == []


@pytest.mark.parametrize(
    ("name", "scheduler"), [("a.lsf", "lsf"), ("a.slurm", "slurm"), ("a.sh", "lsf"), ("a.pbs", "lsf")]
)
def test_whose_script_it_is(tmp_path: Path, name: str, scheduler: str) -> None:
    text = "#!/bin/bash\n#BSUB -q gpu\n#BSUB -W 1:00\n#SBATCH --gres=gpu:1\n"
    assert read(tmp_path, text, name=name).script.scheduler == scheduler


def test_standard_input(tmp_path: Path) -> None:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"#!/bin/bash\n#PBS -l walltime=48:00:00\n"))
    try:
        found = scripted(Request("facts", home=str(tmp_path), isolated=True), "-")
    finally:
        sys.stdin = before
    assert told(found)[1:] == ["  l  walltime=48:00:00 = 2 d  (line 2)"]
