"""Rows of Python's tools; the real tools judge the same in tests/real/test_judges_python.py."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.conda import CONDA_PKGS
from envdoctor_rules.catalogue.conda_base import CONDA_BASE
from envdoctor_rules.catalogue.mamba import MAMBA
from envdoctor_rules.catalogue.pdm import PDM
from envdoctor_rules.catalogue.pipx import PIPX
from envdoctor_rules.catalogue.poetry import POETRY, environments_stay
from envdoctor_rules.catalogue.precommit import PRE_COMMIT
from envdoctor_rules.catalogue.virtualenv import VIRTUALENV

from envdoctor.catalogue.rows import FileLever, Place, Row, VariableLever, settings_of, where, where_side
from envdoctor.catalogue.view import Here, Missing, Variable, View
from envdoctor.errors import EditError, Unavailable
from envdoctor.facts.types import Disk, Disks, Shell, Target
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Look, Probe, Seen
from envdoctor.i18n import msg
from envdoctor.model import Finding, Hit, Origin, Rule, Safety, SetLocation, Severity
from envdoctor.plan import Ground, make_plan
from envdoctor.session import Asking
from envdoctor.steps import WriteFile
from tests.catalogue.driving import HOME, Pretended, environment, place_in

ROWS = (POETRY, PDM, PIPX, VIRTUALENV, PRE_COMMIT, CONDA_BASE, MAMBA)
C, S, F = f"{HOME}/.cache", f"{HOME}/.local/share", f"{HOME}/.config"
W = f"{HOME}/proj"
RC = f"{HOME}/.condarc"
PROJECT = '[project]\nname = "x"\n'
PIPX_BIN = {f"{S}/pipx/venvs/pipx/bin/pipx": "x", "/usr/bin/pipx": "x"}
Paths = dict[str, str | None]


@pytest.mark.parametrize(
    ("row", "path"),
    [
        (POETRY, f"{C}/pypoetry"),
        (PDM, f"{C}/pdm"),
        (PIPX, f"{S}/pipx"),
        (VIRTUALENV, f"{C}/virtualenv"),
        (PRE_COMMIT, f"{C}/pre-commit"),
        (MAMBA, f"{S}/mamba"),
    ],
    ids=lambda value: getattr(value, "id", None),
)
def test_default(row: Row, path: str) -> None:
    assert place_in(row) == Place(path)


def test_without_conda_there_is_no_prefix() -> None:
    assert place_in(CONDA_BASE) == Place(None, note="no conda was found")


@pytest.mark.parametrize(
    ("row", "env", "paths", "path"),
    [
        (POETRY, {"POETRY_CACHE_DIR": "~/p"}, {}, f"{HOME}/p"),
        (POETRY, {"POETRY_CACHE_DIR": ""}, {}, W),
        (POETRY, {"POETRY_CACHE_DIR": "{data-dir}/c", "POETRY_HOME": "/h"}, {}, "/h/c"),
        (POETRY, {"POETRY_CACHE_DIR": "/d/{user}"}, {}, "/d/{user}"),
        (POETRY, {"XDG_CACHE_HOME": "/x"}, {}, "/x/pypoetry"),
        (POETRY, {"XDG_CACHE_HOME": "rel"}, {}, f"{C}/pypoetry"),
        (POETRY, {}, {f"{F}/pypoetry/config.toml": 'cache-dir = "~/f"'}, f"{HOME}/f"),
        (POETRY, {}, {f"{F}/pypoetry/auth.toml": 'cache-dir = "/a"'}, "/a"),
        (POETRY, {"POETRY_CONFIG_DIR": "/c"}, {"/c/config.toml": 'cache-dir = "/f"'}, "/f"),
        (POETRY, {}, {f"{W}/poetry.toml": 'cache-dir = "/l"'}, f"{C}/pypoetry"),
        (POETRY, {}, {f"{W}/poetry.toml": 'cache-dir = "/l"', f"{W}/pyproject.toml": PROJECT}, "/l"),
        (POETRY, {}, {f"{HOME}/poetry.toml": 'cache-dir = "/l"', f"{HOME}/pyproject.toml": "[tool.poetry]"}, "/l"),
        (PDM, {"PDM_CACHE_DIR": "~/p"}, {f"{W}/pdm.toml": 'cache_dir = "/l"'}, f"{HOME}/p"),
        (PDM, {"PDM_CACHE_DIR": ""}, {}, W),
        (PDM, {}, {f"{F}/pdm/config.toml": 'cache_dir = "$HOME/f"'}, f"{W}/$HOME/f"),
        (PDM, {}, {f"{F}/pdm/config.toml": "cache_dir = 3"}, f"{W}/3"),
        (PDM, {"PDM_CONFIG_FILE": "/c.toml"}, {"/c.toml": 'cache_dir = "/f"'}, "/f"),
        (PDM, {}, {"/etc/xdg/pdm/config.toml": 'cache_dir = "/s"', f"{F}/pdm/config.toml": "x = 1"}, "/s"),
        (PDM, {"XDG_CONFIG_DIRS": "rel:/s"}, {"/s/pdm/config.toml": 'cache_dir = "/t"'}, "/t"),
        (PDM, {}, {f"{W}/pdm.toml": 'cache_dir = "/l"', f"{F}/pdm/config.toml": 'cache_dir = "/f"'}, "/l"),
        (PDM, {}, {f"{HOME}/pdm.toml": 'cache_dir = "/l"', f"{HOME}/pyproject.toml": ""}, "/l"),
        (PDM, {"PDM_PROJECT": "/o"}, {"/o/pdm.toml": 'cache_dir = "/l"'}, "/l"),
        (
            PDM,
            {},
            {
                f"{F}/pdm/config.toml": "[global_project]\nfallback = true",
                f"{F}/pdm/global-project/pdm.toml": 'cache_dir = "/g"',
            },
            "/g",
        ),
        (PIPX, {"PIPX_HOME": "~/p"}, {f"{HOME}/.local/pipx": None}, f"{HOME}/p"),
        (PIPX, {"XDG_DATA_HOME": "/x"}, {}, "/x/pipx"),
        (PIPX, {"XDG_DATA_HOME": "/x"}, {f"{HOME}/.local/pipx": None}, f"{HOME}/.local/pipx"),
        (VIRTUALENV, {"VIRTUALENV_APP_DATA": "~/a"}, {}, f"{W}/~/a"),
        (VIRTUALENV, {"VIRTUALENV_OVERRIDE_APP_DATA": "/o"}, {}, "/o"),
        (VIRTUALENV, {"VIRTUALENV_OVERRIDE_APP_DATA": " "}, {}, f"{C}/virtualenv"),
        (VIRTUALENV, {}, {f"{F}/virtualenv/virtualenv.ini": "[virtualenv]\napp_data = /f%%\n"}, "/f%%"),
        (VIRTUALENV, {}, {f"{F}/virtualenv/virtualenv.ini": "[virtualenv]\napp-data = /f\n"}, f"{C}/virtualenv"),
        (VIRTUALENV, {}, {f"{F}/virtualenv/virtualenv.ini": "no section\n"}, f"{C}/virtualenv"),
        (VIRTUALENV, {"VIRTUALENV_CONFIG_FILE": "/c.ini"}, {"/c.ini": "[virtualenv]\napp_data = /f\n"}, "/f"),
        (
            VIRTUALENV,
            {},
            {f"{S}/virtualenv/.virtualenv-migration-incomplete": "", f"{C}/virtualenv": None},
            f"{S}/virtualenv",
        ),
        (PRE_COMMIT, {"PRE_COMMIT_HOME": "~/p"}, {}, f"{W}/~/p"),
        (PRE_COMMIT, {"PRE_COMMIT_HOME": "", "XDG_CACHE_HOME": "rel"}, {}, f"{W}/rel/pre-commit"),
        (CONDA_BASE, {"CONDA_EXE": "/d/mini/bin/conda"}, {}, "/d/mini"),
        (CONDA_BASE, {}, {f"{HOME}/miniconda3/conda-meta/history": "x"}, f"{HOME}/miniconda3"),
        (CONDA_BASE, {"CONDA_EXE": "/c/bin/conda", "CONDA_ROOT_PREFIX": "~/r"}, {}, f"{HOME}/r"),
        (CONDA_BASE, {}, {RC: "root_prefix: ~/r\n"}, f"{HOME}/r"),
        (CONDA_BASE, {"CONDA_ROOT_PREFIX": "/v"}, {RC: "root_dir: /r #!final\n"}, "/r"),
        (CONDA_BASE, {"CONDA_EXE": "/c/bin/conda"}, {RC: "root_prefix: 'open\n"}, "/c"),
        (CONDA_PKGS, {}, {RC: "root_prefix: /d/r\n", "/d": None}, "/d/r/pkgs"),
        (MAMBA, {"MAMBA_ROOT_PREFIX": "~/m"}, {}, f"{HOME}/m"),
        (MAMBA, {"MAMBA_ROOT_PREFIX": "~bob/m"}, {}, f"{W}/~bob/m"),
        (MAMBA, {"MAMBA_ROOT_PREFIX": "", "MAMBA_DEFAULT_ROOT_PREFIX": "/m"}, {}, "/m"),
        (MAMBA, {"XDG_DATA_HOME": "rel"}, {}, f"{W}/rel/mamba"),
        (MAMBA, {"XDG_DATA_HOME": "/x"}, {f"{HOME}/micromamba/envs": None}, f"{HOME}/micromamba"),
        (MAMBA, {}, {f"{HOME}/micromamba": None}, f"{S}/mamba"),
        (MAMBA, {}, {"/usr/bin/micromamba": "x", "/usr/envs": None}, "/usr"),
    ],
)
def test_what_decides(row: Row, env: dict[str, str], paths: Paths, path: str) -> None:
    assert place_in(row, {"HOME": HOME, **env}, paths).path == path


@pytest.mark.parametrize(
    ("row", "env", "paths"),
    [
        (POETRY, {}, {f"{F}/pypoetry/config.toml": "broken [\n"}),
        (POETRY, {}, {f"{F}/pypoetry/config.toml": "cache-dir = 3\n"}),
        (POETRY, {}, {f"{F}/pypoetry/config.toml": 'cache-dir = "{cache-dir}"\n'}),
        (POETRY, {}, {f"{W}/pyproject.toml": "broken [\n"}),
        (PDM, {}, {f"{F}/pdm/config.toml": "broken [\n"}),
        (PDM, {}, {f"{W}/.pdm.toml": 'cache_dir = "/x"\n'}),
        (PDM, {"PDM_CONFIG_FILE": ""}, {}),
        (PDM, {"PDM_PROJECT": "/o"}, {f"{W}/pdm.toml": "broken [\n"}),
        (VIRTUALENV, {"VIRTUALENV_APP_DATA": " "}, {}),
        (CONDA_BASE, {"CONDA_ROOT_PREFIX": "/a", "CONDA_ROOT_DIR": "/a"}, {}),
        (CONDA_BASE, {}, {RC: "root_prefix: [a]\n"}),
        (CONDA_BASE, {}, {RC: "channels: [x\n"}),
        (MAMBA, {}, {f"{S}/mamba/x": "x"}),
    ],
)
def test_the_tool_stops(row: Row, env: dict[str, str], paths: Paths) -> None:
    place = place_in(row, env, paths)
    assert (place.path, place.stops) == (None, True)
    assert place.note


def test_a_setting_of_poetry_that_is_not_looked_up_makes_the_place_unknown() -> None:
    with pytest.raises(Unavailable, match=r"virtualenvs\.prompt"):
        place_in(POETRY, {"POETRY_CACHE_DIR": "/d/{virtualenvs.prompt}"})


def test_a_mamba_of_condas_own_has_no_prefix_of_its_own() -> None:
    place = place_in(MAMBA, {"MAMBA_ROOT_PREFIX": "/d/mini"}, {"/d/mini/bin/conda": "x"})
    assert (place.path, place.note) == (None, "it is conda's own prefix")


# ---- a pipx that pipx installed


class Linked(Pretended):
    """``/usr/bin/pipx`` is a link into an environment of pipx's."""

    def _answer(self, probe: Probe) -> Answer:
        if probe == Look("/usr/bin/pipx"):
            target = f"{S}/pipx/venvs/pipx/bin/pipx"
            return Seen("file", link=target, real=target)
        return super()._answer(probe)


