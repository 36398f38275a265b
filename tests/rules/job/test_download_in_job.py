from __future__ import annotations

import time

import pytest
from envdoctor_rules.job.download_in_job import download_in_job

from envdoctor.facts.site import Site
from envdoctor.testing import offends, passes


def script(*lines: str) -> str:
    return "\n".join(("#!/bin/bash", "#SBATCH --gpus=1", *lines, ""))


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("wget https://example.org/data.tar", "wget"),
        ("curl -LO https://example.org/data.tar", "curl"),
        ("curl -L -o data.tar https://example.org/data.tar", "curl"),
        ("curl https://example.org/data.tar > data.tar", "curl"),
        ("git clone https://example.org/code.git", "git clone"),
        ("hf download org/model", "hf download"),
        ("huggingface-cli download org/model --local-dir m", "huggingface-cli download"),
        ("apptainer pull docker://ubuntu", "apptainer pull"),
    ],
)
def test_fires(line: str, command: str) -> None:
    end = line.find(" >") if " >" in line else len(line)
    [found] = offends(download_in_job, script(line, "^" * end, "python a.py"), path="a.sbatch")
    assert found.args == {"command": command}


def test_once_a_script_at_the_first() -> None:
    offends(
        download_in_job,
        script(
            "curl -s https://example.org/hook", "wget https://a.org/a", "^" * 20, "wget https://a.org/b", "srun ./a"
        ),
        path="a.sbatch",
    )


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("wget https://example.org/a",), id="a job that only downloads"),
        pytest.param(("wget https://example.org/a", "tar xf a", "ls"), id="and unpacks"),
        pytest.param(("python a.py", "wget https://example.org/a"), id="at the end"),
        pytest.param(("curl -s https://example.org/hook -d done", "python a.py"), id="a message"),
        pytest.param(("wget -q -O /dev/null https://example.org/up", "python a.py"), id="a question"),
        pytest.param(("[ -f a ] || wget https://example.org/a", "python a.py"), id="only where it is missing"),
        pytest.param(("if [ ! -f a ]; then", "wget https://example.org/a", "fi", "python a.py"), id="if missing"),
        pytest.param(("curl -o a http://localhost:8000/a", "python a.py"), id="this node"),
        pytest.param(("wget $URL", "python a.py"), id="cannot tell"),
        pytest.param(("apptainer pull docker://<image>", "python a.py"), id="a template"),
        pytest.param(("srun --container-image=x bash -c 'wget https://a.org/a; b'", "python a.py"), id="elsewhere"),
        pytest.param(("wget https://a.org/a", "ssh login 'ls'", "scp a login:b"), id="a job that only copies"),
        pytest.param(("git clone ../code", "python a.py"), id="a local copy"),
        pytest.param(("pip install torch", "python a.py"), id="another rule"),
        pytest.param(("#SBATCH -p datamover", "wget https://example.org/a", "python a.py"), id="a queue for it"),
        pytest.param(("# wget https://example.org/a", "python a.py"), id="a comment"),
    ],
)
def test_healthy(lines: tuple[str, ...]) -> None:
    passes(download_in_job, script(*lines), path="a.sbatch")


@pytest.mark.parametrize("network", [True, False])
def test_a_site_that_says_how_it_is(network: bool) -> None:
    text = script("wget https://example.org/a", "python a.py")
    passes(download_in_job, text, path="a.sbatch", site=Site(kind="slurm", compute_network=network))


def test_a_site_of_another_scheduler_says_nothing() -> None:
    text = script("wget https://example.org/a", "^" * 26, "python a.py")
    offends(download_in_job, text, path="a.sbatch", site=Site(kind="lsf", compute_network=False))


def test_thousands_of_downloads_take_no_long_time() -> None:
    began = time.monotonic()
    passes(
        download_in_job, script("python a.py", *("wget https://example.org/a" for _ in range(4_000))), path="a.sbatch"
    )
    assert time.monotonic() - began < 10
