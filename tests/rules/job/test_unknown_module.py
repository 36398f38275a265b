from __future__ import annotations

import pytest
from envdoctor_rules.job.unknown_module import NEAR, NONE, unknown_module

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes

SITE = Site(modules=("cuda/12.4", "cuda/11.8", "deepmd/2.0-cuda11.3", "compiler/gcc/9.3"))


def test_fires() -> None:
    found = offends(
        unknown_module,
        """
        #!/bin/bash
        #SBATCH -c 1
        module load cuda/12.5 python
                    ^^^^^^^^^ ^^^^^^
        ml deepmd/2.1
           ^^^^^^^^^^
        """,
        path="a.sbatch",
        site=SITE,
    )
    assert [finding.template for finding in found] == [NEAR, NONE, NEAR]
    assert found[0].args["near"] in SITE.modules


@pytest.mark.parametrize(
    "line",
    [
        "module load cuda/12.4 deepmd",
        "module add cuda",
        "module load compiler/gcc",
        "module purge",
        "module unload other",
        "module avail other",
        "ml purge",
        "ml",
        "ml -other cuda",
        "module load $MODULE",
        "module load {module}",
        "module load /home/me/modules/x",
        "module use ~/modules\nmodule load mine/1.0",
        "echo module load other",
        "# module load other",
    ],
)
def test_healthy(line: str) -> None:
    passes(unknown_module, f"#!/bin/bash\n#SBATCH -c 1\n{line}\n", path="a.sbatch", site=SITE)


def test_without_a_list_nothing_is_unknown() -> None:
    passes(unknown_module, "#!/bin/bash\n#SBATCH -c 1\nmodule load x\n", path="a.sbatch", site=Site())
