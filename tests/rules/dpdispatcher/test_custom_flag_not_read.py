from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.custom_flag_not_read import custom_flag_not_read

from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, offends, passes

LEAD = '{"machine": {"batch_type": "%s", "local_root": "."}, "resources": {"group_size": 1, "custom_flags": [%s]}}'


def test_fires() -> None:
    found = offends(
        custom_flag_not_read,
        """
        {"machine": {"batch_type": "Slurm", "local_root": "."}, "resources": {"group_size": 1, "custom_flags": [
          "#BSUB -W 24:00",
          ^^^^^^^^^^^^^^^^
          "#SBATCH --tyme=1:00:00",
          ^^^^^^^^^^^^^^^^^^^^^^^^
          "module load x",
          ^^^^^^^^^^^^^^^
          "#SBATCH --time=1:00:00"]}}
        """,
        path="machine.json",
    )
    assert "tyme" in str(found[1].args["reason"])


@pytest.mark.parametrize(
    ("batch", "flags"),
    [
        ("Slurm", '"#SBATCH --time=24:00:00", "#SBATCH --mem=4G", "# a remark", "module load x"'),
        ("LSF", '"#BSUB -W 24:00", "#BSUB -J train", "export A=1"'),
        ("PBS", '"#PBS -l walltime=24:00:00"'),
        ("Slurm", '"#SBATCH --time={{ time }}", ""'),
        ("Shell", '"anything"'),
    ],
)
def test_healthy(batch: str, flags: str) -> None:
    passes(custom_flag_not_read, LEAD % (batch, flags), path="machine.json")


def test_a_key_holds_no_value() -> None:
    text = """{"machine": {"batch_type": "Slurm"}, "resources": {"group_size": 1,
"custom_flags": ["#SBATCH --tme=Tr0ub4dor --comment=x"]}}"""
    [found] = findings(custom_flag_not_read, source=SourceFile("a.json", text, form="dpdispatcher"))
    assert found.key.endswith("custom_flags --tme --comment")