def driven(row: Row, env: dict[str, str], host: Pretended) -> Place:
    seen: dict[Probe, Answer] = {}
    while True:
        try:
            return where(row, View(Here(home=HOME, cwd=W), {"now": environment(env)}, seen), "now")
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize(
    ("env", "metadata", "path"),
    [
        ({}, '{"main_package": {"package": "pipx"}}', f"{S}/pipx"),
        ({}, '{"main_package": {"package": "other"}}', "/x/pipx"),
        ({}, "broken", "/x/pipx"),
        ({}, None, "/x/pipx"),
        ({"PIPX_HOME": ""}, '{"main_package": {"package": "pipx"}}', "/x/pipx"),
        ({"PIPX_GLOBAL_HOME": f"{S}/pipx"}, '{"main_package": {"package": "pipx"}}', "/x/pipx"),
    ],
)
def test_a_pipx_that_pipx_installed_stays_at_home(env: dict[str, str], metadata: str | None, path: str) -> None:
    files: Paths = dict(PIPX_BIN)
    if metadata is not None:
        files[f"{S}/pipx/venvs/pipx/pipx_metadata.json"] = metadata
    assert driven(PIPX, {"XDG_DATA_HOME": "/x", **env}, Linked(files)).path == path


# ---- sides


def side_in(row: Row, key: str, env: dict[str, str], paths: Paths) -> Place:
    side = next(side for side in row.sides if side.key == key)
    host, seen = Pretended(paths), dict[Probe, Answer]()
    while True:
        try:
            view = View(Here(home=HOME, cwd=W), {"now": environment({"HOME": HOME, **env})}, seen)
            return where_side(side, view, "now")
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


