from __future__ import annotations

import pytest
from envdoctor_rules.job.memory_refused import memory_refused

from envdoctor.facts.site import Site
from envdoctor.testing import fixed, offends, passes

SITE = Site(kind="slurm", memory_configured=False)


def test_fires() -> None:
    found = offends(
        memory_refused,
        """
        #!/bin/bash
        #SBATCH --mem=16G
                ^^^^^^^^^
        #SBATCH -n 2 --mem-per-cpu 4000
                     ^^^^^^^^^^^^^^^^^^
        python a.py
        """,
        path="train.sbatch",
        site=SITE,
    )
    assert [finding.key for finding in found] == ["mem", "mem-per-cpu"]


@pytest.mark.parametrize("line", ["--mem=0", "--mem 0G", "-c 8", "--job-name=mem"])
def test_healthy(line: str) -> None:
    passes(memory_refused, f"#!/bin/bash\n#SBATCH {line}\n", path="train.sbatch", site=SITE)


@pytest.mark.parametrize("site", [Site(), Site(memory_configured=True), Site(kind="lsf", memory_configured=False)])
def test_silent_elsewhere(site: Site) -> None:
    passes(memory_refused, "#!/bin/bash\n#SBATCH --mem=16G\n", path="train.sbatch", site=site)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#SBATCH --mem=16G\n#SBATCH -n 1\n", "#SBATCH -n 1\n"),
        ("#SBATCH --mem=16G -n 1\n", "#SBATCH -n 1\n"),
        ("#SBATCH -n 1 --mem 16G\n", "#SBATCH -n 1\n"),
        ("#SBATCH -n 1  --mem=16G -c 2\n", "#SBATCH -n 1 -c 2\n"),
        ("#SBATCH --mem=16G  # plenty\n", "#SBATCH # plenty\n"),
        ("#SBATCH --mem=16G", ""),
    ],
)
def test_fixed(before: str, after: str) -> None:
    head = "#!/bin/bash\n#SBATCH -J a\n"
    fixed(memory_refused, head + before, head + after, path="train.sbatch", site=SITE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("--mem 16 G", ""), ("--mem=16 GB -n 1", "#SBATCH -n 1\n"), ("-n 1 --mem=16 G # all", "#SBATCH -n 1 # all\n")],
)
def test_a_unit_that_stands_apart_goes_too(before: str, after: str) -> None:
    head = "#!/bin/bash\n#SBATCH -J a\n"
    fixed(memory_refused, f"{head}#SBATCH {before}\n", head + after, path="train.sbatch", site=SITE)
