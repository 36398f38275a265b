from __future__ import annotations

import pytest
from envdoctor_rules.job.download_on_node_without_network import download_on_node_without_network

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes

SITE = Site(compute_network=False)
HEAD = "#!/bin/bash\n#SBATCH -c 1\n"


@pytest.mark.parametrize(
    "command",
    [
        "wget https://example.org/a.tar",
        "curl -O https://example.org/a.tar",
        "git clone https://example.org/a.git",
        "git clone git@example.org:a/b.git",
        "pip install torch",
        "python -m pip install -r requirements.txt",
        "uv pip install torch",
        "conda install -y pytorch",
        "conda create -n a python=3.11",
        "huggingface-cli download org/model",
        "hf download org/model",
        "apptainer pull docker://ubuntu",
        "docker pull ubuntu",
    ],
)
def test_fires(command: str) -> None:
    text = f"{HEAD}{command}\n{'^' * len(command)}\npython a.py\n"
    offends(download_on_node_without_network, text, path="a.sbatch", site=SITE)


def test_many_downloads_are_one_finding() -> None:
    text = f"{HEAD}wget https://example.org/a\n{'^' * 26}\nwget https://example.org/b\npip install a\n{'^' * 13}\n"
    found = offends(download_on_node_without_network, text, path="a.sbatch", site=SITE)
    assert [finding.key for finding in found] == ["wget", "pip install"]


@pytest.mark.parametrize(
    "command",
    [
        "python a.py",
        "pip install --no-index --find-links /home/share torch",
        "pip install -e .",
        "pip install ./pkg torch-2.0-cp311.whl",
        "pip list",
        "pip install",
        "git pull",
        "git clone /data/repo",
        "git clone $REPO",
        "curl http://localhost:8000/health",
        "curl --version",
        "wget $URL",
        "conda activate a",
        "conda install --offline a",
        "echo wget https://example.org",
        "# wget https://example.org",
    ],
)
def test_healthy(command: str) -> None:
    passes(download_on_node_without_network, f"{HEAD}{command}\n", path="a.sbatch", site=SITE)


@pytest.mark.parametrize("site", [Site(), Site(compute_network=True), Site(kind="lsf", compute_network=False)])
def test_silent_where_the_policy_does_not_say_so(site: Site) -> None:
    passes(download_on_node_without_network, f"{HEAD}wget https://example.org/a\n", path="a.sbatch", site=site)