CONFIG = f"{F}/pypoetry/config.toml"


@pytest.mark.parametrize(
    ("row", "key", "env", "paths", "path"),
    [
        (POETRY, "virtualenvs", {}, {}, f"{C}/pypoetry/virtualenvs"),
        (POETRY, "virtualenvs", {"POETRY_CACHE_DIR": "/c"}, {}, "/c/virtualenvs"),
        (POETRY, "virtualenvs", {}, {CONFIG: '[virtualenvs]\npath = "~/v"'}, f"{HOME}/v"),
        (POETRY, "virtualenvs", {}, {CONFIG: 'virtualenvs.path = "{cache-dir}/v"\ncache-dir = "/c"'}, "/c/v"),
        (POETRY, "virtualenvs", {"POETRY_VIRTUALENVS_PATH": ""}, {}, W),
        (POETRY, "virtualenvs", {}, {CONFIG: 'virtualenvs = "text"'}, f"{C}/pypoetry/virtualenvs"),
        (POETRY, "pythons", {}, {}, f"{S}/pypoetry/python"),
        (POETRY, "pythons", {"POETRY_HOME": "~/h"}, {}, f"{HOME}/h/python"),
        (POETRY, "pythons", {"POETRY_DATA_DIR": "/d"}, {}, "/d/python"),
        (POETRY, "pythons", {"POETRY_PYTHON_INSTALLATION_DIR": "/p"}, {}, "/p"),
        (PDM, "venvs", {}, {}, f"{S}/pdm/venvs"),
        (PDM, "venvs", {}, {f"{F}/pdm/config.toml": '[venv]\nlocation = "~/v"'}, f"{HOME}/v"),
        (PDM, "pythons", {"XDG_DATA_HOME": "/x"}, {}, "/x/pdm/python"),
        (PDM, "pythons", {}, {f"{F}/pdm/config.toml": '"python.install_root" = "/p"'}, "/p"),
        (PIPX, "shared", {}, {}, f"{S}/pipx/shared"),
        (PIPX, "shared", {"PIPX_HOME": "/p"}, {}, "/p/shared"),
        (PIPX, "shared", {"PIPX_SHARED_LIBS": "~/s"}, {}, f"{HOME}/s"),
    ],
)
def test_sides(row: Row, key: str, env: dict[str, str], paths: Paths, path: str) -> None:
    assert side_in(row, key, env, paths).path == path


