"""The real tools as judges: where envdoctor says a tool writes is where the tool says it writes.

ENVDOCTOR_TOOLS: the ``bin`` folder of a venv with pip, uv and huggingface_hub. ENVDOCTOR_CONDA: a conda program.
ENVDOCTOR_FULL=1 runs every case; without it a part of them is run, those first in which most pairs of inputs meet.
"""

from __future__ import annotations

import ctypes
import io
import os
import platform
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.conda import CONDA_ENVS, CONDA_PKGS
from envdoctor_rules.catalogue.huggingface import HUGGINGFACE, token_stays
from envdoctor_rules.catalogue.npm import NPM
from envdoctor_rules.catalogue.pip import PIP_CACHE
from envdoctor_rules.catalogue.tmpdir import TMPDIR
from envdoctor_rules.catalogue.uv import _KEYS, _PROJECT_KEYS, UV
from judging import (
    ABSENT,
    FULL,
    PATH,
    UNSET,
    Judge,
    answer,
    disagreements,
    environment,
    lay,
    ours,
    record,
    seen_on,
    some,
    tool,
    whole,
)
from pairs import all_pairs

from envdoctor.catalogue.rows import Row


def version(package: str) -> str:
    """The version of a package in the tools' own Python."""
    program = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    return subprocess.check_output([tool("python", package), "-c", program, package], text=True).strip()


def settings(inputs: Mapping[str, object], files: Mapping[str, str]) -> list[str]:
    """What cases set: names of variables, paths of files."""
    return [files.get(name, name) for name in inputs]


# ---- pip

PIP_PROGRAM = """
from pip._internal.commands import create_command
from pip._internal.utils.misc import normalize_path
folder = create_command("install").parser.get_default_values().cache_dir
print(normalize_path(folder, False) if folder else "")
"""
PIP_FILE = "[global]\ncache-dir = BOX/data/{}\n"


def pip_judge(box: Path) -> Judge:
    """pip itself in an environment of its own (for the site file), removing that file after each case."""
    packages = next(Path(tool("pip", "pip")).parent.parent.glob("lib/python*/site-packages"))
    venv.create(box / "venv", with_pip=False, symlinks=True)

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        found = answer([str(box / "venv/bin/python"), "-c", PIP_PROGRAM], {**env, "PYTHONPATH": str(packages)}, cwd)
        (box / "venv/pip.conf").unlink(missing_ok=True)
        return found

    return judge


PIP_INPUTS = {
    "PIP_CACHE_DIR": (UNSET, "", "rel/c", "~/c", "BOX/data/env", "$HOME/c", " /sp"),
    "PIP_NO_CACHE_DIR": (UNSET, UNSET, UNSET, "", "0", "banana"),
    "PIP_CONFIG_FILE": (UNSET, "", "/dev/null", "BOX/etc/none", "BOX/etc/own.conf", "../etc/own.conf", "~/own.conf"),
    "XDG_CACHE_HOME": (UNSET, "", "rel", "~/xc", "BOX/data/xc"),
    "XDG_CONFIG_HOME": (UNSET, "", "rel", "BOX/data/cfg"),
    "XDG_CONFIG_DIRS": (UNSET, "", "BOX/etc/xdg:BOX/etc/xdg2", "rel"),
    "VIRTUAL_ENV": ("BOX/venv",),
    "user": (
        ABSENT,
        PIP_FILE.format("user"),
        "[install]\ncache_dir: ~/inst\n[global]\ncache-dir=BOX/data/user\n",
        "[DEFAULT]\ncache-dir=rel/default\n[global]\n",
        "[global]\ncache-dir =\n",
        "[global]\nno-cache-dir = false\n",
        "[cache]\ncache-dir = /only/for/pip/cache\n",
        "cache-dir = /no/section\n",
        "[global]\ncache-dir = /odd\udcff\n",
        "[global]\r\nCACHE_DIR = $HOME/lit ; comment\r\n  more\r\n",
        "[global]\ncache-dir=/a\ncache-dir=/b\n",
        "\ufeff[global]\ncache-dir=/bom\n",
    ),
    "legacy": (ABSENT, PIP_FILE.format("legacy")),
    "moved": (ABSENT, PIP_FILE.format("moved")),
    "site": (ABSENT, PIP_FILE.format("site")),
    "own": (ABSENT, PIP_FILE.format("own")),
    "shared": (ABSENT, PIP_FILE.format("shared")),
    "shared2": (ABSENT, PIP_FILE.format("shared2"), "[global]\nno-cache-dir = 1\n"),
}
PIP_FILES = {
    "user": "home/.config/pip/pip.conf",
    "legacy": "home/.pip/pip.conf",
    "moved": "data/cfg/pip/pip.conf",
    "site": "venv/pip.conf",
    "own": "etc/own.conf",
    "shared": "etc/xdg/pip/pip.conf",
    "shared2": "etc/xdg2/pip/pip.conf",
}


