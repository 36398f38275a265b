from __future__ import annotations

import pytest
from envdoctor_rules.slurm.malformed_array import malformed_array

from envdoctor import Severity
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes


def test_fires() -> None:
    [found] = offends(
        malformed_array,
        """
        #!/bin/bash
        #SBATCH --array=5-1
                        ^^^
        srun python train.py
        """,
        path="train.sbatch",
    )
    assert found.args["meant"] == "1-5"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("5-1", "5-1 counts backwards, so Slurm refuses the job; write 1-5"),
        ("1-3,5-4", "5-4 counts backwards, so Slurm refuses the job; write 4-5"),
        ("9-1%2", "9-1 counts backwards, so Slurm refuses the job; write 1-9"),
        ("1-", "1- has no last number, so Slurm refuses the job"),
        ("1-5:0", "1-5:0 has no step above 0, so Slurm refuses the job"),
        ("1-10:-1", "1-10:-1 has no step above 0, so Slurm refuses the job"),
        ("1..4", "Slurm refuses 1..4: a range is written 1-4"),
        ("{1..3}", "Slurm refuses {1..3}: a range is written 1-3"),
        ("-1", "Slurm refuses --array=-1; it takes numbers and ranges like 0-9,12,20-40:4%5"),
        ("1:5", "Slurm refuses --array=1:5; it takes numbers and ranges like 0-9,12,20-40:4%5"),
        ("1-5-7", "Slurm refuses --array=1-5-7; it takes numbers and ranges like 0-9,12,20-40:4%5"),
        ("1~3", "Slurm refuses --array=1~3; it takes numbers and ranges like 0-9,12,20-40:4%5"),
        ("1;3", "Slurm refuses --array=1;3; it takes numbers and ranges like 0-9,12,20-40:4%5"),
        ("1-10,a", "Slurm refuses --array=1-10,a; it takes numbers and ranges like 0-9,12,20-40:4%5"),
        ("1.5", "Slurm refuses --array=1.5; it takes numbers and ranges like 0-9,12,20-40:4%5"),
        ("4000001", "Slurm refuses 4000001: no site can have array numbers above 4000000"),
    ],
)
def test_what_the_controller_refuses(value: str, said: str) -> None:
    [found] = findings(
        malformed_array, source=SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH --array={value}\n", form="job")
    )
    assert found.severity is None
    assert render(found.template, found.args) == said


@pytest.mark.parametrize(("value", "part"), [("1-10%", "%"), ("1-10%0", "%0"), ("0-23%0,30", "%0")])
def test_a_limit_that_limits_nothing(value: str, part: str) -> None:
    [found] = findings(
        malformed_array, source=SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH --array={value}\n", form="job")
    )
    assert (found.key, found.severity, found.args["part"]) == ("limit", Severity.WARNING, part)


def test_a_heterogeneous_job_is_no_array() -> None:
    text = "#!/bin/bash\n#SBATCH -n 1\n#SBATCH --array=1-2\n#SBATCH hetjob\n#SBATCH -n 4\n"
    [found] = findings(malformed_array, source=SourceFile("a.sbatch", text, form="job"))
    assert (found.key, found.location.line) == ("hetjob", 3)


@pytest.mark.parametrize(
    "value",
    [
        "0", "1-3", "01-03", "0-9,12,20-40:4%5", "[1-3]", "[1-3]%2", "[1-3", "1-3]", "0-1:5", "1-3,", ",1", "1,,3",
        "+1", "%5", "1-10%5%2", "1-5%2:1", "1-5:2%2", "1-1000", "0-", "1-N", "JOB_RANGE", "1-{{n}}", "1-<n>", "1-$N",
        "1-@N@", "1,n", "a", "1-3,N",
        "1-{n}%2", "1-1#2", "1-#N", "__range__",
    ],
)  # fmt: skip
def test_healthy(value: str) -> None:
    passes(malformed_array, f"#!/bin/bash\n#SBATCH --array={value}\n", path="train.sbatch")
