from __future__ import annotations

import pytest
from envdoctor_rules.slurm.look_alike_directive import TEXTS, look_alike_directive

from envdoctor import Severity
from envdoctor.testing import fixed, offends, passes


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
