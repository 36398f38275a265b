from __future__ import annotations

import pytest
from envdoctor_rules.job.output_on_node_only_storage import ENVIRONMENT, LOG, RESULTS, output_on_node_only_storage

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes

SITE = Site(node_only=("/mnt", "/local"))


def test_logs() -> None:
    found = offends(
        output_on_node_only_storage,
        """
        #!/bin/bash
        #SBATCH --output=/mnt/%j.log
                         ^^^^^^^^^^^
        #SBATCH -e /tmp/%j.err
                   ^^^^^^^^^^^
        """,
        path="a.sbatch",
        site=SITE,
    )
    assert [(finding.template, finding.args["folder"]) for finding in found] == [(LOG, "/mnt"), (LOG, "/tmp")]


def test_results_and_environments() -> None:
    found = offends(
        output_on_node_only_storage,
        """
        #!/bin/bash
        #SBATCH -c 1
        source /mnt/venv/bin/activate
               ^^^^^^^^^^^^^^^^^^^^^^
        conda activate /local/env
                       ^^^^^^^^^^
        python a.py --data /mnt/data --output_dir /mnt/out --log-dir=/local/logs
                                                  ^^^^^^^^ ^^^^^^^^^^^^^^^^^^^^^
        """,
        path="a.sbatch",
        site=SITE,
    )
    assert [finding.template for finding in found] == [ENVIRONMENT, ENVIRONMENT, RESULTS, RESULTS]


@pytest.mark.parametrize(
    "text",
    [
        "#SBATCH -o logs/%j.log\npython a.py --output out\n",
        "#SBATCH -o /mnts/%j.log\n",
        "#SBATCH -o /data/tmp/%j.log\n",
        "#SBATCH -c 1\npython a.py --data /mnt/x\n",
        "#SBATCH -c 1\ncp -r /data/set /mnt/set\n",
        "#SBATCH -c 1\nconda activate mnt\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(output_on_node_only_storage, f"#!/bin/bash\n{text}", path="a.sbatch", site=SITE)


def test_silent_without_a_policy() -> None:
    passes(output_on_node_only_storage, "#!/bin/bash\n#SBATCH -o /tmp/a.log\n", path="a.sbatch", site=Site())
