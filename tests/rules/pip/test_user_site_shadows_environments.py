from __future__ import annotations

from collections.abc import Mapping

import pytest
from envdoctor_rules.pip.user_site_shadows_environments import FEW, MANY, user_site_shadows_environments

from envdoctor import Advise
from envdoctor.catalogue.view import Variable
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.types import Environments
from envdoctor.testing import findings, passes, skips

LOCAL = "/home/alice/.local"
SITE = f"{LOCAL}/lib/python3.11/site-packages"
OLD = {"torch": "1.13.1", "numpy": "1.26.0", "pip": "22.0", "rich": "13.0"}


def user(packages: Mapping[str, str] = OLD, prefix: str = LOCAL, python: str = "3.11") -> PythonEnv:
    return PythonEnv(prefix, "user", ".local", python, SITE, packages, user_site=True)


def env(name: str = "ml", kind: str = "conda", python: str = "3.11", sees: bool = True, **packages: str) -> PythonEnv:
    held = packages or {"torch": "2.3.0", "numpy": "1.26.0", "pip": "24.0"}
    return PythonEnv(f"/data1/alice/envs/{name}", kind, name, python, "", held, user_site=sees)


def contexts(**values: Mapping[str, str]) -> Environments:
    made = {key: {name: Variable(value) for name, value in each.items()} for key, each in values.items()}
    return Environments(made or {"now": {}, "login": {}, "batch": {}})


def test_fires() -> None:
    pythons = Pythons((user(), env(), env("other", torch="1.13.1", scipy="1.0")))
    [found] = findings(user_site_shadows_environments, pythons=pythons, environments=contexts())
    assert (found.template, found.place, found.contexts) == (FEW, SITE, ("login", "batch"))
    assert (found.args["envs"], found.args["worst"]) == ("ml", "torch 1.13.1 for 2.3.0")
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("conda env config vars set -p /data1/alice/envs/ml PYTHONNOUSERSITE=1",)


def test_the_worst_come_first() -> None:
    old = dict.fromkeys(("attrs", "numpy", "rich", "torch", "zstd"), "1")
    new = dict.fromkeys(old, "2")
    pythons = Pythons((user(old), env("a", **new), env("b", **new)))
    [found] = findings(user_site_shadows_environments, pythons=pythons, environments=contexts())
    assert found.template == MANY
    assert (found.args["envs"], found.args["more"]) == ("a, b", 2)
    assert str(found.args["worst"]).startswith("torch 1 for 2")
    assert [part.split()[0] for part in str(found.args["worst"]).split(", ")] == ["torch", "numpy", "attrs"]


def test_another_base_folder() -> None:
    pythons = Pythons((user(), user(prefix="/data1/alice/pip"), env()))
    [found] = findings(
        user_site_shadows_environments,
        pythons=pythons,
        environments=contexts(login={"PYTHONUSERBASE": "/data1/alice/pip/"}, batch={"PYTHONNOUSERSITE": "1"}),
    )
    assert found.contexts == ("login",)
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"bin": "/data1/alice/pip/bin"}


@pytest.mark.parametrize(
    ("pythons", "environments"),
    [
        pytest.param(Pythons((user(),)), contexts(), id="no environments"),
        pytest.param(Pythons((env(),)), contexts(), id="nothing in ~/.local"),
        pytest.param(Pythons((user(), env(python="3.12"))), contexts(), id="another Python"),
        pytest.param(Pythons((user(), env(python=""))), contexts(), id="an environment without Python"),
        pytest.param(Pythons((user(), env(kind="venv"))), contexts(), id="a venv's own packages come first"),
        pytest.param(Pythons((user(), env(sees=False))), contexts(), id="the environment shuts it out"),
        pytest.param(Pythons((user(), env(torch="1.13.1"))), contexts(), id="the same versions"),
        pytest.param(Pythons((user(), env(pip="24"))), contexts(), id="pip alone"),
        pytest.param(Pythons((user(), env())), contexts(login={"PYTHONNOUSERSITE": "1"}), id="shut out everywhere"),
        pytest.param(Pythons(partial="more than 60"), contexts(), id="nothing to hide them"),
    ],
)
def test_healthy(pythons: Pythons, environments: Environments) -> None:
    passes(user_site_shadows_environments, pythons=pythons, environments=environments)


def test_could_not_tell_is_not_fine() -> None:
    pythons = Pythons((user(), env(torch="1.13.1")), partial="/nas gave no answer in 1.5 s")
    said = skips(user_site_shadows_environments, pythons=pythons, environments=contexts())
    assert said == "/nas gave no answer in 1.5 s"
