from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.fetches import called, fetches, fetches_data
from envdoctor.syntax.jobs.shell.reader import read


@pytest.mark.parametrize(
    ("line", "data", "name"),
    [
        ("wget https://a.org/a", True, "wget"),
        ("curl -O https://a.org/a", True, "curl"),
        ("git clone git@a.org:x", True, "git clone"),
        ("hf download a/b", True, "hf download"),
        ("docker pull ubuntu", True, "docker pull"),
        ("apptainer pull docker://ubuntu", True, "apptainer pull"),
        ("pip install torch", False, "pip install"),
        ("python -m pip install torch", False, "pip install"),
        ("conda create -n x python", False, "conda create"),
        ("uv pip install torch", False, "uv pip"),
    ],
)
def test_what_needs_the_network(line: str, data: bool, name: str) -> None:
    [command] = read(f"#!/bin/bash\n{line}\n").commands
    assert (fetches(command), fetches_data(command), called(command)) == (True, data, name)


@pytest.mark.parametrize(
    "line",
    [
        "wget $URL",
        "curl http://localhost:80/a",
        "curl --version",
        "git clone ../a",
        "git pull",
        "pip install -e .",
        "pip install ./a.whl",
        "pip list",
        "conda activate x",
        "conda install --offline x",
        "docker run ubuntu",
        "python a.py",
    ],
)
def test_what_needs_none_or_cannot_be_told(line: str) -> None:
    assert not any(fetches(command) for command in read(f"#!/bin/bash\n{line}\n").commands)
