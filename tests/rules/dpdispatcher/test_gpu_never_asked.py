from __future__ import annotations

import pytest
from envdoctor_rules.dpdispatcher.gpu_never_asked import gpu_never_asked

from envdoctor.testing import offends, passes

LEAD = '{"machine": {"batch_type": "%s", "local_root": "."}, "resources": {"group_size": 1, "gpu_per_node": 1%s}}'


def test_fires() -> None:
    offends(
        gpu_never_asked,
        """
        {"machine": {"batch_type": "LSF", "local_root": "."},
         "resources": {"group_size": 1, "gpu_per_node": 2, "kwargs": {"gpu_usage": false}}}
                                                        ^
        """,
        path="machine.json",
    )


@pytest.mark.parametrize(
    ("batch", "rest"),
    [
        ("LSF", ', "kwargs": {"gpu_usage": true}'),
        ("LSF", ', "kwargs": {"gpu_usage": "true"}'),
        ("LSF", """, "kwargs": {"custom_gpu_line": "#BSUB -gpu 'num=1'"}"""),
        ("LSF", """, "custom_flags": ["#BSUB -gpu 'num=1'"]"""),
        ("LSF", ', "strategy": {"customized_script_header_template_file": "x"}'),
        ("Slurm", ""),
    ],
)
def test_healthy(batch: str, rest: str) -> None:
    passes(gpu_never_asked, LEAD % (batch, rest), path="machine.json")
