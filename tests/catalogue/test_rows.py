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

from envdoctor.catalogue.rows import FileLever, Row, VariableLever, where
from envdoctor.catalogue.view import Here, Missing, View
from envdoctor.host.probes import Answer, Look, Probe, Seen
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
        (CONDA_PKGS, {}, {RC: "pkgs_dirs: [/opt/a]\n", "/opt": None}),
        (CONDA_PKGS, {}, {RC: "pkgs_dirs: [/dev/null]\n", "/dev/null": "x"}),
        (UV, {"UV_NO_CACHE": "1"}, {}),
        (UV, {}, {f"{HOME}/.config/uv/uv.toml": 'tool-dir = "/x"\n'}),
        (NPM, {}, {f"{HOME}/.npmrc": "cache\n"}),
    ],
)
def test_nothing_is_written_and_the_note_says_why(row: Row, env: dict[str, str], paths: dict[str, str | None]) -> None:
    place = place_in(row, env, paths)
    assert place.path is None
    assert place.note
    assert place.origin.kind == "file"


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


def test_the_token_stays_where_it_is() -> None:
    token = f"{C}/huggingface/token"
    there, gone = {Look(token): Seen("file", holds=True)}, {Look(token): Seen("missing")}
    here = Here(home=HOME)
    assert token_stays(View(here, {"login": {}, "batch": {}}, there), ("login", "batch")) == {"HF_TOKEN_PATH": token}
    assert token_stays(View(here, {"login": {}}, gone), ("login",)) == {}
    assert token_stays(View(here, {"login": environment({"HF_TOKEN_PATH": "/t"})}), ("login",)) == {}


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
