"""The eight rows: what each file and variable does; the real tools judge the same in tests/real."""

from __future__ import annotations

import pytest
from envdoctor_rules.catalogue.conda import CONDA_ENVS, CONDA_PKGS
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE, token_stays
from envdoctor_rules.catalogue.npm import NPM
from envdoctor_rules.catalogue.pip import PIP_CACHE
from envdoctor_rules.catalogue.tmpdir import TMPDIR
from envdoctor_rules.catalogue.torch import TORCH_HUB
from envdoctor_rules.catalogue.uv import UV

from envdoctor.catalogue.rows import FileLever, Row, VariableLever, where, where_side
from envdoctor.catalogue.view import Here, Missing, Variable, View
from envdoctor.errors import EditError, Unavailable
from envdoctor.host.probes import Answer, Probe
from tests.catalogue.driving import HOME, Pretended, environment, place_in

ROWS = (PIP_CACHE, TMPDIR, CONDA_ENVS, CONDA_PKGS, UV, NPM, HUGGINGFACE, TORCH_HUB)
C = HOME + "/.cache"
BASE = {f"{HOME}/miniconda3/conda-meta/history": "x", f"{HOME}/miniconda3/bin/conda": "x"}
RC = f"{HOME}/.condarc"

DEFAULTS = [
    (PIP_CACHE, f"{C}/pip"),
    (TMPDIR, "/tmp"),
    (CONDA_ENVS, f"{HOME}/.conda/envs"),
    (CONDA_PKGS, f"{HOME}/.conda/pkgs"),
    (UV, f"{C}/uv"),
    (NPM, f"{HOME}/.npm"),
    (HUGGINGFACE, f"{C}/huggingface/hub"),
    (TORCH_HUB, f"{C}/torch/hub"),
]


@pytest.mark.parametrize(("row", "path"), DEFAULTS, ids=lambda value: getattr(value, "id", None))
def test_default(row: Row, path: str) -> None:
    place = place_in(row)
    assert (place.path, place.origin.kind, place.note) == (path, "default", "")