def test_a_file_that_moves_poetrys_cache_is_not_the_environments_own_setting() -> None:
    assert side_in(POETRY, "virtualenvs", {}, {CONFIG: 'cache-dir = "/c"'}).origin.kind == "default"
    assert side_in(POETRY, "virtualenvs", {}, {CONFIG: '[virtualenvs]\npath = "/v"'}).origin.line == 2


# ---- settings that another one hides


def settings_in(row: Row, env: dict[str, str], paths: Paths) -> list[str | None]:
    host, seen = Pretended(paths), dict[Probe, Answer]()
    while True:
        try:
            view = View(Here(home=HOME, cwd=W), {"now": environment(env)}, seen)
            return [place.path for place in settings_of(row, view, "now")]
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


def test_all_settings_the_strongest_first() -> None:
    env = {"POETRY_CACHE_DIR": "/e", "PDM_CACHE_DIR": "/e", "VIRTUALENV_APP_DATA": "/e", "XDG_CACHE_HOME": "/x"}
    poetry: Paths = {CONFIG: 'cache-dir = "/f"', f"{W}/pyproject.toml": PROJECT, f"{W}/poetry.toml": 'cache-dir = "/l"'}
    assert settings_in(POETRY, env, poetry) == ["/e", "/l", "/f", "/x/pypoetry"]
    pdm: Paths = {f"{F}/pdm/config.toml": 'cache_dir = "/f"', f"{W}/pdm.toml": 'cache_dir = "/l"'}
    assert settings_in(PDM, env, pdm) == ["/e", "/l", "/f", "/x/pdm"]
    ini: Paths = {f"{F}/virtualenv/virtualenv.ini": "[virtualenv]\napp_data = /f\n"}
    assert settings_in(VIRTUALENV, env, ini) == ["/e", "/f", "/x/virtualenv"]
    assert settings_in(PDM, {}, {f"{W}/pdm.toml": "broken [\n"}) == [None]


