from __future__ import annotations

import pytest
from envdoctor_rules.job.output_on_node_only_storage import output_on_node_only_storage

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
    assert [finding.args["folder"] for finding in found] == ["/mnt", "/tmp"]


@pytest.mark.parametrize(
    "text",
    [
        "#SBATCH -o logs/%j.log\npython a.py --output out\n",
        "#SBATCH -o /mnts/%j.log\n",
        "#SBATCH -o /data/tmp/%j.log\n",
        "#SBATCH -c 1\npython a.py > /tmp/log\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(output_on_node_only_storage, f"#!/bin/bash\n{text}", path="a.sbatch", site=SITE)


def test_silent_without_a_policy() -> None:
    passes(output_on_node_only_storage, "#!/bin/bash\n#SBATCH -o /tmp/a.log\n", path="a.sbatch", site=Site())