@pytest.mark.parametrize(
    ("row", "env", "paths", "path"),
    [
        (PIP_CACHE, {"PIP_CACHE_DIR": "~/p"}, {}, f"{HOME}/p"),
        (PIP_CACHE, {"PIP_CACHE_DIR": ""}, {f"{HOME}/.pip/pip.conf": "[global]\ncache-dir=/l"}, "/l"),
        (PIP_CACHE, {}, {"/etc/pip.conf": "[global]\ncache-dir=/e"}, "/e"),
        (PIP_CACHE, {"VIRTUAL_ENV": "/v"}, {"/v/pip.conf": "[global]\ncache-dir=/s"}, "/s"),
        (PIP_CACHE, {"CONDA_PREFIX": "/v"}, {"/v/pip.conf": "[global]\ncache-dir=/s"}, "/s"),
        (PIP_CACHE, {"PIP_CONFIG_FILE": "/dev/null"}, {"/etc/pip.conf": "[global]\ncache-dir=/e"}, f"{C}/pip"),
        (PIP_CACHE, {}, {"/etc/pip.conf": "[install]\ncache-dir=/i\n[global]\ncache-dir=/e"}, "/i"),
        (PIP_CACHE, {"XDG_CACHE_HOME": "/x"}, {}, "/x/pip"),
        (TMPDIR, {"TMPDIR": "/d/t"}, {"/d/t": None}, "/d/t"),
        (TMPDIR, {"TMPDIR": "/none", "TEMP": "/d"}, {"/d": None}, "/d"),
        (TMPDIR, {"TMPDIR": "/etc"}, {"/etc": None}, "/tmp"),
        (CONDA_ENVS, {}, BASE, f"{HOME}/miniconda3/envs"),
        (CONDA_PKGS, {}, BASE, f"{HOME}/miniconda3/pkgs"),
        (CONDA_ENVS, {"CONDA_EXE": "/opt/c/bin/conda"}, {}, f"{HOME}/.conda/envs"),
        (CONDA_ENVS, {"PATH": "/usr/bin:/d/c/condabin"}, {"/d/c/condabin/conda": "x"}, f"{HOME}/.conda/envs"),
        (CONDA_PKGS, {"PATH": "/usr/bin:/d/c/condabin"}, {"/d/c/condabin/conda": "x"}, "/d/c/pkgs"),
        (CONDA_PKGS, {"CONDA_PREFIX": "/d/c/envs/e"}, {"/d/c/bin/conda": "x"}, "/d/c/pkgs"),
        (CONDA_PKGS, {"CONDA_PREFIX": "/d/envs/e"}, {}, f"{HOME}/.conda/pkgs"),
        (CONDA_ENVS, {}, {RC: "envs_dirs: [/d/e]\n", "/d": None}, "/d/e"),
        (CONDA_ENVS, {}, {RC: "envs_dirs: [/opt/e, /d/e]\n", "/d": None}, "/d/e"),
        (CONDA_ENVS, {"CONDA_ENVS_DIRS": "/d/a:/d/b"}, {RC: "envs_dirs: [/d/e]\n", "/d": None}, "/d/a"),
        (CONDA_PKGS, {"CONDA_PKGS_DIRS": "/d/a,/d/b"}, {"/d": None}, "/d/a"),
        (UV, {"UV_CACHE_DIR": "/u"}, {}, "/u"),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": 'cache-dir = "/f"'}, "/f"),
        (UV, {}, {f"{HOME}/proj/pyproject.toml": '[tool.uv]\ncache-dir = "/p"'}, "/p"),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": '\ufeffcache-dir = "/f"\n'}, "/f"),
        (UV, {}, {f"{HOME}/proj/pyproject.toml": '\ufeff[tool.uv]\nmanaged = true\ncache-dir = "/p"'}, "/p"),
        (
            CONDA_PKGS,
            {},
            {RC: "channels:\n  - conda-forge\n  # c\n\nauto_activate_base: false\n"},
            f"{HOME}/.conda/pkgs",
        ),
        (NPM, {"npm_config_cache": "/l", "NPM_CONFIG_CACHE": "/u"}, {f"{HOME}/.npmrc": "cache=/f"}, "/l"),
        (NPM, {}, {f"{HOME}/.npmrc": "cache=${HOME}/f"}, "/home/alice/f"),
        (HUGGINGFACE, {"HF_HOME": "/h"}, {}, "/h/hub"),
        (HUGGINGFACE, {"HF_HOME": "/h", "HUGGINGFACE_HUB_CACHE": "/g"}, {}, "/g"),
        (HUGGINGFACE, {"HF_HUB_CACHE": "/k", "HUGGINGFACE_HUB_CACHE": "/g"}, {}, "/k"),
        (TORCH_HUB, {"TORCH_HOME": "~/t"}, {}, f"{HOME}/t/hub"),
        (TORCH_HUB, {"XDG_CACHE_HOME": ""}, {}, f"{HOME}/proj/torch/hub"),
    ],
)
def test_what_decides(row: Row, env: dict[str, str], paths: dict[str, str | None], path: str) -> None:
    assert place_in(row, {"HOME": HOME, **env}, paths).path == path


