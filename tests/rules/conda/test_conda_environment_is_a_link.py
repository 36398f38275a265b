from __future__ import annotations

import pytest
from envdoctor_rules.conda.conda_environment_is_a_link import conda_environment_is_a_link

from envdoctor import Advise
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.testing import findings, passes

PREFIX, REAL = "/home/alice/.conda/envs/torch", "/data1/alice/my envs/torch"


def env(kind: str = "conda", name: str = "torch", link: str = REAL) -> Pythons:
    return Pythons((PythonEnv(PREFIX, kind, name, link=link, contexts=("login",)),))


def test_fires() -> None:
    [found] = findings(conda_environment_is_a_link, pythons=env())
    assert (found.place, found.args["real"], found.contexts) == (PREFIX, REAL, ("login",))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (f"conda remove -p '{REAL}' --all", f"rm {PREFIX}")


@pytest.mark.parametrize("pythons", [Pythons(), env(link=""), env(kind="venv"), env(name="base")])
def test_healthy(pythons: Pythons) -> None:
    passes(conda_environment_is_a_link, pythons=pythons)
