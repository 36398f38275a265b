"""Numbers beyond what Python turns into text, and digits that are none, in every reader."""

from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.lsf import reader as lsf
from envdoctor.syntax.jobs.lsf.request import request as lsf_request
from envdoctor.syntax.jobs.pbs import reader as pbs
from envdoctor.syntax.jobs.pbs.request import request as pbs_request
from envdoctor.syntax.jobs.said import agrees
from envdoctor.syntax.jobs.slurm import reader as slurm
from envdoctor.syntax.jobs.slurm.request import request as slurm_request
from envdoctor.syntax.jobs.values import number_of

LONG = "9" * 5000
SLURM = (
    "-t {n}-0|-t {n}:{n}:{n}|-n {n}|-N {n}-{n}|-c {n}|--mem={n}|--mem={n}G|--gres=gpu:{n}|-G a:{n}|-a 1-{n}|-B {n}:{n}"
)
LSF = (
    "-n {n}|-n {n},{n}|-W {n}|-W {n}:{n}|-M {n}|-M {n}GB|-gpu 'num={n}'|-gpu 'num={n}/task'|-R 'span[ptile={n}]'|"
    "-nnodes {n}"
)
PBS = (
    "-l walltime={n}|-l walltime={n}:{n}:{n}|-l walltime={n}:0:0:0|-l select={n}:ncpus={n}:ngpus={n}|"
    "-l nodes=1:ppn={n}|-l mem={n}gb"
)


@pytest.mark.parametrize("digits", [LONG, "²", "٣", "0" * 5000])
def test_no_reader_stops(digits: str) -> None:
    for option in SLURM.split("|"):
        text = f"#!/bin/sh\n#SBATCH {option.format(n=digits)} # {digits} tasks\n"
        script = slurm.read(text)
        slurm_request(script, text)
        assert script.directives or script.faults
        for directive in script.directives:
            agrees(directive, script.directives)
    for option in LSF.split("|"):
        text = f"#!/bin/sh\n#BSUB {option.format(n=digits)} # {digits} tasks\n"
        assert lsf_request(lsf.read(text), text).scheduler == "lsf"
    for option in PBS.split("|"):
        text = f"#!/bin/sh\n#PBS {option.format(n=digits)}\n"
        assert pbs_request(pbs.read(text), text).scheduler == "pbs"


@pytest.mark.parametrize(
    ("digits", "number"), [("7", 7), ("0" * 30 + "12", 12), ("0" * 30, 0), ("1" + "0" * 25, 10**19), (LONG, 10**20 - 1)]
)
def test_number_of(digits: str, number: int) -> None:
    assert number_of(digits) == number
