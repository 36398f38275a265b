from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.conda import CONDA_ENVS, CONDA_PKGS
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE
from envdoctor_rules.catalogue.npm import NPM
from envdoctor_rules.catalogue.pip import PIP_CACHE
from envdoctor_rules.catalogue.tmpdir import TMPDIR
from envdoctor_rules.catalogue.torch import TORCH_HUB
from envdoctor_rules.catalogue.uv import UV

from envdoctor.catalogue.rows import Place, Row
from envdoctor.catalogue.view import Here, Variable
from envdoctor.facts.locations import configured, locations
from envdoctor.facts.types import Environments, Locations
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Failed, Probe
from envdoctor.model import Origin
from tests.catalogue.driving import HOME, Pretended, environment

ROWS = (CONDA_ENVS, CONDA_PKGS, HUGGINGFACE, NPM, PIP_CACHE, TMPDIR, TORCH_HUB, UV)
HERE = Here(home=HOME, cwd=HOME + "/work")


class Asked(Pretended):
    """A pretended file system on which some mounts are dead."""

    def __init__(self, paths: Mapping[str, str | None], dead: str = "/nowhere") -> None:
        super().__init__(paths)
        self.dead = dead

    def _answer(self, probe: Probe) -> Answer:
        if getattr(probe, "path", "").startswith(self.dead):
            return Failed(f"{self.dead} gave no answer in 1.5 s", timed_out=True)
        return super()._answer(probe)


def locate(
    host: Pretended | Host, environments: Environments, rows: Sequence[Row] = ROWS, here: Here = HERE
) -> tuple[Locations, int]:
    """The fact, and how often it asked."""
    running = locations.function(environments, here, tuple(rows))
    answers: list[Answer] | None = None
    for asked in range(100):
        try:
            answers = host.ask(running.send(answers))
        except StopIteration as end:
            return end.value, asked
    raise AssertionError("it asks for ever")


def test_every_row_in_every_context_in_few_rounds() -> None:
    contexts = {name: environment({"HOME": HOME}) for name in ("now", "login", "interactive", "ssh", "batch")}
    found, asked = locate(Asked({}), Environments(contexts))
    assert set(found.spots) == {row.id for row in ROWS}
    assert all(set(spot.places) == set(contexts) for spot in found.spots.values())
    assert asked <= 5


def test_unknown_contexts_and_values_stay_unknown() -> None:
    contexts = {"now": {"PIP_CACHE_DIR": Variable(None, Origin("unknown"))}, "batch": {}}
    found, _ = locate(Asked({}), Environments(contexts, {"login": "the shell gave no answer"}))
    spot = found.spots["pip-cache"]
    assert set(spot.places) == {"batch"}
    assert spot.unknown["login"] == "the shell gave no answer"
    assert "PIP_CACHE_DIR" in spot.unknown["now"]


def test_a_dead_mount_makes_only_what_is_on_it_unknown() -> None:
    contexts = {"now": environment({"HF_HOME": "/nas/hf"}), "batch": environment({})}
    found, _ = locate(Asked({}, dead="/nas"), Environments(contexts))
    spot = found.spots["huggingface"]
    assert set(spot.places) == {"batch"}
    assert "gave no answer" in spot.unknown["now"]
    assert found.spots["npm"].unknown == {}


@pytest.mark.parametrize(
    ("paths", "env", "used"),
    [
        ({}, {}, set()),
        ({f"{HOME}/.cache/torch/hub/x": "x"}, {}, {"torch-hub"}),
        ({f"{HOME}/.cache/huggingface/token": "x"}, {}, {"huggingface"}),
        ({"/usr/bin/npm": "x"}, {}, {"npm"}),
        ({f"{HOME}/.config/uv/uv.toml": 'cache-dir = "/d"'}, {}, {"uv"}),
        ({"/etc/uv/uv.toml": 'cache-dir = "/d"'}, {}, set()),
        ({}, {"TORCH_HOME": "/d"}, {"torch-hub"}),
        ({}, {"XDG_CACHE_HOME": "/d"}, set()),
    ],
)
def test_in_use(paths: dict[str, str | None], env: dict[str, str], used: set[str]) -> None:
    found, _ = locate(Asked(paths), Environments({"now": environment(env)}))
    assert {row for row, spot in found.spots.items() if spot.in_use} == {"tmpdir", *used}


@pytest.mark.parametrize(
    ("origin", "answer"),
    [
        (Origin("default"), False),
        (Origin("file", f"{HOME}/.npmrc", 1), True),
        (Origin("file", "/etc/npmrc", 1), False),
        (Origin("file", "/etc/profile.d/x.sh", 1, "HF_HOME"), False),
        (Origin("inherited", variable="HF_HOME"), True),
        (Origin("inherited", variable="XDG_CACHE_HOME"), False),
    ],
)
def test_who_configured_it(origin: Origin, answer: bool) -> None:
    assert configured([Place("/x", origin)], HERE) is answer


def test_places_on_the_machine_with_links_followed(tmp_path: Path) -> None:
    home, data = tmp_path / "home", tmp_path / "data"
    (data / "cache" / "pip").mkdir(parents=True)
    (data / "cache" / "pip" / "x").write_text("x")
    home.mkdir()
    (home / ".cache").symlink_to(data / "cache")
    (home / ".npm").symlink_to(tmp_path / "gone" / "npm")
    host = Host(home=str(home), env={}, cwd=str(home))
    here = Here(home=str(home), cwd=str(home))
    found, _ = locate(host, Environments({"now": {}}), (PIP_CACHE, UV, NPM), here)
    pip, uv, npm = (found.spots[row.id] for row in (PIP_CACHE, UV, NPM))
    path = f"{home}/.cache/pip"
    assert (pip.real[path], pip.held[path], pip.exists[path], pip.writable[path]) == (
        f"{data}/cache/pip",
        True,
        True,
        True,
    )
    path = f"{home}/.cache/uv"
    assert (uv.real[path], uv.held[path], uv.exists[path], uv.writable[path]) == (
        f"{data}/cache/uv",
        False,
        False,
        True,
    )
    path = f"{home}/.npm"
    assert (npm.real[path], npm.exists[path], npm.writable[path]) == (f"{tmp_path}/gone/npm", False, False)


def test_a_circle_of_links_is_not_followed_for_ever(tmp_path: Path) -> None:
    (tmp_path / ".npm").symlink_to(tmp_path / ".npm")
    host = Host(home=str(tmp_path), env={}, cwd=str(tmp_path))
    found, _ = locate(host, Environments({"now": {}}), (NPM,), Here(home=str(tmp_path), cwd=str(tmp_path)))
    assert found.spots["npm"].writable == {f"{tmp_path}/.npm": False}
