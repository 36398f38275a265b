from __future__ import annotations

import pytest
from envdoctor_rules.containers.image_cuda_above_driver import image_cuda_above_driver

from envdoctor.catalogue.site import Site
from envdoctor.testing import offends, passes

HEAD = "#!/bin/bash\n#SBATCH -n 1\n"
DRIVER = Site(driver_cuda=(12, 2))


def test_fires() -> None:
    found = offends(
        image_cuda_above_driver,
        """
        #!/bin/bash
        #SBATCH -n 1
        docker run nvidia/cuda:13.0.1-base-ubuntu24.04 x
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        docker run nvidia/cuda:12.4.1-base-ubuntu22.04 x
                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        docker run a/b:2.9-cu130 x
                   ^^^^^^^^^^^^^
        """,
        path="train.sbatch",
        site=DRIVER,
    )
    assert [finding.severity and finding.severity.word for finding in found] == [None, "warning", None]


@pytest.mark.parametrize(
    "image",
    ["nvidia/cuda:12.2.0-base", "nvidia/cuda:11.8.0-base", "pytorch/pytorch:2.4.0-cuda12.4-cudnn9", "a/b:1", "$X"],
)
def test_healthy(image: str) -> None:
    passes(image_cuda_above_driver, f"{HEAD}docker run {image} x\n", path="x.sbatch", site=DRIVER)


def test_fires_for_what_apptainer_fetches() -> None:
    offends(
        image_cuda_above_driver,
        """
        #!/bin/bash
        #SBATCH -n 1
        srun apptainer exec --nv -B /data docker://nvidia/cuda:13.0.1-base-ubuntu24.04 python x.py
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        singularity run --nv "docker://a/b:2.9-cu130"
                             ^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
        site=DRIVER,
    )


@pytest.mark.parametrize(
    "line",
    [
        "apptainer exec --nv docker://nvidia/cuda:12.4.1-base-ubuntu22.04 python x.py",
        "apptainer exec --nv docker://nvidia/cuda:11.8.0-base-ubuntu22.04 python x.py",
        "apptainer pull x.sif docker://nvidia/cuda:13.0.1-base-ubuntu24.04",
        "apptainer exec --nv docker://$IMAGE python x.py",
        "apptainer exec --nv cuda13.sif python x.py",
    ],
)
def test_healthy_with_apptainer(line: str) -> None:
    passes(image_cuda_above_driver, f"{HEAD}{line}\n", path="x.sbatch", site=DRIVER)


def test_without_a_policy_nothing_is_said() -> None:
    source = f"{HEAD}docker run nvidia/cuda:13.0.1-base x\n"
    passes(image_cuda_above_driver, source, path="x.sbatch", site=Site())