PIP_QUIET = {"PIP_CACHE_DIR": (UNSET, ""), "PIP_NO_CACHE_DIR": (UNSET,), "shared2": (ABSENT, PIP_FILE.format("2"))}


@pytest.mark.parametrize("quiet", [{}, PIP_QUIET], ids=["all", "files"])
def test_pip_agrees_on_where_it_caches(box: Path, quiet: Mapping[str, Sequence[str]]) -> None:
    cases = some(all_pairs({**PIP_INPUTS, **quiet}))
    wrong = disagreements(PIP_CACHE, box, cases, PIP_FILES, pip_judge(box))
    record("pip-cache", "pip", version("pip"), settings(PIP_INPUTS, PIP_FILES), len(cases), wrong)


@pytest.mark.parametrize("text", [ABSENT, PIP_FILE.format("user"), "[global]\nno-cache-dir = yes\n", "[broken\n"])
@pytest.mark.parametrize("variable", [UNSET, "", "~/c", "rel"])
def test_pip_cache_dir_prints_the_place(box: Path, text: str, variable: str) -> None:
    lay(box, "home/.config/pip/pip.conf", text)
    env = environment(box, {"PIP_CACHE_DIR": variable, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    printed = answer([tool("python", "pip"), "-m", "pip", "cache", "dir"], env, box / "work")
    assert ours(PIP_CACHE, box, env).path == printed


# ---- uv

UV_KEY = 'cache-dir = "{}"\n'
UV_INPUTS = {
    "UV_CACHE_DIR": (UNSET, "", "rel/c", "~/c", "$HOME/c", "BOX/data/env"),
    "UV_NO_CACHE": (UNSET, UNSET, UNSET, "0", "1", "banana", "", "False"),
    "UV_NO_CONFIG": (UNSET, UNSET, UNSET, "1", "0"),
    "UV_CONFIG_FILE": (UNSET, UNSET, UNSET, "BOX/etc/own.toml", "../etc/own.toml", ""),
    "XDG_CACHE_HOME": (UNSET, "", "rel", "~/xc", "BOX/data/xc"),
    "XDG_CONFIG_HOME": (UNSET, "", "rel", "BOX/data/cfg"),
    "XDG_CONFIG_DIRS": (UNSET, UNSET, "BOX/etc/xdg:BOX/etc/xdg2", ""),
    "user": (
        ABSENT,
        UV_KEY.format("BOX/data/user"),
        UV_KEY.format("rel"),
        UV_KEY.format("~/lit"),
        UV_KEY.format(""),
        "no-cache = true\n",
        "cache-dir = 3\n",
        "broken [\n",
        'tool-dir = "/x"\n',
        'cache-dir = "/odd\udcff"\n',
        '\ufeffcache-dir = "BOX/data/bom"\n',
        '\ufeff\ufeffcache-dir = "BOX/data/boms"\n',
        'managed = true\ncache-dir = "BOX/data/managed"\n',
        'link-mode = "copy"\ncache-dir = "BOX/data/user"\n',
        "",
    ),
    "moved": (ABSENT, UV_KEY.format("BOX/data/moved")),
    "own": (ABSENT, UV_KEY.format("BOX/data/own"), "no-cache = true\n"),
    "project": (ABSENT, ABSENT, ABSENT, UV_KEY.format("relative/project"), "no-cache = false\n"),
    "pyproject": (
        ABSENT,
        ABSENT,
        ABSENT,
        '[tool.uv]\ncache-dir = "BOX/data/py"\n',
        '[project]\nname = "x"\nversion = "1"\n',
        "broken [\n",
    ),
    "above": (ABSENT, ABSENT, '[tool.uv]\ncache-dir = "BOX/data/above"\n'),
    "shared2": (ABSENT, UV_KEY.format("BOX/data/shared2"), "no-cache = true\n"),
}
UV_FILES = {
    "user": "home/.config/uv/uv.toml",
    "moved": "data/cfg/uv/uv.toml",
    "own": "etc/own.toml",
    "project": "work/uv.toml",
    "pyproject": "work/pyproject.toml",
    "above": "pyproject.toml",
    "shared2": "etc/xdg2/uv/uv.toml",
}


UV_QUIET = {
    **dict.fromkeys(("UV_CACHE_DIR", "UV_NO_CACHE", "UV_NO_CONFIG"), (UNSET,)),
    "UV_CONFIG_FILE": (UNSET, UNSET, UNSET, UNSET, "BOX/etc/own.toml"),
    "user": (ABSENT, *(UV_KEY.format(value) for value in ("BOX/data/user", "rel", "~/lit"))),
    "own": (UV_KEY.format("BOX/data/own"),),
}


@pytest.mark.parametrize("quiet", [{}, UV_QUIET], ids=["all", "files"])
def test_uv_agrees_on_where_it_caches(box: Path, quiet: Mapping[str, Sequence[str]]) -> None:
    program = tool("uv", "uv")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        found = whole(answer([program, "cache", "dir"], env, cwd), cwd)
        (box / "pyproject.toml").unlink(missing_ok=True)
        return None if found and os.path.basename(found).startswith(".tmp") else found

    cases = some(all_pairs({**UV_INPUTS, **quiet}), 40)
    wrong = disagreements(UV, box, cases, UV_FILES, judge)
    record("uv", "uv", version("uv"), settings(UV_INPUTS, UV_FILES), len(cases), wrong)


def test_every_key_that_we_know_of_uv_toml_is_one_to_uv(box: Path) -> None:
    program, path = tool("uv", "uv"), box / "etc/own.toml"
    path.write_text("not-yet = 1\n")
    env = {"HOME": f"{box}/home", "UV_CONFIG_FILE": str(path)}
    said = subprocess.run([program, "cache", "dir"], env=env, capture_output=True, text=True).stderr
    assert "unknown field `not-yet`" in said
    assert {*_KEYS, *_PROJECT_KEYS} - set(said.split("`")) == set()


UV_SIDES = {"pythons": ("UV_PYTHON_INSTALL_DIR", "python"), "tools": ("UV_TOOL_DIR", "tool")}


@pytest.mark.parametrize("key", UV_SIDES)
def test_uv_agrees_on_its_other_places(box: Path, key: str) -> None:
    program, (name, command) = tool("uv", "uv"), UV_SIDES[key]

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return whole(answer([program, command, "dir"], env, cwd), cwd)

    values = (UNSET, "", "rel", "~/v", "$HOME/v", "BOX/data/v")
    inputs = {name: values, "XDG_DATA_HOME": values, "UV_CACHE_DIR": (UNSET, "BOX/data/c")}
    side, cases = next(side for side in UV.sides if side.key == key), all_pairs(inputs)
    wrong = disagreements(side, box, cases, {}, judge)
    record(f"uv {key}", "uv", version("uv"), list(inputs), len(cases), wrong)


def wheel(folder: Path) -> Path:
    """A package of one module that can be installed without a network."""
    path, held = folder / "tiny-1-py3-none-any.whl", io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("tiny.py", "x = 1\n")
        archive.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n")
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.dist-info/RECORD", "")
    path.write_bytes(held.getvalue())
    return path


@pytest.mark.parametrize(("mode", "breaks"), [("symlink", True), ("copy", False)])
def test_cleaning_uvs_cache_breaks_what_we_say(box: Path, mode: str, breaks: bool) -> None:
    program, env = tool("uv", "uv"), environment(box, {"UV_LINK_MODE": mode})
    for argv in (["venv", "-p", sys.executable, "v"], ["pip", "install", "-p", "v", "--offline", str(wheel(box))]):
        subprocess.run([program, *argv], env=env, cwd=box / "work", capture_output=True, check=True)
    [module] = (box / "work/v").glob("lib/python*/site-packages/tiny.py")
    assert module.exists()
    subprocess.run([program, "cache", "clean"], env=env, cwd=box / "work", capture_output=True, check=True)
    [clean] = [cleaner for cleaner in UV.cleaners if cleaner.command == "uv cache clean"]
    assert clean.breaks is not None
    said = seen_on(box, env, lambda view: clean.breaks(view, "now") if clean.breaks else "")
    assert (not module.exists(), bool(said)) == (breaks, breaks)


# ---- npm

NPM_INPUTS = {
    "NPM_CONFIG_CACHE": (UNSET, "", "rel", "BOX/data/upper"),
    "npm_config_cache": (
        *(UNSET, UNSET, "", "~/c", "~"),
        *("${HOME}/c", "${NOPE}/c", "${NOPE?}/c", "$HOME/c", r"\${HOME}/c"),
    ),
    "NPM_CONFIG_USERCONFIG": (UNSET, "", "BOX/etc/user.npmrc", "~/none"),
    "NPM_CONFIG_PREFIX": (UNSET, "BOX/etc/prefix"),
    "XDG_CACHE_HOME": (UNSET, "BOX/data/xc"),
    "user": (
        ABSENT,
        "cache=BOX/data/user\n",
        'cache = "BOX/data/quoted"  \n',
        "cache=rel;comment\n",
        "cache=a\\;b\n",
        "; cache=/no\n[section]\ncache=/x\n",
        "cache=/1\ncache=/2\r\nprefix=BOX/etc/other\r\n",
        "cache=\n",
        "garbage ]]\ncache=~/x\n",
        "prefix=~/pre\n",
        "'cache'='${HOME}/y'\n",
    ),
    "moved": (ABSENT, "cache=BOX/data/moved\n"),
    "project": (ABSENT, ABSENT, "cache=BOX/data/project\n"),
    "package": (ABSENT, "{}"),
    "above": (ABSENT, "{}"),
    "aboverc": (ABSENT, "cache=BOX/data/aboverc\n"),
    "shared": (ABSENT, "cache=BOX/data/shared\n"),
    "other": (ABSENT, "cache=BOX/data/other\n"),
    "prerc": (ABSENT, "cache=BOX/data/prerc\n"),
}
NPM_FILES = {
    "user": "home/.npmrc",
    "moved": "etc/user.npmrc",
    "project": "work/.npmrc",
    "package": "work/package.json",
    "above": "package.json",
    "aboverc": ".npmrc",
    "shared": "etc/prefix/etc/npmrc",
    "other": "etc/other/etc/npmrc",
    "prerc": "home/pre/etc/npmrc",
}


def npm_judge(box: Path) -> Judge:
    if shutil.which("npm", path=PATH) is None:
        pytest.skip("npm is missing: apt install npm")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        found = answer(["npm", "config", "get", "cache"], env, cwd)
        for name in ("package.json", ".npmrc"):
            (box / name).unlink(missing_ok=True)
        return found

    return judge


NPM_QUIET = {"NPM_CONFIG_CACHE": (UNSET,), "npm_config_cache": (UNSET,)}


@pytest.mark.parametrize("quiet", [{}, NPM_QUIET], ids=["all", "files"])
def test_npm_agrees_on_where_it_caches(box: Path, quiet: Mapping[str, Sequence[str]]) -> None:
    cases, judge = some(all_pairs({**NPM_INPUTS, **quiet})), npm_judge(box)
    wrong = disagreements(NPM, box, cases, NPM_FILES, judge)
    number = answer(["npm", "--version"], environment(box, {}), box / "work") or ""
    record("npm", "npm", number, settings(NPM_INPUTS, NPM_FILES), len(cases), wrong)


@pytest.mark.parametrize("text", ["cache\n", "cache=true\n", "cache=null\n", "cache[]=/x\n"])
def test_npm_with_a_cache_that_is_no_path(box: Path, text: str) -> None:
    lay(box, "home/.npmrc", text)
    env = environment(box, {})
    assert ours(NPM, box, env).path == npm_judge(box)(env, box / "work")


# ---- Hugging Face

HF_VALUES = (UNSET, "", "rel", "~/v", "$HOME/v", "${NOPE}/v", "BOX/data/v", "/x/../y")
HF_INPUTS = {
    "HF_HUB_CACHE": (UNSET, *HF_VALUES),
    "HUGGINGFACE_HUB_CACHE": (UNSET, *HF_VALUES),
    "HF_HOME": HF_VALUES,
    "XDG_CACHE_HOME": HF_VALUES,
}


def test_huggingface_hub_agrees_on_its_cache(box: Path) -> None:
    python = tool("python", "huggingface_hub")
    program = "from huggingface_hub import constants as c; print('[' + c.HF_HUB_CACHE + ']')"

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        printed = answer([python, "-c", program], env, cwd)
        assert printed is not None
        return whole(printed[1:-1], cwd)

    cases = some(all_pairs(HF_INPUTS), 40)
    wrong = disagreements(HUGGINGFACE, box, cases, {}, judge)
    record("huggingface", "huggingface_hub", version("huggingface_hub"), list(HF_INPUTS), len(cases), wrong)


HF_SIDES = {"assets": "HF_ASSETS_CACHE"}  # pieces are judged in test_judges_hubs.py: hf_xet reads the variables itself


@pytest.mark.parametrize("key", HF_SIDES)
def test_huggingface_hub_agrees_on_its_other_places(box: Path, key: str) -> None:
    python, name = tool("python", "huggingface_hub"), HF_SIDES[key]
    program = f"from huggingface_hub import constants as c; print('[' + c.{name} + ']')"

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        printed = answer([python, "-c", program], env, cwd)
        assert printed is not None
        return whole(printed[1:-1], cwd)

    inputs = {name: (UNSET, *HF_VALUES), "HF_HOME": HF_VALUES, "XDG_CACHE_HOME": HF_VALUES}
    inputs |= {"HUGGINGFACE_ASSETS_CACHE": HF_VALUES} if key == "assets" else {}
    side, cases = next(side for side in HUGGINGFACE.sides if side.key == key), some(all_pairs(inputs))
    wrong = disagreements(side, box, cases, {}, judge)
    record(f"huggingface {key}", "huggingface_hub", version("huggingface_hub"), list(inputs), len(cases), wrong)


def test_huggingface_hub_finds_the_token_where_together_leaves_it(box: Path) -> None:
    python = tool("python", "huggingface_hub")
    lay(box, "home/.cache/huggingface/token", "hf_aaaa")
    program = "from huggingface_hub import get_token; print(get_token())"
    moved = environment(box, {"HF_HOME": "BOX/data/hf"})
    assert answer([python, "-c", program], moved, box / "work") == "None"
    kept = {**moved, "HF_TOKEN_PATH": str(box / "home/.cache/huggingface/token")}
    assert answer([python, "-c", program], kept, box / "work") == "hf_aaaa"


@pytest.mark.parametrize("files", [("stored_tokens",), ("token", "stored_tokens")])
def test_huggingface_hub_finds_stored_logins_where_together_leaves_them(box: Path, files: tuple[str, ...]) -> None:
    python = tool("python", "huggingface_hub")
    for name in files:
        lay(box, f"home/.cache/huggingface/{name}", "[me]\nhf_token = hf_aaaa\n")
    program = "from huggingface_hub.utils._auth import get_stored_tokens; print(get_stored_tokens())"
    moved = environment(box, {"HF_HOME": "BOX/data/hf"})
    assert answer([python, "-c", program], moved, box / "work") == "{}"
    kept = seen_on(box, environment(box, {}), lambda view: token_stays(view, ("now",)))
    assert answer([python, "-c", program], {**moved, **kept}, box / "work") == "{'me': 'hf_aaaa'}"


# ---- temporary files

TMP_VALUES = (UNSET, "", "BOX/data", "BOX/none", "rel", "~", "BOX/etc/file", "BOX/etc/file/below")
TMP_INPUTS = {"TMPDIR": TMP_VALUES, "TEMP": TMP_VALUES, "TMP": TMP_VALUES, "file": ("x",), "rel": (ABSENT, "x")}
TMP_FILES = {"file": "etc/file", "rel": "work/rel/x"}


def test_python_agrees_on_its_temporary_folder(box: Path) -> None:
    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return answer([sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"], env, cwd)

    cases = some(all_pairs(TMP_INPUTS), 40)
    wrong = disagreements(TMPDIR, box, cases, TMP_FILES, judge)
    record("tmpdir", "Python", platform.python_version(), settings(TMP_INPUTS, TMP_FILES), len(cases), wrong)


# ---- conda

CONDA_PROGRAM = """
import sys
from conda.base.context import context, _first_writable_envs_dir, reset_context
from conda.core.package_cache_data import PackageCacheData
reset_context()
print(_first_writable_envs_dir() if sys.argv[1] == "envs" else PackageCacheData.first_writable().pkgs_dir)
"""
LIST = "{}:\n  - BOX/data/{}\n"
KEYS = ("envs_dirs", "pkgs_dirs")


def both(text: str) -> str:
    """A condarc that says the same of both keys: KEY and NAME are filled in."""
    return "".join(text.replace("KEY", key).replace("NAME", key[:4]) for key in KEYS)


CONDA_INPUTS = {
    "CONDA_ENVS_DIRS": (UNSET, UNSET, "", "BOX/data/e1:BOX/data/e2", "~/e3", "rel", "$HOME/e4,x", "$NOPE/e5"),
    "CONDA_ENVS_PATH": (UNSET, UNSET, UNSET, "BOX/data/p1"),
    "CONDA_PKGS_DIRS": (UNSET, UNSET, "", "BOX/data/k1,BOX/data/k2", "BOX/data/k1:BOX/data/k2", " ~/k3 , rel"),
    "CONDARC": (UNSET, UNSET, "BOX/etc/rc1", "BOX/etc/own.yml", "~/own.yaml", "BOX/etc/none.yml"),
    "CONDA_PREFIX": (UNSET, UNSET, "BOX/data/prefix"),
    "XDG_CONFIG_HOME": (UNSET, UNSET, "BOX/data/cfg", "BOX/home/.config"),
    "CONDA_ROOT_PREFIX": ("BOX/data/root", "~/rel/../root"),
    "user": (
        ABSENT,
        both("KEY:\n  - BOX/data/user-NAME\n  - BOX/data/user2-NAME\n"),
        both("KEY: [~/u-NAME, $HOME/v-NAME]\n"),
        both("KEY:\n- rel-NAME\n- BOX/data/x-NAME  #!top\n"),
        both("KEY:\n  - BOX/data/y-NAME  #!bottom\n  - BOX/data/z-NAME\n"),
        both("KEY:\n"),
        both("KEY: BOX/data/text\n"),
        "envs_path:\n  - BOX/data/alias\n",
    ),
    "root": (
        ABSENT,
        ABSENT,
        both("KEY: #!final\n  - BOX/data/final-NAME\n"),
        both("KEY: [BOX/data/flow-NAME] #!final\n"),
        both("KEY:\n  - BOX/data/root-NAME\n"),
    ),
    "dotconda": (ABSENT, ABSENT, both("KEY:\n  - BOX/data/dot-NAME #!top\n")),
    "folder": (ABSENT, ABSENT, both("KEY: [BOX/data/dropin-NAME]\n")),
    "ignored": (ABSENT, both("KEY: [BOX/data/ignored]\n")),
    "prefix": (ABSENT, both("KEY: [BOX/data/prefix-NAME]\n")),
    "rc1": (ABSENT, both("KEY: [BOX/data/rc1]\n")),
    "own": (ABSENT, both("KEY: [BOX/data/own-NAME]\n")),
    "history": ("x", ABSENT),
    "moved": (ABSENT, both("KEY: [BOX/data/moved-NAME]\n")),
}
CONDA_ODD = (
    both("KEY: BOX/data/text\n"),
    both("KEY:\n"),
    both("KEY: ~\n"),
    both("KEY: []\n"),
    both("KEY:\n  a: b\n"),
    both("KEY:\n\t- BOX/data/tab\n"),
    both("KEY: 'unclosed\n"),
    "pkgs_dirs: []\nenvs_dirs: 'unclosed\n",
    both("KEY:\n  - 3\n  - true\n"),
    both("KEY: [[BOX/data/a], BOX/data/b]\n"),
    both("KEY: [&a BOX/data/an-NAME]\n"),
    both("KEY:\n  - BOX/data/f-NAME\n  # a comment\n  - BOX/data/g-NAME  # another\n"),
    "- envs_dirs\n- pkgs_dirs\n",
    "envs_dirs: [BOX/data/d1]\nenvs_dirs: [BOX/data/d2]\npkgs_dirs: []\n",
    both('"KEY": ["BOX/data/q-NAME"]\n').replace("\n", "\r\n"),
    both("KEY: [/dev/null, BOX/data/n-NAME]\n"),
    both("KEY: #!final\n  # and why\n  - BOX/data/w-NAME\n"),
    both("KEY: #!top\n  - BOX/data/t-NAME\n"),
    "---\nenvs_dirs: [BOX/data/m1]\n---\npkgs_dirs: [BOX/data/m2]\n",
    both("KEY: ['BOX/odd\udcff']\n"),
    both("KEY:\n  - ''\n  - BOX/data/mt-NAME\n"),
    both("KEY: [~, BOX/data/nul-NAME]\n"),
    "envs_path:\n  - BOX/data/alias\n",
    "envs_path: [BOX/data/alias]\nenvs_dirs: [BOX/data/alias]\n",
    "channels: [x]\n# envs_dirs pkgs_dirs\n",
    "- a\n- b\n",
    "text\n",
    "channels: [x\n",
    "channels:\n    - x\n  - y\n",
    "auto_update_conda: no\nauto_update_conda: no\n",
    "root_prefix: BOX/data/final #!final\n",
    "",
)
CONDA_FILES = {
    "user": "home/.condarc",
    "root": "home/.config/conda/.condarc",
    "dotconda": "home/.conda/condarc",
    "folder": "home/.conda/condarc.d/a.yml",
    "ignored": "home/.conda/condarc.d/a.condarc",
    "prefix": "data/prefix/.condarc",
    "rc1": "etc/rc1",
    "own": "etc/own.yml",
    "history": "data/root/conda-meta/history",
    "moved": "data/cfg/conda/condarc",
}


def conda_python() -> Path:
    """The Python of the conda that ENVDOCTOR_CONDA names, or a skip that says how to get it."""
    program = os.environ.get("ENVDOCTOR_CONDA", "")
    python = Path(program).parent / "python"
    if not (program and python.exists()):
        pytest.skip("conda is missing: install Miniforge; export ENVDOCTOR_CONDA=$HOME/miniforge3/bin/conda")
    return python


def conda_version(python: Path) -> str:
    program = "import conda; print(conda.__version__)"
    return subprocess.check_output([str(python), "-c", program], text=True).strip()


@pytest.mark.parametrize(("row", "name"), [(CONDA_ENVS, "envs"), (CONDA_PKGS, "pkgs")], ids=["envs", "pkgs"])
def test_conda_agrees_on_where_it_writes(box: Path, row: Row, name: str) -> None:
    python = conda_python()

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return answer([str(python), "-c", CONDA_PROGRAM, name], env, cwd)

    inputs = {"CONDA_EXE": (str(python.parent / "conda"),), **CONDA_INPUTS}
    cases = some(all_pairs(inputs))
    wrong = disagreements(row, box, cases, CONDA_FILES, judge)
    record(row.id, "conda", conda_version(python), settings(inputs, CONDA_FILES), len(cases), wrong)


@pytest.mark.parametrize(("row", "name"), [(CONDA_ENVS, "envs"), (CONDA_PKGS, "pkgs")], ids=["envs", "pkgs"])
def test_conda_agrees_on_odd_files(box: Path, row: Row, name: str) -> None:
    python = conda_python()

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return answer([str(python), "-c", CONDA_PROGRAM, name], env, cwd)

    plain = {"CONDA_EXE": str(python.parent / "conda"), "CONDA_ROOT_PREFIX": "BOX/data/root"}
    texts = CONDA_ODD if FULL else CONDA_ODD[len(name) % 2 :: 3]
    cases = [{**plain, **dict.fromkeys(CONDA_FILES, ABSENT), "user": text} for text in texts]
    wrong = disagreements(row, box, cases, CONDA_FILES, judge)
    record(row.id, "conda", conda_version(python), [CONDA_FILES["user"]], len(cases), wrong)


LINKING = """
from conda.base.context import context, reset_context
reset_context()
print(context.always_softlink or context.allow_softlinks)
"""
LINK_CASES: list[tuple[str, dict[str, str]]] = [
    (ABSENT, {}),
    ("always_softlink: true\n", {}),
    ("softlink: yes\n", {}),
    ("allow_softlinks: 'on'\n", {}),
    ("allow_softlinks: false\n", {}),
    (ABSENT, {"CONDA_ALWAYS_SOFTLINK": "1"}),
    (ABSENT, {"CONDA_ALLOW_SOFTLINKS": "no"}),
]


@pytest.mark.parametrize(("text", "variables"), LINK_CASES)
def test_conda_agrees_on_when_environments_are_links(box: Path, text: str, variables: dict[str, str]) -> None:
    python = conda_python()
    lay(box, "home/.condarc", text)
    env = environment(box, {"CONDA_EXE": str(python.parent / "conda"), **variables})
    [cleaner] = CONDA_PKGS.cleaners
    said = seen_on(box, env, lambda view: cleaner.breaks(view, "now") if cleaner.breaks else "")
    assert str(bool(said)) == answer([str(python), "-c", LINKING], env, box / "work")


# ---- an account that may not write everywhere


def without_powers() -> None:
    """Give up root's right to write everywhere (capabilities 1 and 2), for this process and what it starts."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    for number in (1, 2):
        assert libc.prctl(24, number, 0, 0, 0) == 0
    assert libc.capget(header, data) == 0
    for at in range(3):
        data[at] &= ~0b110
    assert libc.capset(header, data) == 0


def as_student(compute: Callable[[], str | None]) -> str | None:
    """What ``compute`` gives for an account that is subject to permissions."""
    if os.geteuid() != 0:
        return compute()
    end, start = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            without_powers()
            os.write(start, (compute() or "").encode())
        finally:
            os._exit(0)
    os.close(start)
    with open(end, "rb") as pipe:
        printed = pipe.read().decode()
    os.waitpid(child, 0)
    return printed or None


@pytest.fixture
def locked_box(box: Path) -> Iterator[Path]:
    """A box with a folder that cannot be written."""
    (box / "locked").mkdir(mode=0o555)
    lay(box, "etc/file", "x")
    (box / "etc/gone").symlink_to("/nonexistent/place")
    yield box
    (box / "locked").chmod(0o755)


LOCKED_LISTS = ("BOX/locked", "BOX/locked/new/deep", "BOX/data/ok", "BOX/etc/file/below", "BOX/etc/gone")


LOCKED_PAIRS = [(first, second) for first in LOCKED_LISTS for second in LOCKED_LISTS]


@pytest.mark.parametrize(("first", "second"), LOCKED_PAIRS if FULL else LOCKED_PAIRS[1::3])
@pytest.mark.parametrize(("row", "name"), [(CONDA_ENVS, "envs"), (CONDA_PKGS, "pkgs")], ids=["envs", "pkgs"])
def test_conda_passes_over_what_cannot_be_written(
    locked_box: Path, row: Row, name: str, first: str, second: str
) -> None:
    python = conda_python()
    lay(locked_box, "home/.condarc", f"{name}_dirs: [{first}, {second}]\n")
    env = environment(locked_box, {"CONDA_EXE": str(python.parent / "conda"), "CONDA_ROOT_PREFIX": "BOX/locked/root"})
    mine = as_student(lambda: ours(row, locked_box, env).path)
    assert mine == as_student(lambda: answer([str(python), "-c", CONDA_PROGRAM, name], env, locked_box / "work"))


@pytest.mark.parametrize("folder", ["BOX/locked", "BOX/locked/new", "BOX/data", "BOX/etc/file"])
def test_python_passes_over_what_cannot_be_written(locked_box: Path, folder: str) -> None:
    env = environment(locked_box, {"TMPDIR": folder})
    program = [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    mine = as_student(lambda: ours(TMPDIR, locked_box, env).path)
    assert mine == as_student(lambda: answer(program, env, locked_box / "work"))
