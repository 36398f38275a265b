from __future__ import annotations

import pytest
from envdoctor_rules.slurm.value_cut_by_hash import NEXT, value_cut_by_hash

from envdoctor import Severity
from envdoctor.testing import offends, passes


def test_fires() -> None:
    [found] = offends(
        value_cut_by_hash,
        """
        #!/bin/bash
        #SBATCH -J run#3
                   ^^^
        """,
        path="a.sbatch",
    )
    assert found.args == {"value": "run", "lost": "#3"}


def test_the_image_of_a_plugin() -> None:
    line = "#!/bin/bash\n#SBATCH --container-image=nvcr.io#nvidia/pytorch:24.01\n                          ^^^^^^^\n"
    [found] = offends(value_cut_by_hash, line, path="a.sbatch")
    assert (found.severity, found.args["lost"]) == (Severity.WARNING, "#nvidia/pytorch:24.01")
    passes(value_cut_by_hash, '#!/bin/bash\n#SBATCH --container-image="nvcr.io#nvidia/x:1"\n', path="a.sbatch")


@pytest.mark.parametrize("line", ['-J "run#3"', "--nodes=1# one node", "-n 2 # two", "--job-name=##NAME##", "-J run"])
def test_healthy(line: str) -> None:
    passes(value_cut_by_hash, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")


@pytest.mark.parametrize(("value", "first"), [("-e logs/x.err", "logs/x.err"), ("--ntasks=4", "4")])
def test_a_line_break_is_missing(value: str, first: str) -> None:
    pad = " " * (len(f"#SBATCH {value}") - len(first))
    text = f"#!/bin/bash\n#SBATCH {value}#SBATCH --mem=4G\n{pad}{'^' * len(first)}\n"
    [found] = offends(value_cut_by_hash, text, path="a.sbatch")
    assert (found.template, found.severity) == (NEXT, Severity.WARNING)
    assert found.args["lost"] == "#SBATCH --mem=4G"
