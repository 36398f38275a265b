from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.variable_ignored import IGNORED, PERHAPS, variable_ignored, version

from envdoctor import Advise, Finding, Origin, Row, Severity, msg
from envdoctor.catalogue.rows import Legacy
from envdoctor.catalogue.view import Variable
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.testing import findings, passes

OLD = Legacy("TRANSFORMERS_CACHE", "HF_HOME", "transformers", "5", msg("up to 4.57 it is read"))
ROW = Row("huggingface", "huggingface", "models", "mixed", (), (), "x", legacy=(OLD,))
USED = Locations({ROW.id: Spot(ROW.id)})
LINE = Origin("file", "/home/alice/.bashrc", 5)


def env(number: str, name: str = "venv", *contexts: str) -> PythonEnv:
    return PythonEnv(f"/home/alice/{name}", name=name, packages={"transformers": number}, contexts=contexts)


def given(*contexts: str, **values: str) -> Environments:
    variables = {name: Variable(value, LINE) for name, value in values.items()}
    return Environments(dict.fromkeys(contexts or ("interactive", "batch"), variables))


SET = given(TRANSFORMERS_CACHE="/data1/hf")


def found(pythons: Pythons, row: Row = ROW, environments: Environments = SET) -> list[Finding]:
    return findings(variable_ignored, row=row, locations=USED, environments=environments, pythons=pythons)


@pytest.mark.parametrize("number", ["5.0.0", "5.0.0rc1", "5", "12.1.dev0"])
def test_an_installed_version_ignores_it(number: str) -> None:
    [one] = found(Pythons((env("4.57.3", "old"), env(number))))
    assert (one.template, one.severity, one.args["version"], one.args["env"]) == (
        IGNORED, Severity.WARNING, number, "/home/alice/venv",
    )  # fmt: skip
    assert (one.place, one.location.line, one.contexts) == ("/home/alice/.bashrc", 5, ("interactive", "batch"))
    assert one.wish == Advise(msg("set {instead} as well"), {"instead": "HF_HOME"})


def test_an_environment_in_use_is_named_first() -> None:
    [one] = found(Pythons((env("5.1", "one"), env("5.2", "two", "batch"))))
    assert one.args["env"] == "/home/alice/two"


def test_where_the_version_can_not_be_told_it_is_a_note() -> None:
    [one] = found(Pythons((PythonEnv(packages={"numpy": "1"}),)))
    assert (one.template, one.severity) == (PERHAPS, Severity.NOTE)
    other = replace(OLD, package="", ignored_from="12")
    [one] = found(Pythons((env("5"),)), replace(ROW, legacy=(other,)))
    assert one.severity is Severity.NOTE


@pytest.mark.parametrize(
    ("row", "pythons", "environments"),
    [
        pytest.param(ROW, Pythons((env("4.57.3"),)), SET, id="the version reads it"),
        pytest.param(ROW, Pythons((env("5"),)), Environments(), id="not set"),
        pytest.param(ROW, Pythons((env("5"),)), given(TRANSFORMERS_CACHE=""), id="empty"),
        pytest.param(ROW, Pythons((env("5"),)), given(TRANSFORMERS_CACHE="/a", HF_HOME="/b"), id="both are set"),
        pytest.param(
            ROW,
            Pythons((env("5"),)),
            Environments({**given("now", TRANSFORMERS_CACHE="/a").contexts, "batch": {}}),
            id="only this process",
        ),
        pytest.param(
            replace(ROW, legacy=(replace(OLD, package="", ignored_from=""),)), Pythons(), SET, id="old, but still read"
        ),
        pytest.param(replace(ROW, legacy=()), Pythons(), SET, id="nothing old"),
        pytest.param(replace(ROW, apart=True), Pythons((env("5"),)), SET, id="stands apart"),
    ],
)
def test_healthy(row: Row, pythons: Pythons, environments: Environments) -> None:
    passes(variable_ignored, row=row, locations=USED, environments=environments, pythons=pythons)


def test_a_tool_that_is_not_in_use() -> None:
    unused = Locations({ROW.id: Spot(ROW.id, in_use=False)})
    passes(variable_ignored, row=ROW, locations=unused, environments=SET, pythons=Pythons((env("5"),)))


@pytest.mark.parametrize(
    ("text", "numbers"), [("5", (5,)), ("4.57.3", (4, 57, 3)), ("v2.0.0rc1", (2, 0, 0)), ("?", ()), ("", ())]
)
def test_versions(text: str, numbers: tuple[int, ...]) -> None:
    assert version(text) == numbers
