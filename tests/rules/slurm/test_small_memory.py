from __future__ import annotations

import pytest
from envdoctor_rules.slurm.small_memory import small_memory

from envdoctor import Severity
from envdoctor.facts.site import Site
from envdoctor.testing import fixed, offends, passes


@pytest.mark.parametrize(
    ("option", "value"), [("--mem", "16"), ("--mem-per-cpu", "4"), ("--mem-per-gpu", "64"), ("--mem", "128")]
)
def test_fires(option: str, value: str) -> None:
    pad = " " * len(f"#SBATCH {option}=")
    [found] = offends(
        small_memory, f"#!/bin/bash\n#SBATCH {option}={value}\n{pad}{'^' * len(value)}\n", path="a.sbatch"
    )
    assert found.args["value"] == value


def test_little_for_a_cpu_may_be_meant() -> None:
    [found] = offends(
        small_memory, "#!/bin/bash\n#SBATCH --mem-per-cpu=128\n                      ^^^\n", path="a.sbatch"
    )
    assert found.severity is Severity.NOTE


def test_round_hundreds_only_if_the_comment_says_gigabytes() -> None:
    offends(small_memory, "#!/bin/bash\n#SBATCH --mem=200 # 200 GB\n              ^^^\n", path="a.sbatch")


@pytest.mark.parametrize(
    "line",
    [
        "--mem=16G",
        "--mem=0",
        "--mem=4096",
        "--mem=100",
        "--mem=50 # MB",
        "--mem=16M",
        "--mem={m}",
        "--mem 16 G",
        "--mem=16 GB # x",
    ],
)
def test_healthy(line: str) -> None:
    passes(small_memory, f"#!/bin/bash\n#SBATCH {line}\n", path="a.sbatch")


def test_fixed() -> None:
    fixed(
        small_memory, "#!/bin/bash\n#SBATCH --mem=16 -n 2\n", "#!/bin/bash\n#SBATCH --mem=16G -n 2\n", path="a.sbatch"
    )


@pytest.mark.parametrize("kind", ["slurm", ""])
def test_silent_where_any_memory_is_refused(kind: str) -> None:
    site = Site(kind=kind, memory_configured=False)
    passes(small_memory, "#!/bin/bash\n#SBATCH --mem=16\n", path="a.sbatch", site=site)
    lsf = Site(kind="lsf", memory_configured=False)
    offends(small_memory, "#!/bin/bash\n#SBATCH --mem=16\n              ^^\n", path="a.sbatch", site=lsf)
