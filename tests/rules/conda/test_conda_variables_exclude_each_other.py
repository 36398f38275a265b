from __future__ import annotations

from collections.abc import Mapping

import pytest
from envdoctor_rules.conda.conda_variables_exclude_each_other import conda_variables_exclude_each_other as rule

from envdoctor import Advise, Origin
from envdoctor.catalogue.view import Variable
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.testing import findings, passes

USED = Locations({"conda-envs": Spot("conda-envs")})
DIRS = Variable("/data1/e", Origin("file", "/home/alice/.bashrc", 3, "CONDA_ENVS_DIRS"))
PATH = Variable("/shared/e:/data1/e", Origin("inherited", variable="CONDA_ENVS_PATH"))
BOTH = {"CONDA_ENVS_DIRS": DIRS, "CONDA_ENVS_PATH": PATH}


def contexts(**values: Mapping[str, Variable]) -> Environments:
    return Environments(values)


def test_fires() -> None:
    [found] = findings(rule, environments=contexts(now=BOTH, login=BOTH, batch={}), locations=USED)
    assert (found.place, found.contexts) == ("CONDA_ENVS_PATH", ("now", "login"))
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("export CONDA_ENVS_DIRS=/data1/e:/shared/e", "unset CONDA_ENVS_PATH")


def test_empty_and_unknown_values_count_too() -> None:
    unknown = {"CONDA_ENVS_DIRS": Variable(None), "CONDA_ENVS_PATH": Variable("")}
    [found] = findings(rule, environments=contexts(login=unknown), locations=USED)
    assert isinstance(found.wish, Advise)
    assert found.wish.commands == ("unset CONDA_ENVS_PATH",)


@pytest.mark.parametrize(
    ("environments", "locations"),
    [
        (contexts(login={"CONDA_ENVS_DIRS": DIRS}, batch={"CONDA_ENVS_PATH": PATH}), USED),
        (contexts(now=BOTH, login={}), USED),
        (contexts(login=BOTH), Locations({"conda-envs": Spot("conda-envs", in_use=False)})),
        (contexts(login=BOTH), Locations()),
    ],
)
def test_healthy(environments: Environments, locations: Locations) -> None:
    passes(rule, environments=environments, locations=locations)
