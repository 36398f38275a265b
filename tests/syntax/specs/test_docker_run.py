from __future__ import annotations

import pytest

from envdoctor.syntax.jobs.shell.reader import read
from envdoctor.syntax.specs.docker_run import Run, container_runs


def only(text: str, verb: str = "run") -> Run:
    [run] = container_runs(read(f"#!/bin/bash\n{text}\n"), verb)
    return run


def test_options_image_and_command() -> None:
    run = only("docker run --rm -it --gpus all -v $PWD:/w -w/w --shm-size=8g -e A=1 -u 0:0 a/b:1 python -u x.py --it")
    assert run.image is not None
    assert run.image.text == "a/b:1"
    assert [word.text for word in run.args] == ["python", "-u", "x.py", "--it"]
    assert {"rm", "interactive", "tty", "gpus", "volume", "workdir", "shm-size", "env", "user"} == {
        option.name for option in run.options
    }
    assert run.values("gpus") == ("all",)
    assert run.values("workdir") == ("/w",)
    assert run.has("rm")
    assert not run.has("detach")
    assert run.sure


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("docker -H unix:///x run img", "img"),
        ("docker --context c container run img", "img"),
        ("docker run -itd --name x img", "img"),
        ("docker run -dp 80:80 img", "img"),
        ("docker run -m4g img", "img"),
        ("docker run --rm=true img", "img"),
        ("docker run --gpus '\"device=0,1\"' img", "img"),
        ("docker run -- img", "img"),
        ("docker run --ipc host \\\n  --ulimit memlock=-1 \\\n  img", "img"),
        ("sudo docker run img", "img"),
        ("nvidia-docker run img", "img"),
        ("podman run --tls-verify=false img", "img"),
        ("docker run $IMAGE train", "$IMAGE"),
        ('docker run "$X" train', "$X"),
    ],
)
def test_which_word_is_the_image(text: str, image: str) -> None:
    found = only(text).image
    assert found is not None
    assert found.text == image


@pytest.mark.parametrize("text", ["docker run $OPTS img", 'docker run "$@"', 'docker run "${opts[@]}" img'])
def test_a_variable_can_hide_options(text: str) -> None:
    run = only(text)
    assert not run.sure
    assert run.image is None


@pytest.mark.parametrize(
    "text", ["docker build .", "docker compose run x", "docker ps", "docker run {{ img }}", "echo"]
)
def test_nothing_to_read(text: str) -> None:
    assert list(container_runs(read(f"#!/bin/bash\n{text}\n"))) == []


def test_false_is_no() -> None:
    assert not only("docker run --tty=false img").has("tty")


def test_exec() -> None:
    run = only("docker exec -it box ls", "exec")
    assert run.image is not None
    assert run.image.text == "box"
    assert run.has("tty")
