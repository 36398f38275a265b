from __future__ import annotations

import pytest
from envdoctor_rules.job.results_on_node_only_storage import ENVIRONMENT, RESULTS, results_on_node_only_storage

from envdoctor.facts.site import Site
from envdoctor.model import Severity
from envdoctor.testing import offends, passes

SITE = Site(node_only=("/mnt", "/local"))


@pytest.mark.parametrize("head", ["", "#SBATCH -c 1\n"])
def test_results_and_environments(head: str) -> None:
    found = offends(
        results_on_node_only_storage,
        f"#!/bin/bash\n{head}"
        "source /mnt/venv/bin/activate\n"
        "       ^^^^^^^^^^^^^^^^^^^^^^\n"
        "conda activate /local/env\n"
        "               ^^^^^^^^^^\n"
        "python a.py --data /mnt/data --output_dir /mnt/out --log-dir=/local/logs\n"
        "                                          ^^^^^^^^ ^^^^^^^^^^^^^^^^^^^^^\n",
        path="start.sh",
        site=SITE,
    )
    assert [finding.template for finding in found] == [ENVIRONMENT, ENVIRONMENT, RESULTS, RESULTS]
    assert [finding.severity for finding in found] == [Severity.WARNING, Severity.WARNING, None, None]


@pytest.mark.parametrize(
    "line",
    [
        "python a.py --output out",
        "python a.py --data /mnt/x",
        "python a.py --output /mnts/x",
        "cp -r /data/set /mnt/set",
        "conda activate mnt",
        "source /home/a/bin/activate # /mnt",
    ],
)
def test_healthy(line: str) -> None:
    passes(results_on_node_only_storage, f"#!/bin/bash\n{line}\n", path="start.sh", site=SITE)


def test_silent_without_a_policy() -> None:
    passes(results_on_node_only_storage, "#!/bin/bash\npython a.py --out /mnt/x\n", path="start.sh", site=Site())
