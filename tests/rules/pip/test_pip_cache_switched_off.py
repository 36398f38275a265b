from __future__ import annotations

import pytest
from envdoctor_rules.pip.pip_cache_switched_off import OUT, pip_cache_switched_off

from envdoctor import Advise, Here, Origin, Place, Severity
from envdoctor.facts.types import Locations, Spot
from envdoctor.testing import findings, passes, skips

HERE = Here(home="/home/alice")
LINE = Origin("file", "/home/alice/.bashrc", 9, "PIP_NO_CACHE_DIR")
CONF = Origin("file", "/home/alice/.config/pip/pip.conf", 2)


def off(origin: Origin = LINE, *contexts: str, in_use: bool = True) -> Locations:
    place = Place(None, origin, note="the cache is switched off by PIP_NO_CACHE_DIR")
    return Locations({"pip-cache": Spot("pip-cache", dict.fromkeys(contexts or ("batch",), place), in_use=in_use)})


@pytest.mark.parametrize(
    ("locations", "name", "place", "severity"),
    [
        (off(), "PIP_NO_CACHE_DIR", "/home/alice/.bashrc", Severity.WARNING),
        (off(CONF), "no-cache-dir", "/home/alice/.config/pip/pip.conf", Severity.WARNING),
        (off(Origin("file", "/etc/pip.conf", 2)), "no-cache-dir", "/etc/pip.conf", Severity.NOTE),
        (off(Origin("inherited", variable="PIP_NO_CACHE_DIR"), "now"), "PIP_NO_CACHE_DIR", "PIP_NO_CACHE_DIR",
         Severity.NOTE),
    ],
)  # fmt: skip
def test_fires(locations: Locations, name: str, place: str, severity: Severity) -> None:
    [found] = findings(pip_cache_switched_off, locations=locations, here=HERE)
    assert (found.args["name"], found.place, found.severity) == (name, place, severity)


def test_the_line_is_named() -> None:
    [found] = findings(pip_cache_switched_off, locations=off(LINE, "interactive", "batch"), here=HERE)
    assert (found.location.line, found.contexts) == (9, ("interactive", "batch"))
    assert found.wish == Advise(OUT, {"where": "PIP_NO_CACHE_DIR (/home/alice/.bashrc:9)"})


@pytest.mark.parametrize(
    "locations",
    [
        pytest.param(Locations({"pip-cache": Spot("x", {"batch": Place("/data1/pip", LINE)})}), id="on"),
        pytest.param(Locations({"pip-cache": Spot("x", {"batch": Place(None, LINE, stops=True)})}), id="pip stops"),
        pytest.param(off(in_use=False), id="not in use"),
    ],
)
def test_healthy(locations: Locations) -> None:
    passes(pip_cache_switched_off, locations=locations, here=HERE)


def test_could_not_tell_is_not_fine() -> None:
    unknown = Locations({"pip-cache": Spot("pip-cache", unknown={"batch": "bash gave no answer"})})
    assert skips(pip_cache_switched_off, locations=unknown) == "bash gave no answer"
