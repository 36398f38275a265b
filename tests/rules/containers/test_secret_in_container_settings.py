from __future__ import annotations

import pytest
from envdoctor_rules.containers.secret_in_container_settings import secret_in_container_settings

from envdoctor.facts.types import SourceFile
from envdoctor.model import Finding
from envdoctor.testing import findings, offends, passes

KEY = "9f4c1b7e2a8d5036c1b7" + "e2a8d503641bc7ea"
HUB = "hf_" + "QwErTyUiOpAsDfGhJkLzXcVbNm71905284"
COMPOSE = """
services:
  train:
    image: me/train:1
    environment:
{lines}
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {{name: t}}
spec:
  containers:
  - image: me/train:1
    name: t
    env:
    - name: {name}
      value: {value}
"""


def never_shown(found: list[Finding], *values: str) -> bool:
    return all(
        value not in f"{one.args}{one.key}{one.evidence}{one.wish}{one.template}" for one in found for value in values
    )


def test_fires_in_a_script() -> None:
    marks = "^" * len(f"WANDB_API_KEY={KEY}")
    found = offends(
        secret_in_container_settings,
        f"#!/bin/bash\ndocker run --rm -e WANDB_API_KEY={KEY} me/train:1\n                   {marks}\n",
        path="run.sh",
    )
    assert never_shown(found, KEY)
    assert found[0].args["name"] == "WANDB_API_KEY"


@pytest.mark.parametrize("line", ["      - WANDB_API_KEY={}", "      WANDB_API_KEY: {}", "      MY_TOKEN: '{}'"])
def test_fires_in_compose(line: str) -> None:
    source = SourceFile("compose.yaml", COMPOSE.format(lines=line.format(KEY)), form="compose")
    [found] = findings(secret_in_container_settings, source=source)
    assert found.key.startswith("train:")
    assert never_shown([found], KEY)


def test_fires_on_what_its_shape_tells() -> None:
    lines = f"      NAME: {HUB}\n    command: hf auth login --token {HUB}"
    source = SourceFile("compose.yaml", COMPOSE.format(lines=lines), form="compose")
    found = findings(secret_in_container_settings, source=source)
    assert [one.key for one in found] == ["train:NAME", "hugging_face"]
    assert [one.location.line for one in found] == [6, 7]
    assert never_shown(found, HUB)


def test_fires_in_a_manifest() -> None:
    source = SourceFile("pod.yaml", POD.format(name="HF_TOKEN", value=HUB), form="kubernetes")
    [found] = findings(secret_in_container_settings, source=source)
    assert (found.key, found.location.line) == ("Pod/t/t:HF_TOKEN", 11)
    assert never_shown([found], HUB)


@pytest.mark.parametrize(
    "option",
    [
        "-e WANDB_API_KEY",
        '-e WANDB_API_KEY="$WANDB_API_KEY"',
        "-e WANDB_API_KEY=your_key",
        f"-e RUN_ID={KEY}",
        "--env-file .env",
        "-e TOKENIZERS_PARALLELISM=false",
    ],
)
def test_healthy_script(option: str) -> None:
    passes(secret_in_container_settings, f"#!/bin/bash\ndocker run {option} me/train:1\n", path="run.sh")


@pytest.mark.parametrize(
    "line", ["      WANDB_API_KEY: ${WANDB_API_KEY}", "      - WANDB_API_KEY", "      MYSQL_PASSWORD: example"]
)
def test_healthy_compose(line: str) -> None:
    passes(secret_in_container_settings, COMPOSE.format(lines=line), path="compose.yaml")


def test_healthy_manifest() -> None:
    passes(secret_in_container_settings, POD.format(name="HF_HOME", value="/data/hf"), path="pod.yaml")


def test_a_shape_in_a_script_is_another_rules() -> None:
    passes(secret_in_container_settings, f"#!/bin/bash\ndocker run -e HF_TOKEN={HUB} me/train:1\n", path="run.sh")
