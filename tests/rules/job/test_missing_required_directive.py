from __future__ import annotations

import pytest
from envdoctor_rules.job.missing_required_directive import missing_required_directive

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes


def test_fires_for_each() -> None:
    found = offends(
        missing_required_directive,
        """
        #!/bin/bash
        #SBATCH -J a
                ^^^^
        #SBATCH -c 8
        """,
        path="train.sbatch",
        site=Site(required=("time",)),
    )
    assert found[0].args["flag"] == "--time"


def test_an_option_by_its_own_name() -> None:
    text = "#!/bin/bash\n#SBATCH -J a\n"
    site = Site(required=("constraint", "account", "gpus"))
    with pytest.raises(AssertionError, match="finds"):
        passes(missing_required_directive, text, path="train.sbatch", site=site)
    passes(
        missing_required_directive,
        "#!/bin/bash\n#SBATCH -C a100 -A lab --gres=gpu:1\n",
        path="train.sbatch",
        site=site,
    )


@pytest.mark.parametrize(
    ("lines", "required"),
    [
        ("#SBATCH --time=1:00:00", ("time",)),
        ("#SBATCH -t {time}", ("time",)),
        ("#SBATCH -p gpu -A lab", ("queue", "account")),
        ("#SBATCH -p gpu -A lab", ("partition", "A")),
        ("#SBATCH --gpus=1 -c 2", ("gpus", "cpus")),
        ("#BSUB -W 1:00\n#BSUB -q gpu", ("time", "queue", "W")),
        ("#PBS -l walltime=1:00:00", ("time",)),
        ("#SBATCH -J a", ()),
    ],
)
def test_healthy(lines: str, required: tuple[str, ...]) -> None:
    passes(missing_required_directive, f"#!/bin/bash\n{lines}\n", path="train.sbatch", site=Site(required=required))


def test_another_scheduler_is_none_of_the_policys_business() -> None:
    site = Site(kind="lsf", required=("time",))
    passes(missing_required_directive, "#!/bin/bash\n#SBATCH -J a\n", path="train.sbatch", site=site)
