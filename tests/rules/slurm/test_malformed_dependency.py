from __future__ import annotations

import pytest
from envdoctor_rules.slurm.malformed_dependency import malformed_dependency

from envdoctor import Severity
from envdoctor.facts.site import Target
from envdoctor.facts.types import SourceFile
from envdoctor.i18n import render
from envdoctor.testing import findings, offends, passes

TAKES = "it takes afterok, afterany, after, afternotok, singleton"
LIST = "it takes a list like afterok:123:124,afterany:125"


def test_fires() -> None:
    offends(
        malformed_dependency,
        """
        #!/bin/bash
        #SBATCH -d afterok
                   ^^^^^^^
        srun python train.py
        """,
        path="train.sbatch",
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("afterok", "afterok names no job, so Slurm refuses the job; write afterok:123"),
        ("afterany:", "afterany names no job, so Slurm refuses the job; write afterany:123"),
        ("foo:1", f"Slurm knows no foo and refuses the job; {TAKES}"),
        ("onok:77,afterok:1", f"Slurm knows no onok and refuses the job; {TAKES}"),
        ("afterok=1", f"Slurm refuses --dependency=afterok=1; {LIST}"),
        ("afterok:1,", f"Slurm refuses --dependency=afterok:1,; {LIST}"),
        ("afterok:1;2", f"Slurm refuses --dependency=afterok:1;2; {LIST}"),
        ("afterok:0", f"Slurm refuses --dependency=afterok:0; {LIST}"),
        ("after:1+0", f"Slurm refuses --dependency=after:1+0; {LIST}"),
        ("none", f"Slurm refuses --dependency=none; {LIST}"),
    ],
)
def test_what_the_controller_refuses(value: str, said: str) -> None:
    [found] = findings(
        malformed_dependency, source=SourceFile("a.sbatch", f"#!/bin/bash\n#SBATCH --dependency={value}\n", form="job")
    )
    assert found.severity is None
    assert render(found.template, found.args) == said


@pytest.mark.parametrize(
    ("version", "severity"), [(None, [Severity.NOTE]), ((25, 11), [None]), ((25, 5), []), ((22, 5), [])]
)
def test_both_signs_in_one_list(version: tuple[int, int] | None, severity: list[Severity | None]) -> None:
    text = "#!/bin/bash\n#SBATCH --dependency=afterok:1,afterany:2?afterok:3\n"
    found = findings(malformed_dependency, source=SourceFile("a.sbatch", text, form="job"), target=Target(version))
    assert [each.severity for each in found] == severity


@pytest.mark.parametrize(
    "value",
    [
        "singleton", "afterok:1", "AFTEROK:1", "afterok:1:2:3", "afterok:1_5", "afterok:1_*", "after:1+5", "1", "0",
        "12345,12346", "singleton,afterok:1", "afterok:1?afterany:2", "aftercorr:7", "afterburstbuffer:7",
        "afterok:$JOB", "afterok:${JOB}:2", "afterok:<JOBID>", "afterok:" + 3 * "X", "afterany:jobid", "type:jobid",
        "afterok:{{id}}", "afterok:%j", "afterok:##ID##",
    ],
)  # fmt: skip
def test_healthy(value: str) -> None:
    passes(malformed_dependency, f"#!/bin/bash\n#SBATCH --dependency={value}\n", path="train.sbatch")