@pytest.mark.parametrize(
    ("row", "env", "paths"),
    [
        (PIP_CACHE, {"PIP_NO_CACHE_DIR": "0"}, {}),
        (PIP_CACHE, {}, {f"{HOME}/.config/pip/pip.conf": "cache-dir=/x\n"}),
        (CONDA_ENVS, {"CONDA_ENVS_DIRS": "/a", "CONDA_ENVS_PATH": "/a"}, {}),
        (CONDA_ENVS, {}, {RC: "envs_dirs: /text\n"}),
        (CONDA_PKGS, {}, {RC: "envs_dirs: /text\n"}),
        (CONDA_ENVS, {}, {RC: "pkgs_dirs: /text\n"}),
        (CONDA_ENVS, {}, {RC: "- a\n- b\n"}),
        (CONDA_PKGS, {}, {RC: "text\n"}),
        (CONDA_PKGS, {}, {RC: "channels: [x\n"}),
        (CONDA_PKGS, {}, {RC: "channels:\n    - x\n  - y\n"}),
        (CONDA_PKGS, {}, {RC: "auto_update: no\nauto_update: no\n"}),
        (CONDA_PKGS, {}, {RC: "pkgs_dirs: [/opt/a]\n", "/opt": None}),
        (CONDA_PKGS, {}, {RC: "pkgs_dirs: [/dev/null]\n", "/dev/null": "x"}),
        (UV, {"UV_NO_CACHE": "1"}, {}),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": 'tool-dir = "/x"\n'}),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": "managed = true\n"}),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": "no-cache = true\n"}),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": '\ufeff\ufeffcache-dir = "/f"\n'}),
        (NPM, {}, {f"{HOME}/.npmrc": "cache\n"}),
    ],
)
def test_nothing_is_written_and_the_note_says_why(row: Row, env: dict[str, str], paths: dict[str, str | None]) -> None:
    place = place_in(row, env, paths)
    assert place.path is None
    assert place.note
    assert place.origin.kind == "file"


@pytest.mark.parametrize("name", [".config/uv/uv.toml", "proj/pyproject.toml"])
def test_a_key_that_not_every_uv_knows_makes_the_place_unknown(name: str) -> None:
    head = "[tool.uv]\n" if name.endswith("pyproject.toml") else ""
    paths: dict[str, str | None] = {f"{HOME}/{name}": head + 'cache-dir = "/f"\nnot-yet = 1\n'}
    with pytest.raises(Unavailable, match=f"unknown key not-yet in {HOME}/{name}"):
        place_in(UV, {}, paths)


def test_a_folder_that_is_passed_over_is_named() -> None:
    assert "/none" in place_in(TMPDIR, {"TMPDIR": "/none"}).note
    assert "/opt/e" in place_in(CONDA_ENVS, {}, {RC: "envs_dirs: [/opt/e]\n"}).note


def test_conda_init_in_a_startup_file_tells_the_base() -> None:
    line = "__conda_setup=\"$('/d/mini/bin/conda' 'shell.bash' 'hook' 2> /dev/null)\""
    block = f"# >>> conda initialize >>>\n{line}\n# <<< conda initialize <<<\n"
    assert place_in(CONDA_PKGS, {}, {f"{HOME}/.bashrc": block, "/d": None}, "batch").path == "/d/mini/pkgs"


def projected(row: Row, view: View) -> str | None:
    seen: dict[Probe, Answer] = {}
    host = Pretended({"/d": None})
    while True:
        try:
            return where(row, View(view.here, view.environments, seen, view.files, view.folders), "batch").path
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


TEXTS = {
    "ini": "[{0}]\n{1} = {value}\n",
    "yaml": "{0}:\n  - {value}\n",
    "toml": '{0} = "{value}"\n',
    "npmrc": "{0}={value}\n",
}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_every_lever_moves_the_place(row: Row) -> None:
    target = f"/d/{row.folder}"
    for lever in row.levers:
        base = View(Here(home=HOME), {"batch": {}})
        if isinstance(lever, FileLever):
            text = TEXTS[lever.format].format(*lever.key, value=target)
            moved = base.lay({base.expand(lever.path(base)): text.encode()}, [target])
        else:
            assert isinstance(lever, VariableLever)
            moved = base.lay(folders=[target], environments={"batch": environment({lever.name: target})})
        assert projected(row, moved) == target + ("/" + lever.suffix if lever.suffix else "")


TOKEN = f"{C}/huggingface/token"
STORED = f"{C}/huggingface/stored_tokens"


