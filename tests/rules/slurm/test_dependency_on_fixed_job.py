from __future__ import annotations

import pytest
from envdoctor_rules.slurm.dependency_on_fixed_job import dependency_on_fixed_job

from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, offends, passes


def test_fires() -> None:
    [found] = offends(
        dependency_on_fixed_job,
        """
        #!/bin/bash
        #SBATCH --dependency=afterok:8591
                             ^^^^^^^^^^^^
        srun python train.py
        """,
        path="train.sbatch",
    )
    assert found.args["job"] == "8591"


@pytest.mark.parametrize(
    ("value", "job"),
    [("8591", "8591"), ("afterany:1:2", "1"), ("singleton,afterok:7", "7"), ("AFTEROK:5_*", "5"), ("after:9+10", "9")],
)
def test_all_ways_to_say_it(value: str, job: str) -> None:
    text = f"#!/bin/bash\n#SBATCH -d {value}\n"
    [found] = findings(dependency_on_fixed_job, source=SourceFile("a.sbatch", text, form="job"))
    assert found.args["job"] == job


@pytest.mark.parametrize("value", ["singleton", "afterok:$JOB", "afterok:{{id}}", "afterok:<ID>", "afterok:ID", "0"])
def test_healthy(value: str) -> None:
    passes(dependency_on_fixed_job, f"#!/bin/bash\n#SBATCH --dependency={value}\n", path="train.sbatch")