# ---- levers


TEXTS = {"ini": "[{0}]\n{1} = {value}\n", "toml": '{0} = "{value}"\n'}


def projected(row: Row, view: View) -> str | None:
    seen: dict[Probe, Answer] = {}
    host = Pretended({"/d": None})
    while True:
        try:
            return where(row, View(view.here, view.environments, seen, view.files, view.folders), "batch").path
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_lever_moves_the_place(row: Row) -> None:
    target, nothing = f"/d/{row.folder}", {Look(f"{C}/pypoetry/virtualenvs"): Seen("missing")}
    for lever in row.levers:
        base = View(Here(home=HOME), {"batch": {}}, nothing, dict.fromkeys((CONFIG, f"{F}/pypoetry/auth.toml")))
        base = base.lay({"/pyproject.toml": None})
        if isinstance(lever, FileLever):
            text = TEXTS[lever.format].format(*lever.key, value=target)
            moved = base.lay({base.expand(lever.path(base)): text.encode()}, [target])
        else:
            assert isinstance(lever, VariableLever)
            moved = base.lay(folders=[target], environments={"batch": environment({lever.name: target})})
        assert projected(row, moved) == target


def test_conda_itself_has_no_lever_and_rules_of_its_own() -> None:
    assert (CONDA_BASE.levers, CONDA_BASE.apart, CONDA_BASE.keep != "") == ((), True, True)
    assert "{new}" in CONDA_BASE.relocation.commands[0]


def test_what_stays_small_is_never_to_be_moved() -> None:
    assert [row.id for row in ROWS if row.bounded] == ["virtualenv"]


# ---- poetry's environments stay where they are

ENVS = f"{C}/pypoetry/virtualenvs"


def kept(environments: dict[str, dict[str, str]], paths: Paths) -> dict[str, str]:
    host, seen = Pretended(paths), dict[Probe, Answer]()
    contexts = {name: environment({"HOME": HOME, **values}) for name, values in environments.items()}
    while True:
        try:
            return environments_stay(View(Here(home=HOME, cwd=W), contexts, seen), tuple(contexts))
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize(
    ("environments", "paths", "said"),
    [
        ({"login": {}}, {}, {}),
        ({"login": {}}, {ENVS: None}, {}),
        ({"login": {}, "batch": {}}, {f"{ENVS}/e/x": "x"}, {"POETRY_VIRTUALENVS_PATH": ENVS}),
        (
            {"login": {"POETRY_CACHE_DIR": "/c"}},
            {"/c/virtualenvs/e": "x"},
            {"POETRY_VIRTUALENVS_PATH": "/c/virtualenvs"},
        ),
        ({"login": {"POETRY_VIRTUALENVS_PATH": "/v"}}, {f"{ENVS}/e": "x", "/v/e": "x"}, {}),
        ({"login": {}}, {CONFIG: '[virtualenvs]\npath = "/v"', "/v/e": "x"}, {}),
        (
            {"login": {}},
            {CONFIG: '[virtualenvs]\npath = "{cache-dir}/virtualenvs"', f"{ENVS}/e": "x"},
            {"POETRY_VIRTUALENVS_PATH": ENVS},
        ),
    ],
)
def test_environments_stay(environments: dict[str, dict[str, str]], paths: Paths, said: dict[str, str]) -> None:
    assert kept(environments, paths) == said


