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
        ({"/usr/bin/npm": "x"}, {}, set()),  # an administrator installed it for everybody
        ({"/usr/bin/pip": "x"}, {}, {"pip-cache"}),
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


# ---- sides and cleaners


@pytest.mark.parametrize(
    ("paths", "env", "key", "held"),
    [
        ({f"{HOME}/.cache/huggingface/datasets/x": "x"}, {}, "datasets", True),
        ({}, {"HF_DATASETS_CACHE": f"{HOME}/ds"}, "datasets", False),
        ({}, {"TRANSFORMERS_CACHE": f"{HOME}/tf"}, "transformers", False),
        ({f"{HOME}/.local/share/uv/python/cpython-3.12/x": "x"}, {}, "pythons", True),
        ({"/data1/share/uv/tools/ruff/x": "x"}, {"XDG_DATA_HOME": "/data1/share"}, "tools", True),
        ({}, {"UV_TOOL_DIR": f"{HOME}/tools"}, "tools", False),
    ],
)
def test_a_side_in_use_means_the_tool_is(
    paths: dict[str, str | None], env: dict[str, str], key: str, held: bool
) -> None:
    found, asked = locate(Asked(paths), Environments({"now": environment(env), "batch": environment(env)}))
    spot = next(spot for spot in found.spots.values() if key in spot.sides)
    side = spot.sides[key]
    assert (spot.in_use, side.in_use, list(side.held.values())) == (True, True, [held])
    assert set(side.places) == {"now", "batch"}
    assert asked <= 6


def test_locks_and_the_like_do_not_count_as_tools() -> None:
    left = {f"{HOME}/.local/share/uv/tools/{name}": "x" for name in (".lock", ".gitignore")}
    found, _ = locate(Asked(left), Environments({"now": {}}))
    side = found.spots["uv"].sides["tools"]
    assert (side.in_use, side.held) == (False, {f"{HOME}/.local/share/uv/tools": False})


def test_a_side_whose_place_is_not_known() -> None:
    contexts = {"batch": {"HF_XET_CACHE": Variable(None, Origin("unknown"))}}
    spot = locate(Asked({}), Environments(contexts))[0].spots["huggingface"]
    assert (set(spot.places), spot.unknown) == ({"batch"}, {})
    assert "HF_XET_CACHE" in spot.sides["xet"].unknown["batch"]


@pytest.mark.parametrize("value", ["symlink", None])
def test_a_cleaner_that_breaks_something_or_perhaps(value: str | None) -> None:
    contexts = {"login": environment({}), "batch": {"UV_LINK_MODE": Variable(value, Origin("unknown"))}}
    spot = locate(Asked({}), Environments(contexts))[0].spots["uv"]
    assert set(spot.refused) == {"uv cache clean"}
    assert "UV_LINK_MODE" in spot.refused["uv cache clean"]


def test_a_circle_of_links_is_not_followed_for_ever(tmp_path: Path) -> None:
    (tmp_path / ".npm").symlink_to(tmp_path / ".npm")
    host = Host(home=str(tmp_path), env={}, cwd=str(tmp_path))
    found, _ = locate(host, Environments({"now": {}}), (NPM,), Here(home=str(tmp_path), cwd=str(tmp_path)))
    assert found.spots["npm"].writable == {f"{tmp_path}/.npm": False}


def test_what_only_this_process_still_uses_is_left_behind() -> None:
    old = {f"{HOME}/.cache/huggingface/hub/models--x/blob": "x"}
    contexts = {"now": environment({}), "batch": environment({"HF_HOME": "/data1/hf"})}
    spot = locate(Asked(old), Environments(contexts))[0].spots["huggingface"]
    assert list(spot.left) == [f"{HOME}/.cache/huggingface/hub"]
    spot = locate(Asked(old), Environments({"now": environment({})}))[0].spots["huggingface"]
    assert spot.left == {}


# ---- settings that are not in force


CONF, MINE, PROJECT = f"{HOME}/.config/pip/pip.conf", f"{HOME}/.npmrc", HERE.cwd + "/.npmrc"
UVTOML, CONDARC = f"{HOME}/.config/uv/uv.toml", f"{HOME}/.condarc"


