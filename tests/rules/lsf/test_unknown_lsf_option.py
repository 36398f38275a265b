from __future__ import annotations

import pytest
from envdoctor_rules.lsf.unknown_lsf_option import unknown_lsf_option

from envdoctor import Severity
from envdoctor.i18n import render
from envdoctor.testing import offends, passes


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("#BSUB --gres=gpu:1\n      ^^^^^^^^^^^^\n", "LSF has -gpu"),
        ("#BSUB -q gpu --signal=USR1@90\n             ^^^^^^^^^^^^^^^^\n", "bsub has no option --signal"),
        ('#BSUB -oe "%J.out"\n      ^^^\n', "did you mean -o?"),
        ('#BSUB -gpgpu "1"\n      ^^^^^^\n', "did you mean -gpu?"),
        ("#BSUB -zz 3\n      ^^^\n", "bsub has no option -zz"),
    ],
)
def test_fires(source: str, said: str) -> None:
    found = offends(unknown_lsf_option, "#!/bin/bash\n" + source, path="train.lsf")
    assert said in render(found[0].template, found[0].args)


def test_an_option_of_a_derived_scheduler() -> None:
    gpgpu, other = offends(
        unknown_lsf_option, "#!/bin/bash\n#BSUB -gpgpu 1\n      ^^^^^^\n#BSUB -zz 3\n      ^^^\n", path="train.lsf"
    )
    assert (gpgpu.severity, other.severity) == (Severity.NOTE, None)


@pytest.mark.parametrize(
    "source",
    [
        "#BSUB -q gpu -n 4 -W 24:00\n",
        "#BSUB -qgpu\n#BSUB -n4\n#BSUB -W24:00\n#BSUB -M64000\n",
        '#BSUB -R"span[hosts=1]"\n',
        '#BSUB -alloc_flags "smt4 gpumps" -nnodes 2\n',
        "#BSUB --{option}\n#BSUB -q gpu\n",
        "#BSUB -x 1\n#BSUB -zz 2\ntouch {{folder}}/begin\n",
        "##BSUB --gres=gpu:1\n#BSUB -q gpu\n",
        "#BSUB -q gpu # --gres=gpu:1\n",
        "#BSUB -q gpu\ncat > x <<EOF\n#BSUB --gres=gpu:1\nEOF\n",
    ],
)
def test_healthy(source: str) -> None:
    passes(unknown_lsf_option, "#!/bin/bash\n" + source, path="train.lsf")
