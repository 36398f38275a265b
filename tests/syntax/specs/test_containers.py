from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.syntax.specs.containers import APPTAINER, DOCKER, Container, of_body


def of(line: str) -> tuple[str, list[Container]]:
    text = f"#!/bin/bash\n{line}\n"
    return text, list(of_body(read(text)))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("docker run --gpus 1 me/t:1 x", "me/t:1"),
        ("docker run --name train me/t:1 x", "train"),
        ("docker run -e DB_PASSWORD hunter2x9Q me/t:1", "<hidden>"),
        ("docker run --rm \\\n  password: hunter2x9Q", "password:"),
        ("docker run --rm 'password: hunter2x9Q'", "<hidden>"),
    ],
)
def test_a_key_holds_no_secret(line: str, key: str) -> None:
    text, [container] = of(line)
    assert "hunter2" not in container.subject(text)
    assert "hunter2" not in container.said(text)
    assert key in container.subject(text)


def test_what_apptainer_fetches() -> None:
    _text, found = of("srun apptainer exec --nv docker://a/b:2 x\ndocker run c:1\nsingularity run e.sif docker")
    assert [(one.kind, one.image and one.image.name) for one in found] == [(DOCKER, "c"), (APPTAINER, "a/b")]
    assert found[1].gpus == "?"