def kept(environments: dict[str, dict[str, str]], *files: str) -> dict[str, str]:
    """What must be set with a move, in an account with these files."""
    host, seen = Pretended(dict.fromkeys(files, "hf_x")), dict[Probe, Answer]()
    contexts = {name: environment(values) for name, values in environments.items()}
    while True:
        try:
            return token_stays(View(Here(home=HOME), contexts, seen), tuple(contexts))
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize(
    ("environments", "files", "path"),
    [
        ({"login": {}, "batch": {}}, (TOKEN,), TOKEN),
        ({"login": {}, "batch": {}}, (TOKEN, STORED), TOKEN),
        ({"login": {}}, (STORED,), TOKEN),
        ({"login": {"HF_HOME": "/h"}}, ("/h/stored_tokens", TOKEN), "/h/token"),
        ({"login": {"HF_TOKEN_PATH": "/t"}, "batch": {}}, ("/t", TOKEN), TOKEN),
        ({"login": {"HF_HOME": "/h"}, "batch": {}}, (TOKEN,), TOKEN),
    ],
)
def test_logins_stay_where_they_are(environments: dict[str, dict[str, str]], files: tuple[str, ...], path: str) -> None:
    assert kept(environments, *files) == {"HF_TOKEN_PATH": path}


def test_without_a_login_nothing_is_set() -> None:
    assert kept({"login": {}}) == {}
    assert kept({"login": {"HF_TOKEN_PATH": "/t"}}, "/t", TOKEN) == {}


def test_logins_in_two_places_are_not_chosen_between() -> None:
    with pytest.raises(EditError, match=f"{TOKEN}, /h/token"):
        kept({"login": {}, "batch": {"HF_HOME": "/h"}}, TOKEN, "/h/stored_tokens")


def test_a_login_that_cannot_be_found_withholds_the_move() -> None:
    unknown = View(Here(home=HOME), {"login": {"HF_HOME": Variable(None)}})
    with pytest.raises(EditError, match="HF_HOME"):
        token_stays(unknown, ("login",))


# ---- sides

HF = f"{C}/huggingface"


@pytest.mark.parametrize(
    ("row", "key", "env", "path"),
    [
        (HUGGINGFACE, "datasets", {}, f"{HF}/datasets"),
        (HUGGINGFACE, "datasets", {"HF_HOME": "~/h"}, f"{HOME}/h/datasets"),
        (HUGGINGFACE, "datasets", {"HF_HOME": "$HOME/h"}, f"{HOME}/proj/$HOME/h/datasets"),
        (HUGGINGFACE, "datasets", {"HF_HOME": "/h", "HF_DATASETS_CACHE": "/d"}, "/d"),
        (HUGGINGFACE, "datasets", {"HF_DATASETS_CACHE": "~/d"}, f"{HOME}/d"),
        (HUGGINGFACE, "xet", {"HF_HOME": "/h"}, "/h/xet"),
        (HUGGINGFACE, "xet", {"HF_XET_CACHE": "~/x"}, f"{HOME}/x"),
        (HUGGINGFACE, "assets", {}, f"{HF}/assets"),
        (HUGGINGFACE, "assets", {"HF_ASSETS_CACHE": "~/a", "HUGGINGFACE_ASSETS_CACHE": "/b"}, f"{HOME}/a"),
        (HUGGINGFACE, "assets", {"HUGGINGFACE_ASSETS_CACHE": "/b"}, "/b"),
        (HUGGINGFACE, "modules", {"XDG_CACHE_HOME": "/x"}, "/x/huggingface/modules"),
        (HUGGINGFACE, "modules", {"HF_MODULES_CACHE": "/m"}, "/m"),
        (HUGGINGFACE, "transformers", {"HF_HOME": "/h"}, None),
        (HUGGINGFACE, "transformers", {"TRANSFORMERS_CACHE": "/t", "PYTORCH_TRANSFORMERS_CACHE": "/p"}, "/t"),
        (HUGGINGFACE, "transformers", {"PYTORCH_PRETRAINED_BERT_CACHE": "/b"}, "/b"),
        (UV, "pythons", {}, f"{HOME}/.local/share/uv/python"),
        (UV, "pythons", {"XDG_DATA_HOME": "/x"}, "/x/uv/python"),
        (UV, "pythons", {"XDG_DATA_HOME": "rel"}, f"{HOME}/.local/share/uv/python"),
        (UV, "pythons", {"UV_PYTHON_INSTALL_DIR": "~/p", "UV_CACHE_DIR": "/u"}, f"{HOME}/proj/~/p"),
        (UV, "tools", {"UV_TOOL_DIR": ""}, f"{HOME}/.local/share/uv/tools"),
        (UV, "tools", {"UV_TOOL_DIR": "/t"}, "/t"),
    ],
)
def test_sides(row: Row, key: str, env: dict[str, str], path: str | None) -> None:
    side = next(side for side in row.sides if side.key == key)
    view = View(Here(home=HOME, cwd=f"{HOME}/proj"), {"now": environment({"HOME": HOME, **env})})
    assert where_side(side, view, "now").path == path