@pytest.mark.parametrize(
    ("environments", "paths", "why"),
    [
        ({"login": {}, "batch": {"POETRY_CACHE_DIR": "/c"}}, {f"{ENVS}/e": "x", "/c/virtualenvs/e": "x"}, "more than"),
        ({"login": {}}, {CONFIG: '[virtualenvs]\npath = "{cache-dir}/v"'}, "whole path"),
        ({"login": {"POETRY_VIRTUALENVS_PATH": "{cache-dir}/virtualenvs"}}, {}, "whole path"),
        ({"login": {}}, {CONFIG: "broken ["}, "can't be told"),
    ],
)
def test_environments_that_cannot_be_kept_withhold_the_move(
    environments: dict[str, dict[str, str]], paths: Paths, why: str
) -> None:
    with pytest.raises(EditError, match=why):
        kept(environments, paths)


def test_a_cache_dir_that_only_the_shell_knows_withholds_the_move() -> None:
    unknown = View(Here(home=HOME), {"login": {"POETRY_CONFIG_DIR": Variable(None)}})
    with pytest.raises(EditError, match="POETRY_CONFIG_DIR"):
        environments_stay(unknown, ("login",))


def lever_file(row: Row, paths: Paths) -> str:
    host, seen = Pretended(paths), dict[Probe, Answer]()
    lever = row.levers[0]
    assert isinstance(lever, FileLever)
    while True:
        try:
            return lever.path(View(Here(home=HOME, cwd=W), {"batch": environment({"HOME": HOME})}, seen))
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


def test_config_toml_moves_poetrys_cache_only_where_no_environment_goes_with_it() -> None:
    assert lever_file(POETRY, {}) == CONFIG
    with pytest.raises(EditError, match="environments"):
        lever_file(POETRY, {f"{ENVS}/e/x": "x"})


# ---- what a fix of poetry writes


def planned(top: Path, held: bool) -> dict[str, str]:
    """Path -> text of the files that moving poetry's cache writes, in an account with or without environments."""
    home, data = top / "home", top / "data"
    for folder in (home, data, *((home / ".cache/pypoetry/virtualenvs/e",) if held else ())):
        folder.mkdir(parents=True)
    (home / ".bashrc").write_text("# mine\n", encoding="utf-8")
    (home / ".profile").write_text('. "$HOME/.bashrc"\n', encoding="utf-8")
    host = Host(home=str(home), env={}, cwd=str(home))
    here = Here(home=str(home), uid=os.getuid(), gid=os.getgid(), cwd=str(home))
    start = {"HOME": Variable(str(home), Origin("inherited"))}
    view = View(here, dict.fromkeys(("now", "login", "interactive", "ssh", "batch"), start), Asking(host))
    target = Target(f"{data}/alice", False, Disk(point=str(data)))
    ground = Ground(view, (Shell("bash", "/bin/bash", True),), Disks(target=target), {POETRY.id: POETRY})
    rule = Rule("STO101", "x", Severity.ERROR, Safety.SAFE, None, (), "", "m", (lambda: iter(()), None))
    finding = Finding(msg("m"), wish=SetLocation(POETRY.id, f"{data}/alice/{POETRY.folder}"))
    try:
        plan = make_plan([Hit(rule, None, Severity.ERROR, "STO101::", finding)], ground, lambda _hit: False).plan
    finally:
        host.close()
    assert plan.withheld == ()
    written = [step for step in plan.steps if isinstance(step, WriteFile)]
    return {step.path.replace(str(home), "~"): step.after.decode() for step in written}


def test_moving_poetrys_cache_without_environments_sets_a_key(tmp_path: Path) -> None:
    new = f"{tmp_path}/data/alice/cache/pypoetry"
    assert planned(tmp_path, held=False) == {"~/.config/pypoetry/config.toml": f'cache-dir = "{new}"\n'}


def test_moving_poetrys_cache_names_the_environments_in_the_same_file(tmp_path: Path) -> None:
    written = planned(tmp_path, held=True)
    ours = written["~/.config/envdoctor/env.sh"]
    assert f"POETRY_CACHE_DIR='{tmp_path}/data/alice/cache/pypoetry'" in ours
    assert f"POETRY_VIRTUALENVS_PATH='{tmp_path}/home/.cache/pypoetry/virtualenvs'" in ours
    assert set(written) == {"~/.config/envdoctor/env.sh", "~/.profile", "~/.bashrc"}
