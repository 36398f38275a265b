"""One slip made thousands of times costs as much for each as a few do: nothing looks at all the others again."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest

from envdoctor import builtin
from envdoctor.facts.types import SourceFile
from envdoctor.model import Rule
from envdoctor.testing import findings

RULES = {rule.code: rule for rule in builtin.rules()}
FEW, TIMES = 60, 4
SLACK = 1.5
"""Linear is 1.0; with each slip looking at all others it is near ``TIMES``."""
SLURM, LSF, PBS = "#SBATCH -n 1\n", "#BSUB -n 1\n", "#PBS -l nodes=1\n"
REPEATED = [
    ("SLU107", SLURM, "#SBATCH --mem=1.5X\n"),
    ("SLU108", SLURM, "#SBATCH --mem 16 G\n"),
    ("SLU109", "set -e\n", "ls\n#SBATCH -n 2\n"),
    ("SLU110", SLURM, "#SABTCH -n 2\n"),
    ("SLU114", SLURM, "#SBATCH -n\n"),
    ("LSF101", LSF, "#BSUB -zz 1\n"),
    ("LSF102", LSF, '#BSUB -gpu "nums=1,mode=shared"\n'),
    ("LSF102", LSF, "nums=1,"),
    ("LSF103", LSF, '#BSUB -R "rusage[mem=8"\n'),
    ("LSF103", LSF, "spam[a] "),
    ("LSF111", LSF, "#BSUB -q a b\n"),
    ("PBS104", PBS, "#PBS -m a b e\n"),
    ("PBS109", PBS, "#PBS -l walltime=1:00:00:00\n"),
    ("PBS112", PBS, "#PBS -q a b\n"),
    ("PBS114", PBS, "#PBS -j x\n"),
    ("PBS115", PBS, "#PBS -l mem=16\n"),
]
OPENS = {"LSF102": '#BSUB -gpu "', "LSF103": '#BSUB -R "'}


def _work(rule: Rule, text: str) -> int:
    """How many lines of Python run: they are counted, so that a busy machine changes nothing."""
    done = 0

    def count(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal done
        done += event == "line"
        return count

    source = SourceFile("a.sbatch", text, form="job")
    findings(rule, source=source)  # what is loaded once is loaded
    before = sys.gettrace()
    sys.settrace(count)
    try:
        findings(rule, source=source)
    finally:
        sys.settrace(before)
    return done


def _text(code: str, head: str, slip: str, times: int) -> str:
    if slip.endswith("\n"):
        return f"#!/bin/bash\n{head}{slip * times}"
    return f'#!/bin/bash\n{head}{OPENS[code]}{slip * times}"\n'


@pytest.mark.parametrize(("code", "head", "slip"), REPEATED)
def test_a_slip_made_often(code: str, head: str, slip: str) -> None:
    few, many = (_work(RULES[code], _text(code, head, slip, FEW * times)) for times in (1, TIMES))
    assert many < few * TIMES * SLACK
