from __future__ import annotations

import pytest
from envdoctor_rules.job.mig_option_not_here import mig_option_not_here

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes

SITE = Site(kind="lsf", mig_option=False)


def test_fires() -> None:
    offends(
        mig_option_not_here,
        """
        #!/bin/bash
        #BSUB -gpu "num=1:mig=1/1:j_exclusive=no"
                          ^^^^^^^
        """,
        path="a.lsf",
        site=SITE,
    )


@pytest.mark.parametrize(
    ("line", "site"),
    [
        ("#BSUB -gpu num=1:j_exclusive=no", SITE),
        ("#BSUB -J mig=1", SITE),
        ("#BSUB -gpu num=1:mig=1/1", Site(kind="lsf", mig_option=True)),
        ("#BSUB -gpu num=1:mig=1/1", Site(kind="lsf")),
        ("#SBATCH -c 1", SITE),
    ],
)
def test_healthy(line: str, site: Site) -> None:
    passes(mig_option_not_here, f"#!/bin/bash\n{line}\n", path="a.lsf", site=site)
