from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.no_time_limit_in_flags import no_time_limit_in_flags

from envdoctor.testing import offends, passes


@pytest.mark.parametrize("batch", ["Slurm", "LSF", "PBS", "Torque", "SlurmJobArray"])
def test_fires(batch: str) -> None:
    [found] = offends(
        no_time_limit_in_flags,
        f"""
        {{"machine": {{"batch_type": "{batch}", "local_root": "."}}, "resources": {{"group_size": 1,
          "custom_flags": ["#SBATCH --mem=4G", "#BSUB -J x"]}}}}
          ^^^^^^^^^^^^^^
        """,
        path="machine.json",
    )
    assert found.wish is not None


def test_without_flags_the_resources_are_pointed_at() -> None:
    offends(
        no_time_limit_in_flags,
        """
        {"machine": {"batch_type": "Slurm", "local_root": "."},
         "resources": {"group_size": 1}}
         ^^^^^^^^^^^
        """,
        path="machine.json",
    )


FLAGS = [
    ("Slurm", "#SBATCH --time=1:00:00"),
    ("Slurm", "#SBATCH -t 60"),
    ("Slurm", "#SBATCH --qos=short"),
    ("LSF", "#BSUB -W 24:00"),
    ("PBS", "#PBS -l walltime=1:00:00"),
    ("Slurm", "{{ flags }}"),
    ("Shell", ""),
]


@pytest.mark.parametrize(("batch", "flag"), FLAGS)
def test_healthy(batch: str, flag: str) -> None:
    passes(
        no_time_limit_in_flags,
        f'{{"machine": {{"batch_type": "{batch}", "local_root": "."}}, '
        f'"resources": {{"group_size": 1, "custom_flags": ["{flag}"]}}}}',
        path="machine.json",
    )
