from __future__ import annotations

from dataclasses import replace

import pytest
from envdoctor_rules.storage.setting_hidden import setting_hidden

from envdoctor import Finding, Here, Origin, Place, Row
from envdoctor.facts.types import Locations, Spot
from envdoctor.testing import findings, passes, skips

HERE = Here(home="/home/alice")
ROW = Row("pip-cache", "pip", "pip's cache", "cache", (), (), "x", children=(("CHILD", "PARENT"),))
USED = Place("/data1/pip", Origin("file", "/home/alice/.bashrc", 9, "PIP_CACHE_DIR"))
CONF = Place("/data2/pip", Origin("file", "/home/alice/.config/pip/pip.conf", 3))


def spot(*said: Place, contexts: tuple[str, ...] = ("interactive", "batch")) -> Spot:
    return Spot("x", dict.fromkeys(contexts, said[0]), settings=dict.fromkeys(contexts, said))


def found(one: Spot) -> list[Finding]:
    return findings(setting_hidden, row=ROW, locations=Locations({ROW.id: one}), here=HERE)


def test_fires() -> None:
    [one] = found(spot(USED, CONF))
    assert (one.place, one.location.path, one.location.line) == ("/data2/pip", CONF.origin.path, 3)
    assert (one.args["winner"], one.args["path"]) == ("PIP_CACHE_DIR", "/data1/pip")
    assert one.evidence == ("/home/alice/.config/pip/pip.conf:3", "PIP_CACHE_DIR (/home/alice/.bashrc:9)")
    assert one.contexts == ("interactive", "batch")


def test_every_hidden_one_and_those_of_sides() -> None:
    npmrc = replace(CONF, origin=Origin("file", "/home/alice/.npmrc", 1))
    assert len(found(spot(USED, CONF, npmrc))) == 2
    assert len(found(replace(spot(USED), sides={"tools": spot(USED, CONF)}))) == 1


def named(name: str, path: str = "/data2/x") -> Place:
    return Place(path, Origin("file", "/home/alice/.bashrc", 2, name))


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(Spot("x"), id="nothing set"),
        pytest.param(spot(USED), id="one setting"),
        pytest.param(spot(USED, replace(CONF, path="/data1/pip")), id="both say the same"),
        pytest.param(spot(USED, replace(CONF, origin=Origin("file", "/etc/pip.conf", 1))), id="the system's"),
        pytest.param(spot(USED, named("XDG_CACHE_HOME")), id="for everything else"),
        pytest.param(spot(named("CHILD"), named("PARENT", "/y")), id="meant to beat it"),
        pytest.param(spot(replace(USED, path=None), CONF), id="switched off: another rule says so"),
        pytest.param(
            spot(replace(USED, origin=Origin("file", "/home/alice/.config/envdoctor/env.sh", 2, "X")), CONF), id="ours"
        ),
        pytest.param(replace(spot(USED, CONF), in_use=False), id="not in use"),
        pytest.param(
            replace(spot(USED, CONF, contexts=("now",)), places={"now": USED, "batch": CONF}), id="only this process"
        ),
    ],
)
def test_healthy(one: Spot) -> None:
    passes(setting_hidden, row=ROW, locations=Locations({ROW.id: one}), here=HERE)


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({ROW.id: Spot(ROW.id, unknown={"batch": "bash gave no answer"})})
    assert skips(setting_hidden, row=ROW, locations=unknown) == "bash gave no answer"