def test_no_side_is_left_behind_when_the_parent_moves() -> None:
    moved = View(Here(home=HOME), {"batch": environment({"HF_HOME": "/d/hf"})})
    places = {side.key: where_side(side, moved, "batch").path for side in HUGGINGFACE.sides if side.follows}
    assert places == {
        **{key: f"/d/hf/{key}" for key in ("datasets", "xet", "assets", "modules")},
        "transformers": None,
    }


# ---- cleaners that would break something


def broken_by(row: Row, env: dict[str, str], paths: dict[str, str | None]) -> list[str]:
    """What each cleaner of ``row`` would break."""
    host, seen = Pretended(paths), dict[Probe, Answer]()
    view = View(Here(home=HOME, cwd=f"{HOME}/proj"), {"now": environment(env)}, seen)
    while True:
        try:
            return [cleaner.breaks(view, "now") for cleaner in row.cleaners if cleaner.breaks is not None]
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


@pytest.mark.parametrize(
    ("row", "env", "paths", "named"),
    [
        (UV, {"UV_LINK_MODE": "symlink"}, {}, "UV_LINK_MODE"),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": 'link-mode = "symlink"\n'}, "uv.toml"),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": '[pip]\nlink-mode = "symlink"\n'}, "uv.toml"),
        (UV, {}, {f"{HOME}/proj/pyproject.toml": '[tool.uv]\nlink-mode = "symlink"\n'}, "pyproject.toml"),
        (CONDA_PKGS, {}, {RC: "always_softlink: true\n"}, RC),
        (CONDA_PKGS, {}, {RC: "allow_softlinks: yes\n"}, RC),
        (CONDA_PKGS, {}, {"/etc/conda/.condarc": "softlink: 'On'\n", RC: "softlink: false\n"}, "/etc/conda"),
        (CONDA_PKGS, {"CONDA_ALWAYS_SOFTLINK": "1"}, {}, "CONDA_ALWAYS_SOFTLINK"),
    ],
)
def test_cleaners_that_break_environments(
    row: Row, env: dict[str, str], paths: dict[str, str | None], named: str
) -> None:
    found = broken_by(row, env, paths)
    assert found
    assert all(named in why for why in found)


@pytest.mark.parametrize(
    ("row", "env", "paths"),
    [
        (UV, {}, {}),
        (UV, {"UV_LINK_MODE": "hardlink"}, {f"{HOME}/.config/uv/uv.toml": 'link-mode = "copy"\n'}),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": "broken [\n"}),
        (CONDA_PKGS, {}, {RC: "always_softlink: false\n# allow_softlinks\n"}),
        (CONDA_PKGS, {}, {RC: "allow_softlinks: [\n"}),
        (CONDA_PKGS, {"CONDA_ALLOW_SOFTLINKS": "0"}, {RC: "softlink: {a: b}\n"}),
    ],
)
def test_cleaners_that_break_nothing(row: Row, env: dict[str, str], paths: dict[str, str | None]) -> None:
    assert set(broken_by(row, env, paths)) == {""}


def test_rows_are_complete() -> None:
    assert {row.id for row in ROWS} == {
        *("pip-cache", "tmpdir", "conda-envs", "conda-pkgs"),
        *("uv", "npm", "huggingface", "torch-hub"),
    }
    for row in ROWS:
        assert row.pitfalls
        assert row.facts
        assert row.traces
        assert row.levers
        assert not row.folder.startswith("/")
