from __future__ import annotations

import pytest
from envdoctor_rules.job.download_on_node_without_network import download_on_node_without_network
from envdoctor_rules.job.install_in_job import PLAIN, RACE, install_in_job

from envdoctor import Severity
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, offends, passes


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("pip install -r requirements.txt", "pip install"),
        ("pip3 install -e .", "pip3 install"),
        ("python -m pip install torch", "pip install"),
        ("conda install -y pytorch", "conda install"),
        ("mamba create -y -n x python=3.11", "mamba create"),
        ("conda env update -f env.yml", "conda env update"),
        ("uv sync", "uv sync"),
        ("npm install", "npm install"),
    ],
)
def test_fires(command: str, said: str) -> None:
    [found] = offends(
        install_in_job,
        f"#!/bin/bash\n#SBATCH -n 1\n{command}\n{'^' * len(command)}\npython train.py\n",
        path="train.sbatch",
    )
    assert (found.template, found.severity, found.args["command"]) == (PLAIN, Severity.NOTE, said)


@pytest.mark.parametrize(
    ("asked", "command"),
    [("--array=1-8", "pip install nltk"), ("-n 4", "srun pip install nltk"), ("-a 1,3", "uv sync")],
)
def test_several_at_once(asked: str, command: str) -> None:
    bare = command.removeprefix("srun ")
    mark = " " * (len(command) - len(bare)) + "^" * len(bare)
    [found] = offends(
        install_in_job, f"#!/bin/bash\n#SBATCH {asked}\n{command}\n{mark}\npython train.py\n", path="train.sbatch"
    )
    assert (found.template, found.severity) == (RACE, Severity.WARNING)


@pytest.mark.parametrize("asked", ["--array=7", "--array=1-8%1"])
def test_one_after_the_other(asked: str) -> None:
    [found] = offends(
        install_in_job,
        f"#!/bin/bash\n#SBATCH {asked}\npip install nltk\n^^^^^^^^^^^^^^^^\n",
        path="train.sbatch",
    )
    assert found.severity == Severity.NOTE


@pytest.mark.parametrize(
    "body",
    [
        "virtualenv --no-download $SLURM_TMPDIR/env\nsource $SLURM_TMPDIR/env/bin/activate\npip install torch",
        "pip install --no-index torch",
        "pip install --target=$TMPDIR/x torch",
        "apptainer exec image.sif pip install torch",
        "pip list",
        "conda activate x",
        "# pip install torch",
        "echo pip install torch",
    ],
)
def test_healthy(body: str) -> None:
    passes(install_in_job, f"#!/bin/bash\n#SBATCH --array=1-4\n{body}\n", path="train.sbatch")


def test_without_network_another_rule_speaks() -> None:
    offline = Site(compute_network=False)
    text = "#!/bin/bash\n#SBATCH -n 1\npip install torch\npip install -e .\n"
    source = SourceFile("a.sbatch", text, form="job")
    [found] = findings(install_in_job, source=source, site=offline)
    assert found.location.line == 4
    [other] = findings(download_on_node_without_network, source=source, site=offline)
    assert other.location.line == 3
    [found] = findings(install_in_job, source=source, site=Site(kind="lsf", compute_network=False))
    assert found.location.line == 3
    passes(install_in_job, text.replace("pip install -e .\n", ""), path="a.sbatch", site=offline)