@pytest.mark.parametrize(
    ("row", "env", "files", "said"),
    [
        ("pip-cache", {}, {}, []),
        ("pip-cache", {"PIP_CACHE_DIR": "/a"}, {}, ["PIP_CACHE_DIR /a"]),
        (
            "pip-cache",
            {"PIP_CACHE_DIR": "/a", "XDG_CACHE_HOME": "/x"},
            {
                CONF: "[global]\ncache-dir = /b\n[install]\ncache-dir = /c\n",
                "/etc/pip.conf": "[global]\ncache-dir=/d\n",
            },
            ["PIP_CACHE_DIR /a", f"{CONF}:4 /c", f"{CONF}:2 /b", "/etc/pip.conf:2 /d", "XDG_CACHE_HOME /x/pip"],
        ),
        ("pip-cache", {"PIP_CACHE_DIR": ""}, {CONF: "[global]\ncache-dir = /b\n"}, [f"{CONF}:2 /b"]),
        (
            "pip-cache",
            {"PIP_CACHE_DIR": "/a", "PIP_NO_CACHE_DIR": "0"},
            {},
            ["PIP_NO_CACHE_DIR None", "PIP_CACHE_DIR /a"],
        ),
        ("pip-cache", {"PIP_CACHE_DIR": "/a"}, {CONF: "cache-dir"}, [f"{CONF}:None None"]),
        (
            "uv",
            {"UV_CACHE_DIR": "/a"},
            {UVTOML: 'cache-dir = "/b"\n', "/etc/uv/uv.toml": 'cache-dir = "/c"\n'},
            ["UV_CACHE_DIR /a", f"{UVTOML}:1 /b", "/etc/uv/uv.toml:1 /c"],
        ),
        ("uv", {"UV_NO_CACHE": "1", "UV_CACHE_DIR": "/a"}, {}, ["UV_NO_CACHE None", "UV_CACHE_DIR /a"]),
        ("uv", {"UV_CACHE_DIR": ""}, {UVTOML: 'cache-dir = "/b"\n'}, ["UV_CACHE_DIR None", f"{UVTOML}:1 /b"]),
        (
            "npm",
            {"npm_config_cache": "/a", "NPM_CONFIG_CACHE": "/b"},
            {PROJECT: "cache=/c\n", MINE: "cache=/d\n"},
            ["npm_config_cache /a", "NPM_CONFIG_CACHE /b", f"{PROJECT}:1 /c", f"{MINE}:1 /d"],
        ),
        (
            "conda-envs",
            {"CONDA_ENVS_DIRS": "/tmp/a:/tmp/b"},
            {CONDARC: "envs_dirs:\n  - /tmp/c\n  - /tmp/d\n", "/etc/conda/.condarc": "envs_dirs: [/tmp/e]\n"},
            ["CONDA_ENVS_DIRS /tmp/a", f"{CONDARC}:2 /tmp/c", "/etc/conda/.condarc:1 /tmp/e"],
        ),
        # what is passed over is not beaten: the next one is in force, and only weaker ones are hidden
        (
            "conda-pkgs",
            {"CONDA_PKGS_DIRS": "/usr/a"},
            {CONDARC: "pkgs_dirs: [/tmp/c]\n", "/etc/conda/.condarc": "pkgs_dirs: [/tmp/e]\n"},
            [f"{CONDARC}:1 /tmp/c", "/etc/conda/.condarc:1 /tmp/e"],
        ),
        ("torch-hub", {"TORCH_HOME": "/a", "XDG_CACHE_HOME": "/x"}, {},
         ["TORCH_HOME /a/hub", "XDG_CACHE_HOME /x/torch/hub"]),
    ],
)  # fmt: skip
def test_every_setting_that_speaks(row: str, env: dict[str, str], files: dict[str, str], said: list[str]) -> None:
    found, asked = locate(Asked(files), Environments({"batch": environment(env)}))
    spot = found.spots[row]
    places = spot.settings.get("batch", ())
    shown = [place.origin.variable or f"{place.origin.path}:{place.origin.line}" for place in places]
    assert [f"{name} {place.path}" for name, place in zip(shown, places, strict=True)] == said
    assert not places or places[0] == spot.places["batch"]
    assert {place.path for place in places if place.path} <= set(spot.real)
    assert set(spot.held) == {place.path for place in spot.places.values() if place.path}
    assert asked <= 8


def test_settings_of_a_side_and_where_hidden_ones_lead(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    env = {"HF_HOME": f"{tmp_path}/link", "HF_DATASETS_CACHE": f"{tmp_path}/ds"}
    host = Host(home=str(tmp_path), env={}, cwd=str(tmp_path))
    here = Here(home=str(tmp_path), cwd=str(tmp_path))
    found, _ = locate(host, Environments({"batch": environment(env)}), (HUGGINGFACE,), here)
    side = found.spots["huggingface"].sides["datasets"]
    assert [place.origin.variable for place in side.settings["batch"]] == ["HF_DATASETS_CACHE", "HF_HOME"]
    assert side.real[f"{tmp_path}/link/datasets"] == f"{tmp_path}/data/datasets"


def test_a_hidden_setting_that_can_not_be_read_is_no_obstacle() -> None:
    env = {"PIP_CACHE_DIR": Variable("/a"), "XDG_CACHE_HOME": Variable(None, Origin("unknown"))}
    spot = locate(Asked({}), Environments({"batch": env}))[0].spots["pip-cache"]
    assert (spot.places["batch"].path, spot.settings, spot.unknown) == ("/a", {}, {})


def test_a_tool_whose_cleaner_is_not_on_the_path_is_told_apart() -> None:
    cache = {f"{HOME}/.npm/_cacache/x": "x", f"{HOME}/.cache/pip/x": "x", "/usr/bin/npm": "x"}
    found, _ = locate(Asked(cache), Environments({"now": environment({})}))
    assert (found.spots["npm"].absent, found.spots["pip-cache"].absent) == (False, True)
