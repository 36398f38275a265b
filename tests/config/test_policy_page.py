from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from envdoctor.catalogue.site import Queue
from envdoctor.cli.main import main
from envdoctor.config import Config, load
from envdoctor.host.host import Host

ROOT = Path(__file__).parents[2]
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs/policy.md").read_text(), re.M | re.S)


def policy(text: str, home: Path) -> Config:
    """The policy of an account that has this text as its own."""
    path = home / ".config/envdoctor/envdoctor.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return load(Host(home=str(home), env={}, cwd=str(home), live=False), site="/nowhere")


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_each_block_is_a_whole_policy(number: int, tmp_path: Path) -> None:
    assert policy(BLOCKS[number], tmp_path).baseline == ""


def test_the_first_block_can_be_pasted_and_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "p.yaml").write_text(BLOCKS[0])
    (tmp_path / "a.sbatch").write_text("#!/bin/bash\n#SBATCH -n 1 -t 60\n")
    command = ["check", "--isolated", "--no-cache", "-q", "--config", str(tmp_path / "p.yaml"), str(tmp_path)]
    assert main(command) in (0, 1)


def test_a_platform_without_queues_tells_of_its_nodes(tmp_path: Path) -> None:
    site = policy((ROOT / "examples/sites/container-platform.yaml").read_text(), tmp_path).scheduler
    assert site.queues == {"node": Queue("node", gpus=8)}


@pytest.mark.parametrize("path", sorted((ROOT / "examples/ci").glob("*.yml")), ids=lambda path: path.stem)
def test_examples_for_ci_are_yaml_and_a_repository_without_scripts_is_no_failure(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text()), dict)
    assert re.search(r"envdoctor check --hook .*", path.read_text())
