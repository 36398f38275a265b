from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.conda.conda_variable_wrong_separator import conda_variable_wrong_separator

from envdoctor import Advise, Origin
from envdoctor.catalogue.view import Variable
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.testing import findings, passes

USED = Locations({"conda-pkgs": Spot("conda-pkgs")})
LINE = Origin("file", "/home/alice/.bashrc", 3, "X")


def contexts(name: str, value: str | None, *keys: str) -> Environments:
    return Environments({key: {name: Variable(value, LINE)} for key in keys or ("login", "batch")})


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("CONDA_PKGS_DIRS", "/p1:/p2", "/p1,/p2"),
        ("CONDA_PKGS_DIRS", "~/p1: $HOME/p2", "'~/p1,$HOME/p2'"),
        ("CONDA_PKGS_DIRS", "/a,/p1:/p2", "/a,/p1,/p2"),
        ("CONDA_ENVS_DIRS", "/e1,/e2", "/e1:/e2"),
        ("CONDA_ENVS_PATH", "/e1 , /e2", "/e1:/e2"),
    ],
)
def test_fires(name: str, value: str, right: str) -> None:
    [found] = findings(conda_variable_wrong_separator, environments=contexts(name, value), locations=USED)
    assert (found.place, found.args["value"], found.contexts) == (name, value, ("login", "batch"))
    assert found.location.line == 3
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == (f"export {name}={right}",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONDA_PKGS_DIRS", "/p1,/p2"),
        ("CONDA_PKGS_DIRS", "/odd:name"),
        ("CONDA_PKGS_DIRS", ""),
        ("CONDA_PKGS_DIRS", None),
        ("CONDA_PKGS_DIRS", ":/p"),
        ("CONDA_ENVS_DIRS", "/e1:/e2"),
        ("CONDA_ENVS_DIRS", "/odd,name"),
        ("PATH", "/a:/b"),
    ],
)
def test_healthy(name: str, value: str | None) -> None:
    passes(conda_variable_wrong_separator, environments=contexts(name, value), locations=USED)


def test_one_value_that_two_lines_set_is_one_finding() -> None:
    lines = {"login": replace(LINE, path="/home/alice/.profile"), "ssh": LINE}
    environments = Environments({key: {"CONDA_PKGS_DIRS": Variable("/a:/b", line)} for key, line in lines.items()})
    [found] = findings(conda_variable_wrong_separator, environments=environments, locations=USED)
    assert isinstance(found.wish, Advise)
    assert found.wish.args == {"where": "/home/alice/.profile:3, /home/alice/.bashrc:3"}


def test_only_where_conda_is_used_and_the_value_lasts() -> None:
    wrong = contexts("CONDA_PKGS_DIRS", "/p1:/p2")
    passes(conda_variable_wrong_separator, environments=wrong, locations=Locations())
    passing = Environments({**contexts("CONDA_PKGS_DIRS", "/p1:/p2", "now").contexts, "login": {}})
    passes(conda_variable_wrong_separator, environments=passing, locations=USED)
