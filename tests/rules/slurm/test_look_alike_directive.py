from __future__ import annotations

import pytest
from envdoctor_rules.slurm.look_alike_directive import TEXTS, look_alike_directive

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, fixed, offends, passes


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (" #SBATCH --mem=4G", "indented"),
        ("#sbatch --mem=4G", "lower-case"),
        ("#Sbatch -t 60", "lower-case"),
        ("#SBTACH --gres=gpu:1", "misspelt"),
        ("#SBAATCH --gres=gpu:1", "misspelt"),
    ],
)
def test_fires(line: str, kind: str) -> None:
    [found] = offends(
        look_alike_directive, f"#!/bin/bash\n#SBATCH -n 2\n{line}\n{'^' * len(line)}\npython a.py\n", path="a.sbatch"
    )
    assert (found.template, found.severity) == (TEXTS[kind], None)


def test_a_space_behind_the_hash_is_a_note() -> None:
    [found] = offends(
        look_alike_directive,
        """
        #!/bin/bash
        #SBATCH -n 2
        # SBATCH --mem=4G
        ^^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
    )
    assert (found.severity, found.wish) == (Severity.NOTE, None)


@pytest.mark.parametrize(
    ("option", "code"),
    [
        ("--gres=gpu:1", "nvidia-smi"),
        ("--gpus=a100:2", "module load gcc cuda/12.4"),
        ("-G 1", "torchrun train.py"),
        ("--gres=gpu:1", "#SBATCH -p gpu-long"),
    ],
)
def test_the_only_line_that_asks_for_a_card(option: str, code: str) -> None:
    line = f"# SBATCH {option}"
    text = f"#!/bin/bash\n#SBATCH -n 2\n{line}\n{'^' * len(line)}\n{code}\n"
    [found] = offends(look_alike_directive, text, path="a.sbatch")
    assert found.severity is None
    assert render(found.template, found.args) == (
        f"sbatch ignores {option}: take out the space, or write ##SBATCH if it is switched off"
    )
    fixed(
        look_alike_directive,
        f"#!/bin/bash\n#SBATCH -n 2\n{line}\n{code}\n",
        f"#!/bin/bash\n#SBATCH -n 2\n#SBATCH {option}\n{code}\n",
        path="a.sbatch",
    )


@pytest.mark.parametrize(
    ("above", "option", "code"),
    [
        ("#SBATCH --gpus=1", "--gres=gpu:2", "nvidia-smi"),
        ("# SBATCH --gres=gpu:4", "--gres=gpu:2", "nvidia-smi"),
        ("#SBATCH -n 2", "--gres=gpu:1", "python a.py"),
        ("#SBATCH -n 2", "--gres=gpu:1", "# module load cuda"),
        ("#SBATCH -n 2", "--gres=gpu:0", "nvidia-smi"),
        ("#SBATCH -n 2", "--gres=gpu:$N", "nvidia-smi"),
        ("#SBATCH -n 2", "--gres=gpu:x:y", "nvidia-smi"),
        ("#SBATCH -n 2", "--mem=32G", "nvidia-smi"),
        ("#SBATCH -p cpu", "--gres=gpu:1", "module load cuda"),
        ("#SBATCH -n 2", "-x gpu01", "nvidia-smi"),
    ],
)
def test_a_line_that_may_be_switched_off(above: str, option: str, code: str) -> None:
    text = f"#!/bin/bash\n#SBATCH -N 1\n{above}\n# SBATCH {option}\n{code}\n"
    found = findings(look_alike_directive, source=SourceFile("a.sh", text, form="job"))
    assert {each.severity for each in found} == {Severity.NOTE}
    assert [each.wish for each in found] == [None] * len(found)


@pytest.mark.parametrize(
    "line",
    [
        "##SBATCH --mem=4G",
        "## SBATCH --mem=4G",
        "# SBATCH options are above",
        "#sbatch -p gpu --mem=4G --wrap='python a.py'",
        "#sbatch --export=A=1 next.sh",
        "#sbatch run.sh",
        "#START --x",
        "#XSBATCH --mem=4G",
        "#YBATCH -r am_1",
        "#PBATCH --mem=4G",
        "#SBATCHED jobs --x",
        "#SWITCH --mem=4G",
        "#SBATCH --mem=4G",
    ],
)
def test_healthy(line: str) -> None:
    passes(look_alike_directive, f"#!/bin/bash\n#SBATCH -n 2\n{line}\npython a.py\n", path="a.sbatch")


@pytest.mark.parametrize("word", ["BATCH", "SBACTH", "SBATC", "SBATCG", "SBARCH", "SBBATCH", "SBATPH"])
def test_one_letter_wrong(word: str) -> None:
    source = f"#!/bin/bash\n#SBATCH -n 2\n#{word} --mem=4G\n^{'^' * len(word)}^^^^^^^^^\n"
    [found] = offends(look_alike_directive, source, path="a.sbatch")
    assert found.args["word"] == f"#{word}"


def test_below_the_first_command_it_is_no_look_alike() -> None:
    passes(look_alike_directive, "#!/bin/bash\n#SBATCH -n 2\nls\n# SBATCH -n 4\n #SBATCH -n 4\n", path="a.sbatch")


def test_fixed() -> None:
    fixed(
        look_alike_directive,
        "#!/bin/bash\n#SBATCH -n 2\n  #SBATCH --mem=4G\n#sbatch -t 60\n#SBTACH --gres=gpu:1\n# SBATCH -N 1\n",
        "#!/bin/bash\n#SBATCH -n 2\n#SBATCH --mem=4G\n#SBATCH -t 60\n#SBATCH --gres=gpu:1\n# SBATCH -N 1\n",
        path="a.sbatch",
    )
