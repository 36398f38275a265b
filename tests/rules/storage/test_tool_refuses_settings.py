from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.tool_refuses_settings import MEND, WRITABLE, tool_refuses_settings

from envdoctor import Advise, Origin, Place, Row
from envdoctor.catalogue.rows import Side
from envdoctor.catalogue.view import Variable
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.testing import findings, passes, skips

ENVS = Row("conda-envs", "conda", "environments", "data", (), (), "conda/envs")
PKGS = replace(ENVS, id="conda-pkgs")
CATALOGUE = (ENVS, PKGS)
LINE = Origin("file", "/home/alice/.condarc", 3)
SAYS = "conda stops with an error: ~/.condarc: envs_dirs must be a list"


def stopping(origin: Origin = LINE, note: str = SAYS, *contexts: str) -> Spot:
    return Spot("x", dict.fromkeys(contexts or ("interactive", "batch"), Place(None, origin, note=note, stops=True)))


FINE = Spot("x", {"interactive": Place("/data1/envs", LINE)})


def test_fires() -> None:
    given = Locations({"conda-envs": stopping()})
    [found] = findings(tool_refuses_settings, row=ENVS, locations=given, catalogue=CATALOGUE)
    assert (found.args["note"], found.place, found.location.line) == (SAYS, "/home/alice/.condarc", 3)
    assert found.contexts == ("interactive", "batch")
    assert found.wish == Advise(MEND, {"where": "/home/alice/.condarc:3", "tool": "conda"})


def test_a_variable() -> None:
    origin = Origin("inherited", variable="UV_CACHE_DIR")
    given = Locations({"conda-envs": stopping(origin)})
    [found] = findings(tool_refuses_settings, row=ENVS, locations=given, catalogue=CATALOGUE)
    assert (found.place, found.key, found.location.path) == ("UV_CACHE_DIR", "UV_CACHE_DIR", None)


def test_a_default() -> None:
    given = Locations({"conda-envs": stopping(Origin("default"))})
    [found] = findings(tool_refuses_settings, row=ENVS, locations=given, catalogue=CATALOGUE)
    assert isinstance(found.wish, Advise)
    assert (found.place, found.wish.text) == ("conda", WRITABLE)


def test_one_cause_is_said_at_the_first_row_of_the_tool() -> None:
    both = Locations({"conda-envs": stopping(), "conda-pkgs": stopping()})
    assert len(findings(tool_refuses_settings, row=ENVS, locations=both, catalogue=CATALOGUE)) == 1
    passes(tool_refuses_settings, row=PKGS, locations=both, catalogue=CATALOGUE)
    unused = Locations({"conda-envs": replace(stopping(), in_use=False), "conda-pkgs": stopping()})
    assert len(findings(tool_refuses_settings, row=PKGS, locations=unused, catalogue=CATALOGUE)) == 1
    other = Locations({"conda-envs": stopping(note="another"), "conda-pkgs": stopping()})
    assert len(findings(tool_refuses_settings, row=PKGS, locations=other, catalogue=CATALOGUE)) == 1


def test_a_side() -> None:
    row = replace(ENVS, sides=(Side("tools", "tools", (), (), "x"),))
    given = Locations({"conda-envs": replace(FINE, sides={"tools": stopping()})})
    assert len(findings(tool_refuses_settings, row=row, locations=given, catalogue=(row,))) == 1


@pytest.mark.parametrize(
    ("row", "spot"),
    [
        pytest.param(ENVS, FINE, id="fine"),
        pytest.param(ENVS, Spot("x", {"batch": Place(None, LINE, note="the cache is switched off")}), id="off"),
        pytest.param(ENVS, replace(stopping(), in_use=False), id="not in use"),
        pytest.param(replace(ENVS, apart=True), stopping(), id="stands apart"),
        pytest.param(
            ENVS, Spot("x", {**stopping(LINE, SAYS, "now").places, "batch": Place("/x", LINE)}), id="only this process"
        ),
    ],
)
def test_healthy(row: Row, spot: Spot) -> None:
    passes(tool_refuses_settings, row=row, locations=Locations({row.id: spot}), catalogue=CATALOGUE)


def test_two_names_of_one_setting_of_conda_have_a_rule_of_their_own() -> None:
    both = {name: Variable("/x") for name in ("CONDA_ENVS_DIRS", "CONDA_ENVS_PATH")}
    given = Locations({"conda-envs": stopping()})
    two = Environments({"interactive": both, "batch": both})
    passes(tool_refuses_settings, row=ENVS, locations=given, catalogue=CATALOGUE, environments=two)
    one = Environments({"interactive": both, "batch": {}})
    [found] = findings(tool_refuses_settings, row=ENVS, locations=given, catalogue=CATALOGUE, environments=one)
    assert found.contexts == ("batch",)


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({ENVS.id: Spot(ENVS.id, unknown={"batch": "bash gave no answer"})})
    assert skips(tool_refuses_settings, row=ENVS, locations=unknown) == "bash gave no answer"
