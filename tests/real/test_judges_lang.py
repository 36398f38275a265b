"""Compilers and package managers of other languages as judges: where envdoctor says they write is where they do.

Judges: ENVDOCTOR_JUDGES (yarn1, berry, pnpm9, pnpm10, pnpm12, corepack, npm11, rust, renv), and of the system go, R,
mvn, gradle, ccache, cargo.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from envdoctor_rules.catalogue.cargo import CARGO
from envdoctor_rules.catalogue.ccache import CCACHE
from envdoctor_rules.catalogue.corepack import COREPACK
from envdoctor_rules.catalogue.go import GO
from envdoctor_rules.catalogue.java import GRADLE, MAVEN
from envdoctor_rules.catalogue.npm import NPM
from envdoctor_rules.catalogue.pnpm import PNPM
from envdoctor_rules.catalogue.r import RENV, R
from envdoctor_rules.catalogue.yarn import YARN1, YARN_BERRY
from judging import (
    ABSENT,
    FULL,
    PATH,
    UNSET,
    Judge,
    answer,
    disagreements,
    environment,
    installed,
    judge_folder,
    lay,
    ours,
    record,
    some,
    whole,
)
from pairs import all_pairs

from envdoctor.catalogue.rows import Place, Row, Side, Source
from envdoctor.catalogue.view import View

VALUES = (UNSET, "", "rel", "~/v", "$HOME/v", "BOX/data/v")
BRACED = (*VALUES, "${HOME}/v")
Inputs = Mapping[str, Sequence[str]]


def agree(
    name: str,
    row: Row | Side,
    box: Path,
    tool: tuple[str, str],
    inputs: Inputs,
    judge: Judge,
    files: Mapping[str, str] | None = None,
    most: int = 16,
) -> None:
    """Ask envdoctor and the tool in all pairs of inputs, and keep what was judged."""
    files = files or {}
    outside = [box / path for path in files.values() if path.split("/")[0] not in ("home", "work", "etc", "data")]

    def asked(env: Mapping[str, str], cwd: Path) -> str | None:
        try:
            return whole(judge(env, cwd), cwd)
        finally:
            for path in outside:
                path.unlink(missing_ok=True)

    cases = some(all_pairs(inputs), most)
    wrong = disagreements(row, box, cases, files, asked)
    settings = [f"~/{path[5:]}" if (path := files.get(key, key)).startswith("home/") else path for key in inputs]
    try:
        record(name, *tool, [one for one in settings if one not in ("PATH", "FAKEROOTKEY")], len(cases), wrong)
    except AssertionError:
        raise AssertionError("\n".join(wrong)) from None


def shorter(inputs: Inputs, most: int = 4) -> dict[str, Sequence[str]]:
    """The same with the first forms of each file only; odd ones meet few variables, in another table."""
    return {
        name: values if name.isupper() or name.startswith("npm_") else values[:most] for name, values in inputs.items()
    }


def quiet(inputs: Inputs, *names: str) -> dict[str, Sequence[str]]:
    """The same with the variables ``names`` unset, and only the plainest values of the others."""
    return {
        name: (UNSET,) if name in names else tuple(dict.fromkeys((values[0], values[-1]))) if name.isupper() else values
        for name, values in inputs.items()
    }


def bare(inputs: Inputs, *names: str) -> dict[str, Sequence[str]]:
    """The same with the variables ``names`` unset and every file in its first form: what the weakest variables do."""
    return {
        name: (UNSET,) if name in names else values if name.isupper() else values[:1] for name, values in inputs.items()
    }


def said(argv: list[str]) -> str:
    """What a program prints, whatever its exit status."""
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False)
    return ran.stdout + ran.stderr


def version(argv: list[str]) -> str:
    """The first number with dots that a program prints."""
    found = re.search(r"\d+\.\d+(\.\d+)?", said(argv))
    assert found, argv
    return found[0]


def node(name: str, program: str) -> str:
    """A program of a folder that npm filled."""
    folder = judge_folder(name)
    if shutil.which("node", path=PATH) is None:
        pytest.skip("node is missing; install with: apt-get install nodejs")
    return str(folder / "node_modules/.bin" / program)


def below(root: Path, *marks: str) -> list[Path]:
    """Folders below ``root`` that hold a file or folder called as one of ``marks``."""
    return [Path(folder) for folder, folders, names in os.walk(root) if set(marks) & {*folders, *names}]


# ---- yarn 1

YARN1_INPUTS = {
    "FAKEROOTKEY": ("1",),
    "YARN_CACHE_FOLDER": (UNSET, *VALUES),
    "npm_config_cache_folder": (UNSET, UNSET, "", "BOX/data/npm"),
    "XDG_CACHE_HOME": VALUES,
    "home": (
        ABSENT,
        'cache-folder "BOX/data/file"\n',
        "cache-folder rel\n",
        'cache-folder "~/lit"\n',
        'cache-folder ""\n',
        'cache-folder: BOX/data/colon\nlastUpdateCheck 1\n"a b" true\n',
        'registry "x"\nblock:\n  cache-folder "BOX/data/inside"\n',
        'cache-folder "BOX/data/one"\ncache-folder "BOX/data/two" # last\r\n',
        '--cache-folder "BOX/data/flag"\n',
        "cache-folder 3\n",
        'cache-folder "/un\n',
        "'cache-folder': 'BOX/data/yaml'\n",
        '  stray "x"\ncache-folder "BOX/data/after"\n',
        "",
    ),
    "project": (ABSENT, ABSENT, 'cache-folder "BOX/data/project"\n', "cache-folder ./rel\n"),
    "above": (ABSENT, ABSENT, 'cache-folder "BOX/data/above"\n', "text\n"),
    "npmrc": (ABSENT, ABSENT, "cache-folder=BOX/data/npmrc\n", "cache-folder=${HOME}/n\n", "cache-folder=~/n\n"),
}
YARN1_FILES = {"home": "home/.yarnrc", "project": "work/.yarnrc", "above": ".yarnrc", "npmrc": "home/.npmrc"}
YARN1_QUIET = quiet(YARN1_INPUTS, "YARN_CACHE_FOLDER") | {"npm_config_cache_folder": (UNSET,)}
YARN1_BARE = bare(YARN1_INPUTS, "YARN_CACHE_FOLDER", "npm_config_cache_folder")


def yarn1_judge(program: str) -> Judge:
    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        found = answer([program, "cache", "dir"], env, cwd)
        return found.removesuffix("/v6") if found else None

    return judge


@pytest.mark.parametrize("inputs", [shorter(YARN1_INPUTS), YARN1_QUIET, YARN1_BARE], ids=["all", "files", "bare"])
def test_yarn1_agrees_on_its_cache(box: Path, inputs: Inputs) -> None:
    program = node("yarn1", "yarn")
    tool = "yarn", version([program, "--version"])
    agree("yarn1", YARN1, box, tool, inputs, yarn1_judge(program), YARN1_FILES, 4)


def test_yarn1_of_root_uses_another_home(box: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can ask what yarn does for root: run the tests with sudo")
    env = environment(box, {"YARN_CACHE_FOLDER": "~/../../../BOX/data/root", "XDG_DATA_HOME": "BOX/data/xd"})
    assert ours(as_myself(YARN1), box, env).path == yarn1_judge(node("yarn1", "yarn"))(env, box / "work")


def as_myself(row: Row) -> Row:
    """The row, asked for the account that runs the tests."""

    def of(source: Source) -> Source:
        def asked(view: View, context: str) -> Place | None:
            return source(replace(view, here=replace(view.here, uid=os.geteuid())), context)

        return asked

    return replace(row, sources=tuple(map(of, row.sources)))


# ---- Yarn 2 and later

BERRY_INPUTS = {
    "YARN_GLOBAL_FOLDER": (UNSET, UNSET, *BRACED, "${NOPE}/v", "${NOPE:-BOX/data/d}", "${HOME-x}/v", r"\${HOME}"),
    "YARN_CACHE_FOLDER": (UNSET, "BOX/data/ignored"),
    "YARN_ENABLE_GLOBAL_CACHE": (UNSET, UNSET, UNSET, "0", "true", "maybe"),
    "YARN_ENABLE_MIRROR": (UNSET, UNSET, "false"),
    "YARN_RC_FILENAME": (UNSET, UNSET, "other.yml"),
    "XDG_DATA_HOME": VALUES,
    "home": (
        ABSENT,
        "globalFolder: BOX/data/file\n",
        "globalFolder: rel\n",
        "globalFolder: ~/lit\n",
        "globalFolder: ${HOME}/h\n",
        "globalFolder: ${NOPE}/h\n",
        'globalFolder: ""\n',
        "globalFolder:\n",
        "globalFolder: [a]\n",
        "globalFolder: [a\n",
        "globalFolder: 3\nunknown: 1\n",
        "globalFolder: BOX/data/one\nglobalFolder: 'BOX/data/two' # last\n",
        "enableGlobalCache: false\nenableMirror: false\n",
        "enableGlobalCache: banana\n",
        "",
    ),
    "project": (ABSENT, ABSENT, "globalFolder: BOX/data/project\n", "globalFolder: rel\n"),
    "other": (ABSENT, "globalFolder: BOX/data/other\n"),
    "above": (ABSENT, ABSENT, "globalFolder: up\n"),
    "package": ("{}",),
}
BERRY_FILES = {
    "home": "home/.yarnrc.yml",
    "project": "work/.yarnrc.yml",
    "other": "work/other.yml",
    "above": ".yarnrc.yml",
    "package": "work/package.json",
}
BERRY_QUIET = quiet(BERRY_INPUTS, "YARN_GLOBAL_FOLDER", "YARN_ENABLE_GLOBAL_CACHE")
BERRY_BARE = bare(BERRY_INPUTS, "YARN_GLOBAL_FOLDER", "YARN_ENABLE_GLOBAL_CACHE", "YARN_RC_FILENAME")


def berry_judge(program: str) -> Judge:
    """``cache`` below ``globalFolder``, unless both what writes there are off."""

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        ran = subprocess.run([program, "config", "--json"], env=dict(env), cwd=cwd, capture_output=True, check=False)
        lines = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith(b"{")]
        values = {line.get("key"): line.get("effective") for line in lines}
        if ran.returncode or not (values["enableGlobalCache"] or values["enableMirror"]):
            return None
        return f"{values['globalFolder']}/cache"

    return judge


@pytest.mark.parametrize("inputs", [shorter(BERRY_INPUTS), BERRY_QUIET, BERRY_BARE], ids=["all", "files", "bare"])
def test_yarn_berry_agrees_on_its_cache(box: Path, inputs: Inputs) -> None:
    program = node("berry", "yarn")
    tool = "yarn", version([program, "--version"])
    agree("yarn-berry", YARN_BERRY, box, tool, inputs, berry_judge(program), BERRY_FILES, 3)


@pytest.mark.parametrize("shared", ["1", "0"])
def test_yarn_berry_really_writes_there(box: Path, shared: str) -> None:
    """Also where each project keeps a cache of its own, which ``yarn config`` does not show."""
    program = node("berry", "yarn")
    package(box)
    env = environment(box, {"YARN_GLOBAL_FOLDER": "BOX/data/g", "YARN_ENABLE_GLOBAL_CACHE": shared})
    subprocess.run([program, "install"], env=env, cwd=box / "work", capture_output=True, check=True)
    expected = ours(YARN_BERRY, box, env).path
    assert expected is not None
    assert [path.name for path in Path(expected).glob("tiny-file-*.zip")]


def package(box: Path) -> None:
    """A project with a dependency that needs no network."""
    lay(box, "tiny/package/package.json", '{"name": "tiny", "version": "1.0.0"}')
    with tarfile.open(box / "work/tiny.tgz", "w:gz") as archive:
        archive.add(box / "tiny/package", "package")
    lay(box, "work/package.json", '{"name": "x", "dependencies": {"tiny": "file:./tiny.tgz"}}')
    lay(box, "work/yarn.lock", "")


# ---- pnpm

PNPM_INPUTS = {
    "npm_config_store_dir": (UNSET, UNSET, *BRACED, "${NOPE}/v", "${NOPE-x}/v", " BOX/data/sp", "null", "true"),
    "PNPM_CONFIG_STORE_DIR": (UNSET, UNSET, *BRACED, "${NOPE}/v", "${NOPE:-BOX/data/d}/v"),
    "PNPM_HOME": (UNSET, UNSET, *VALUES),
    "XDG_DATA_HOME": VALUES,
    "XDG_CONFIG_HOME": (UNSET, UNSET, "BOX/data/cfg", "rel"),
    "npmrc": (
        ABSENT,
        "store-dir=BOX/data/file\n",
        "store-dir=rel\n",
        "store-dir=~/v\n",
        'store-dir="BOX/data/q x"\n',
        "store-dir=${HOME}/v\n",
        "store-dir=BOX/data/file\n//x/:_authToken=${NOPE}\n",
        "store-dir=\n",
        "store-dir\n",
        "storeDir=BOX/data/no\n",
    ),
    "rc": (ABSENT, "store-dir=BOX/data/rc\n"),
    "yaml": (
        ABSENT,
        "storeDir: BOX/data/yaml\n",
        "storeDir: rel\n",
        "storeDir: ~/v\n",
        "storeDir: ${HOME}/v\n",
        "storeDir:\n",
        'storeDir: ""\n',
        "storeDir: [x\n",
        "store-dir: BOX/data/no\n",
    ),
    "moved": (ABSENT, "storeDir: BOX/data/moved\n"),
    "project": (ABSENT, ABSENT, "store-dir=BOX/data/project\n", "store-dir=rel\n"),
    "package": (ABSENT, "{}"),
    "above": (ABSENT, ABSENT, "store-dir=BOX/data/above\n", "store-dir=rel\n"),
    "abovepackage": (ABSENT, "{}"),
}
PNPM_FILES = {
    "npmrc": "home/.npmrc",
    "rc": "home/.config/pnpm/rc",
    "yaml": "home/.config/pnpm/config.yaml",
    "moved": "data/cfg/pnpm/config.yaml",
    "project": "work/.npmrc",
    "package": "work/package.json",
    "above": ".npmrc",
    "abovepackage": "package.json",
    "workspace": "work/pnpm-workspace.yaml",
    "aboveworkspace": "pnpm-workspace.yaml",
}
PNPM_WORKSPACES = {
    "workspace": (
        ABSENT,
        "packages: [a]\nstoreDir: BOX/data/ws\n",
        "packages: [a]\nstoreDir: rel\n",
        "packages: [a]\nstoreDir: ~/ws\n",
        "packages: [a]\nstoreDir: ${HOME}/ws\n",
        "packages: [x\n",
        "packages: [a]\n",
    ),
    "aboveworkspace": (ABSENT, ABSENT, "packages: [work]\nstoreDir: up\n"),
}
PNPM_OLD = {"PNPM_CONFIG_STORE_DIR": (UNSET, "BOX/data/v"), "yaml": PNPM_INPUTS["yaml"][:2]}
PNPM_NEW = {"npm_config_store_dir": (UNSET, "BOX/data/v", "true"), "npmrc": PNPM_INPUTS["npmrc"][:2]}
"""What the versions of one kind do not read at all."""
PNPM_VERSIONS = ("9", "10", "12") if FULL else ("9", "12")


@pytest.mark.parametrize("kind", ["all", "files", "bare"])
@pytest.mark.parametrize("major", PNPM_VERSIONS)
def test_pnpm_agrees_on_its_store(box: Path, major: str, kind: str) -> None:
    program = node(f"pnpm{major}", "pnpm")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        found = answer([program, "store", "path"], env, cwd)
        return re.sub(r"/v\d+$", "", found) if found else None

    path = {"PATH": (f"{os.path.dirname(program)}:{PATH}",)}
    whole_ = {**path, **PNPM_INPUTS, **(PNPM_NEW if major == "12" else PNPM_OLD)}
    whole_ |= PNPM_WORKSPACES if major != "9" else {}
    names = ("npm_config_store_dir", "PNPM_CONFIG_STORE_DIR")
    tables = {"all": shorter(whole_), "files": quiet(whole_, *names, "PNPM_HOME"), "bare": bare(whole_, *names)}
    inputs = tables[kind] | path
    files = {key: file for key, file in PNPM_FILES.items() if key in inputs}
    agree("pnpm", PNPM, box, ("pnpm", version([program, "--version"])), inputs, judge, files, 2)


# ---- corepack

COREPACK_INPUTS = {"COREPACK_HOME": (UNSET, *VALUES), "XDG_CACHE_HOME": VALUES, "LOCALAPPDATA": (UNSET, "BOX/data/l")}


def test_corepack_really_writes_there(box: Path) -> None:
    program = node("corepack", "corepack")
    lay(box, "made/yarn/1.22.22/.corepack", '{"locator": {"name": "yarn", "reference": "1.22.22"}, "hash": "sha1.x"}')
    with tarfile.open(box / "made.tgz", "w:gz") as archive:
        archive.add(box / "made/yarn", "yarn")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        argv = [program, "install", "-g", "--cache-only", str(box / "made.tgz")]
        subprocess.run(argv, env=dict(env), cwd=cwd, capture_output=True, check=True)
        [found] = [path for name in ("home", "work", "data") for path in below(box / name, ".corepack")]
        return str(found.parents[2])

    agree("corepack", COREPACK, box, ("corepack", version([program, "--version"])), COREPACK_INPUTS, judge, most=4)


# ---- npm 11 and the system's npm

NPM_INPUTS = {
    "npm_config_cache": (UNSET, *BRACED, "${NOPE}/c", "~"),
    "NPM_CONFIG_PREFIX": (UNSET, "BOX/etc/prefix"),
    "XDG_CACHE_HOME": (UNSET, "BOX/data/xc"),
    "user": (ABSENT, "cache=BOX/data/user\n", "cache=rel\n", "cache=~/x\n", "cache=${HOME}/x\n", "cache=\n"),
    "project": (ABSENT, ABSENT, "cache=BOX/data/project\n"),
    "shared": (ABSENT, "cache=BOX/data/shared\n"),
    "package": (ABSENT, "{}"),
}
NPM_FILES = {
    "user": "home/.npmrc",
    "project": "work/.npmrc",
    "shared": "etc/prefix/etc/npmrc",
    "package": "work/package.json",
}


@pytest.mark.parametrize("which", ["npm11", "system"])
def test_npm_agrees_on_its_cache(box: Path, which: str) -> None:
    program = node("npm11", "npm") if which == "npm11" else installed("npm", "npm")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return answer([program, "config", "get", "cache"], env, cwd)

    agree("npm", NPM, box, ("npm", version([program, "--version"])), NPM_INPUTS, judge, NPM_FILES, 3)


# ---- go

GO_INPUTS = {
    "GOMODCACHE": (UNSET, UNSET, *VALUES),
    "GOCACHE": (UNSET, UNSET, *VALUES, "off"),
    "GOPATH": (UNSET, UNSET, *VALUES, "BOX/data/p:BOX/data/q", ":BOX/data/q", "BOX/data/p:rel"),
    "GOENV": (UNSET, UNSET, "", "off", "BOX/etc/own", "../etc/own"),
    "XDG_CACHE_HOME": VALUES,
    "XDG_CONFIG_HOME": (UNSET, "", "rel", "BOX/data/cfg"),
    "file": (
        ABSENT,
        "GOMODCACHE=BOX/data/fm\nGOCACHE=BOX/data/fc\n",
        "GOMODCACHE=\nGOCACHE=\nGOPATH=BOX/data/fp\n",
        "GOPATH=rel\n",
        "GOMODCACHE=rel\nGOCACHE=rel\n",
        ' GOCACHE=BOX/data/no\nGOMODCACHE = BOX/data/no\n"GOPATH"=/x\n',
        'GOCACHE="BOX/data/q"\nGOMODCACHE=BOX/data/a # b\n',
        "# c\ngarbage\nGOCACHE=BOX/data/one\nGOCACHE=BOX/data/two\n",
        "GOCACHE=$HOME/x\nGOMODCACHE=$HOME/x\n",
        "GOCACHE=BOX/odd\udcff\nGOMODCACHE=BOX/crlf\r\n",
        "XDG_CACHE_HOME=BOX/data/no\nGOENV=off\n",
    ),
    "moved": (ABSENT, "GOCACHE=BOX/data/moved\nGOMODCACHE=BOX/data/movedm\n"),
    "own": (ABSENT, "GOCACHE=BOX/data/own\nGOMODCACHE=BOX/data/ownm\n"),
}
GO_FILES = {"file": "home/.config/go/env", "moved": "data/cfg/go/env", "own": "etc/own"}
GO_QUIET = quiet(GO_INPUTS, "GOMODCACHE", "GOCACHE", "GOPATH", "GOENV")
GO_BARE = bare(GO_INPUTS, "GOMODCACHE", "GOCACHE", "GOENV")
[GO_BUILD] = GO.sides


@pytest.mark.parametrize("inputs", [GO_INPUTS, GO_QUIET, GO_BARE], ids=["all", "files", "bare"])
@pytest.mark.parametrize(("row", "name"), [(GO, "GOMODCACHE"), (GO_BUILD, "GOCACHE")], ids=["modules", "build"])
def test_go_agrees_on_its_caches(box: Path, row: Row | Side, name: str, inputs: Inputs) -> None:
    program = installed("go", "golang-go")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        ran = subprocess.run([program, "env", name], env=dict(env), cwd=cwd, capture_output=True, check=False)
        found = ran.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
        return None if ran.returncode or found in ("", "off") else found

    agree(
        "go" if row is GO else "go build", row, box, ("go", version([program, "version"])), inputs, judge, GO_FILES, 40
    )


# ---- ccache

CCACHE_FILE = "cache_dir = BOX/data/{}\n"
CCACHE_INPUTS = {
    "CCACHE_DIR": (UNSET, UNSET, *BRACED, "$NOPE/v"),
    "CCACHE_CONFIGPATH": (UNSET, UNSET, "", "BOX/etc/own.conf", "BOX/none"),
    "XDG_CACHE_HOME": VALUES,
    "XDG_CONFIG_HOME": (UNSET, "", "rel", "BOX/data/cfg"),
    "file": (
        ABSENT,
        CCACHE_FILE.format("file"),
        "cache_dir=rel\n",
        "cache_dir = ~/v\n",
        "cache_dir = $HOME/v # all of it\n",
        "cache_dir = ${HOME}/v\n",
        "cache_dir = $NOPE/v\n",
        "cache_dir = ${HOME\n",
        "cache_dir =\n",
        "cache_dir\n",
        "# c\n\nunknown = 1\ncache_dir = BOX/data/one\n  cache_dir=BOX/data/two  \r\n",
        'cache_dir = "BOX/data/q"\n',
        "CACHE_DIR = BOX/data/no\n",
        "\ufeffcache_dir = BOX/data/bom\n",
        "cache_dir = BOX/odd\udcff\n",
    ),
    "moved": (ABSENT, CCACHE_FILE.format("moved")),
    "own": (ABSENT, CCACHE_FILE.format("own")),
    "legacy": (ABSENT, ABSENT, CCACHE_FILE.format("legacy"), "max_size = 1G\n"),
}
CCACHE_FILES = {
    "file": "home/.config/ccache/ccache.conf",
    "moved": "data/cfg/ccache/ccache.conf",
    "own": "etc/own.conf",
    "legacy": "home/.ccache/ccache.conf",
}
CCACHE_QUIET = quiet(CCACHE_INPUTS, "CCACHE_DIR", "CCACHE_CONFIGPATH")
CCACHE_BARE = bare(CCACHE_INPUTS, "CCACHE_DIR")


@pytest.mark.parametrize("inputs", [CCACHE_INPUTS, CCACHE_QUIET, CCACHE_BARE], ids=["all", "files", "bare"])
def test_ccache_agrees_on_its_cache(box: Path, inputs: Inputs) -> None:
    program = installed("ccache", "ccache")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return answer([program, "-k", "cache_dir"], env, cwd)

    agree("ccache", CCACHE, box, ("ccache", version([program, "--version"])), inputs, judge, CCACHE_FILES, 60)


# ---- cargo and rustup

CONFIG = '[build]\ntarget-dir = "{}"\n'
CARGO_INPUTS = {
    "CARGO_HOME": (UNSET, UNSET, "", "rel", "~/v", "$HOME/v", "BOX/data/v"),
    "XDG_DATA_HOME": (UNSET, "BOX/data/ignored"),
    "file": (ABSENT, ABSENT, CONFIG.format("BOX/data/file"), "[build\n"),
}
TARGET_INPUTS = {
    "CARGO_HOME": (UNSET, UNSET, "BOX/data/ch"),
    "CARGO_TARGET_DIR": (UNSET, UNSET, UNSET, *VALUES[1:]),
    "CARGO_BUILD_TARGET_DIR": (UNSET, UNSET, UNSET, *VALUES[1:]),
    "file": (
        ABSENT,
        CONFIG.format("BOX/data/file"),
        CONFIG.format("rel"),
        CONFIG.format("~/v"),
        CONFIG.format(""),
        "[build]\ntarget-dir = 3\n",
        'build.target-dir = "BOX/data/dotted"\n',
        'target-dir = "BOX/data/top"\n',
        "[build\n",
        "\udcff\n",
        "\ufeff" + CONFIG.format("BOX/data/bom"),
    ),
    "old": (ABSENT, ABSENT, CONFIG.format("BOX/data/old"), ""),
    "moved": (ABSENT, CONFIG.format("rel")),
    "project": (ABSENT, ABSENT, CONFIG.format("BOX/data/project"), CONFIG.format("rel")),
    "above": (ABSENT, ABSENT, CONFIG.format("up")),
}
CARGO_PROJECT = {
    "manifest": "work/Cargo.toml",
    "main": "work/src/lib.rs",
}
CARGO_MADE = {"manifest": ('[package]\nname = "x"\nversion = "0.1.0"\n',), "main": ("",)}
CARGO_FILES = {
    **CARGO_PROJECT,
    "file": "home/.cargo/config.toml",
    "old": "home/.cargo/config",
    "moved": "data/ch/config.toml",
    "project": "work/.cargo/config.toml",
    "above": ".cargo/config.toml",
}
TOOLCHAINS, TARGET = CARGO.sides


def cargos() -> list[str]:
    """The system's cargo, and those of this account's toolchains."""
    own = sorted(Path.home().glob(".rustup/toolchains/stable-*/bin/cargo")) if FULL else []
    return [installed("cargo", "cargo"), *map(str, own)]


def cargo_env(program: str, env: Mapping[str, str]) -> dict[str, str]:
    return {**env, "PATH": f"{os.path.dirname(program)}:{env['PATH']}"}


def test_cargo_really_writes_there(box: Path) -> None:
    for program in cargos():

        def judge(env: Mapping[str, str], cwd: Path, program: str = program) -> str | None:
            argv = [program, "fetch", "--offline"]
            subprocess.run(argv, env=cargo_env(program, env), cwd=cwd, capture_output=True, check=False)
            found = below(box, ".package-cache")  # cargo's lock, beside the folder for downloads
            return str(found[0] / "registry") if found else None

        inputs = {**CARGO_INPUTS, **CARGO_MADE}
        files = {key: CARGO_FILES[key] for key in ("file", *CARGO_PROJECT)}
        agree("cargo", CARGO, box, ("cargo", version([program, "--version"])), inputs, judge, files, 10)


def test_cargo_really_builds_there(box: Path) -> None:
    for program in cargos():

        def judge(env: Mapping[str, str], cwd: Path, program: str = program) -> str | None:
            argv = [program, "check", "--offline", "-q"]
            subprocess.run(argv, env=cargo_env(program, env), cwd=cwd, capture_output=True, check=False)
            found = below(box, ".rustc_info.json")
            for folder in found:
                shutil.rmtree(folder)
            return str(found[0]) if found else None

        inputs = {**TARGET_INPUTS, **CARGO_MADE}
        place = with_default(TARGET)
        agree("cargo target", place, box, ("cargo", version([program, "--version"])), inputs, judge, CARGO_FILES, 6)


def with_default(side: Side) -> Side:
    """The side with cargo's own default, which is no place of the account's: ``target`` beside the project's file."""

    def default(view: View, _context: str) -> Place:
        return Place(view.here.cwd + "/target")

    return replace(side, sources=(*side.sources, default))


@pytest.mark.full
def test_rustup_agrees_on_its_home(box: Path) -> None:
    program = str(judge_folder("rust") / "bin/rustup")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return answer([program, "show", "home"], env, cwd)

    inputs = {"RUSTUP_HOME": VALUES, "CARGO_HOME": (UNSET, "BOX/data/c"), "XDG_DATA_HOME": (UNSET, "BOX/data/d")}
    agree("cargo rustup", TOOLCHAINS, box, ("rustup", version([program, "--version"])), inputs, judge)


# ---- R

LIBRARIES = (UNSET, UNSET, "", "rel", "~/v", "$HOME/v", "BOX/data/v", "BOX/none:BOX/data/w", "BOX/data/%v", "NULL")
R_INPUTS = {
    "R_LIBS": (UNSET, UNSET, "", "BOX/data/libs", "~/libs"),
    "R_LIBS_USER": LIBRARIES,
    "R_ENVIRON": (UNSET, UNSET, "", "BOX/none", "BOX/etc/site"),
    "R_ENVIRON_USER": (UNSET, UNSET, "", "BOX/etc/user", "BOX/none", "~/user"),
    "file": (
        ABSENT,
        "R_LIBS_USER=BOX/data/file\n",
        " R_LIBS_USER = BOX/data/file  \r\n",
        "R_LIBS_USER=~/file\n",
        "R_LIBS_USER=${HOME}/file\n",
        "R_LIBS_USER=$HOME/file\n",
        "R_LIBS_USER=${NOPE-BOX/data/file}\n",
        "R_LIBS_USER=${NOPE:-${NOPE-BOX/data/file}}\n",
        "R_LIBS_USER='BOX/data/q x'\n",
        'R_LIBS_USER="BOX/data/file" # no comment\n',
        "X=BOX/data\nR_LIBS_USER=${X}/%v\n",
        "R_LIBS_USER=\n",
        "R_LIBS_USER\ngarbage\n#R_LIBS_USER=BOX/data/v\n",
        "R_LIBS_USER=BOX/data/v\nR_LIBS_USER=BOX/data/file\n",
        "R_LIBS_USER=${NOPE\n",
        "R_LIBS=BOX/data/file\n",
        "\ufeffR_LIBS_USER=BOX/data/file\n",
        r"R_LIBS_USER=BOX/data/fi\le" + "\n",
    ),
    "project": (ABSENT, ABSENT, "R_LIBS_USER=BOX/data/project\n"),
    "site": (ABSENT, "R_LIBS_USER=BOX/data/site\n"),
    "user": (ABSENT, "R_LIBS_USER=BOX/data/user\n"),
    "default": (ABSENT, "x"),
}
R_FILES = {
    "file": "home/.Renviron",
    "project": "work/.Renviron",
    "site": "etc/site",
    "user": "etc/user",
    "default": "home/R/x86_64-pc-linux-gnu-library/4.2/x",
}
R_FOLDERS = ("v", "w", "libs", "file", "project", "site", "user", "q x", "4.2")
R_BARE = bare(R_INPUTS, "R_LIBS", "R_ENVIRON_USER", "R_ENVIRON")
R_QUIET = quiet(R_INPUTS, "R_LIBS", "R_ENVIRON_USER") | {"R_LIBS_USER": (UNSET, "BOX/data/v")}


@pytest.mark.parametrize("inputs", [shorter(R_INPUTS), R_QUIET, R_BARE], ids=["all", "files", "bare"])
def test_r_agrees_on_its_library(box: Path, inputs: Inputs) -> None:
    """Root may write into the libraries of the system, so that no library of one's own is made."""
    program = installed("Rscript", "r-base-core")
    if os.geteuid() != 0:
        pytest.skip("R's own library is judged for root: run the tests with sudo")
    here = {"folders": box / "work/rel/x", **{name: box / "data" / name / "x" for name in R_FOLDERS}}
    for name in ("v", "libs", "file"):
        here[f"~{name}"] = box / "home" / name / "x"
    inputs = {**inputs, **dict.fromkeys(here, ("x",))}
    files = {**R_FILES, **{key: str(path.relative_to(box)) for key, path in here.items()}}

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        found = answer([program, "-e", "cat(.libPaths()[1], '\\n', sep='')"], env, cwd)
        return None if found is None or found.startswith("/usr/") else found

    agree("r", R, box, ("R", version([program, "--version"])), inputs, judge, files, 5)


# ---- renv

RENV_INPUTS = {
    "RENV_PATHS_CACHE": (UNSET, UNSET, *VALUES, "BOX/data/a:BOX/data/b", "BOX/data/a;BOX/data/b"),
    "RENV_PATHS_ROOT": (UNSET, UNSET, *VALUES),
    "R_USER_CACHE_DIR": (UNSET, UNSET, *VALUES),
    "XDG_CACHE_HOME": VALUES,
    "XDG_DATA_HOME": (UNSET, "BOX/data/xd", "~/xd", "rel"),
    "file": (
        ABSENT,
        "RENV_PATHS_ROOT=BOX/data/file\n",
        "RENV_PATHS_CACHE=~/file\n",
        "RENV_PATHS_ROOT=\n",
        "XDG_CACHE_HOME=BOX/data/filexc\n",
        "R_USER_CACHE_DIR=${HOME}/file\n",
    ),
    "old": (ABSENT, ABSENT, "x"),
    "oldmoved": (ABSENT, "x"),
    "new": (ABSENT, "x"),
}
RENV_FILES = {
    "file": "home/.Renviron",
    "old": "home/.local/share/renv/x",
    "oldmoved": "data/xd/renv/x",
    "new": "home/.cache/R/renv/x",
}
RENV_QUIET = {**RENV_INPUTS, "RENV_PATHS_CACHE": (UNSET,), "RENV_PATHS_ROOT": (UNSET,)}
RENV_BARE = bare(RENV_QUIET)


RENV_LIBRARY = Path(os.environ.get("ENVDOCTOR_JUDGES", "/nonexistent")) / "renv"
RENV_ROOT = {name: RENV_INPUTS[name] for name in ("R_USER_CACHE_DIR", "XDG_CACHE_HOME", "file")}


def test_r_agrees_on_the_folder_that_renv_asks_it_for(box: Path) -> None:
    program = installed("Rscript", "r-base-core")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        return answer(
            [program, "-e", "cat(path.expand(tools::R_user_dir('renv', 'cache')), 'cache', sep='/')"], env, cwd
        )

    inputs = {**RENV_ROOT, "file": [text for text in RENV_INPUTS["file"] if "RENV_PATHS" not in text]}
    files = {"file": RENV_FILES["file"]}
    agree("renv", RENV, box, ("R", version([program, "--version"])), inputs, judge, files, 6)


if RENV_LIBRARY.is_dir():  # no registry that CI reaches has it; it is judged where somebody installed it

    @pytest.mark.full
    @pytest.mark.parametrize("inputs", [RENV_INPUTS, RENV_QUIET, RENV_BARE], ids=["all", "files", "bare"])
    def test_renv_agrees_on_its_cache(box: Path, inputs: Inputs) -> None:
        program = installed("Rscript", "r-base-core")

        def judge(env: Mapping[str, str], cwd: Path) -> str | None:
            script = "cat(path.expand(renv::paths$cache()[1]), '\\n', sep='')"
            found = answer([program, "-e", script], {**env, "R_LIBS": str(RENV_LIBRARY)}, cwd)
            return str(Path(found).parents[2]) if found else None

        number = re.search(r"^Version: *(\S+)", (RENV_LIBRARY / "renv/DESCRIPTION").read_text("utf-8"), re.MULTILINE)
        assert number is not None
        agree("renv", RENV, box, ("renv", number[1]), inputs, judge, RENV_FILES)


# ---- Maven


def repository(inside: str) -> str:
    return f"<settings><localRepository>{inside}</localRepository></settings>"


MAVEN_HOME = "-Duser.home=BOX/home"
MAVEN_INPUTS = {
    "MAVEN_OPTS": (
        MAVEN_HOME,
        UNSET,
        f"{MAVEN_HOME} -Dmaven.repo.local=BOX/data/opts",
        f"{MAVEN_HOME} -Dmaven.repo.local=rel",
        f"{MAVEN_HOME} -Dmaven.repo.local=",
        f"{MAVEN_HOME} -Dmaven.repo.local=~/v",
        f"{MAVEN_HOME} -Dmaven.repo.local=BOX/data/a -Dmaven.repo.local=BOX/data/b",
    ),
    "MAVEN_ARGS": (UNSET, "-Dmaven.repo.local=BOX/data/args"),
    "JAVA_TOOL_OPTIONS": (UNSET, UNSET, "-Dmaven.repo.local=BOX/data/tool"),
    "JDK_JAVA_OPTIONS": (UNSET, UNSET, "-Dmaven.repo.local=BOX/data/jdk"),
    "config": (ABSENT, ABSENT, "-Dmaven.repo.local=BOX/data/config\n"),
    "jvm": (ABSENT, ABSENT, "-Dmaven.repo.local=BOX/data/jvm\n"),
}
MAVEN_SETTINGS = {
    "MAVEN_OPTS": (MAVEN_HOME,),
    "FILLED": (UNSET, "BOX/data/filled"),
    "settings": (
        ABSENT,
        repository("BOX/data/file"),
        repository(" BOX/data/file\n"),
        repository("rel"),
        repository("~/v"),
        repository("${user.home}/v"),
        repository("${env.FILLED}/v"),
        repository("$HOME/v"),
        repository(""),
        "<settings><localRepository/></settings>",
        "<settings><!-- <localRepository>/no</localRepository> --></settings>",
        "<settings><a><localRepository>/no</localRepository></a></settings>",
        repository("BOX/a") + "<!-- end -->\n",
        repository("/a</localRepository><localRepository>/b"),
        "<settings><localRepository>/a</settings>",
        repository("BOX/data/a&amp;b<!-- c -->d"),
        repository("<![CDATA[BOX/data/c]]>"),
        '<?xml version="1.0" encoding="UTF-8"?>\n<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">'
        + "<localRepository>BOX/data/ns</localRepository></settings>",
        "",
        "text",
    ),
}
MAVEN_FILES = {"config": "work/.mvn/maven.config", "jvm": "work/.mvn/jvm.config", "settings": "home/.m2/settings.xml"}


@pytest.mark.parametrize("inputs", [MAVEN_INPUTS, MAVEN_SETTINGS], ids=["options", "settings"])
def test_maven_agrees_on_its_repository(box: Path, inputs: Inputs) -> None:
    program = installed("mvn", "maven")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        argv = [program, "-o", "-X", "-B", "-Dstyle.color=never", "validate"]
        ran = subprocess.run(argv, env=dict(env), cwd=cwd, capture_output=True, text=True, check=False)
        found = re.search(r"Using local repository at (.*)", ran.stdout)
        return found[1] if found else None

    files = {key: file for key, file in MAVEN_FILES.items() if key in inputs}
    tool = "mvn", version([program, "--version"])
    agree("maven", as_myself(MAVEN), box, tool, inputs, judge, files, 2)


# ---- gradle

GRADLE_SCRIPT = 'task where { doLast { println "home=" + gradle.gradleUserHomeDir } }\n'
GRADLE_INPUTS = {
    "GRADLE_USER_HOME": (UNSET, *VALUES),
    "GRADLE_OPTS": (UNSET, UNSET, "-Dgradle.user.home=BOX/data/opts", "-Dgradle.user.home=rel"),
    "JAVA_OPTS": ("-Duser.home=BOX/home", "-Dgradle.user.home=BOX/data/java"),  # never the home of who runs the tests
    "JAVA_TOOL_OPTIONS": (UNSET, UNSET, "-Dgradle.user.home=BOX/data/tool"),
    "script": (GRADLE_SCRIPT,),
}


@pytest.mark.full
def test_gradle_agrees_on_its_home(box: Path) -> None:
    program = installed("gradle", "gradle")

    def judge(env: Mapping[str, str], cwd: Path) -> str | None:
        argv = [program, "-q", "--offline", "--no-daemon", "where"]
        ran = subprocess.run(argv, env=dict(env), cwd=cwd, capture_output=True, text=True, check=False)
        found = re.search(r"home=(.*)", ran.stdout)
        return found[1] if found else None

    tool = "gradle", version([program, "--version"])
    agree("gradle", as_myself(GRADLE), box, tool, GRADLE_INPUTS, judge, {"script": "work/build.gradle"})


# ---- cleaners

Laid = tuple[str, ...]
CLEANED: list[tuple[str, Callable[[], str], str, Laid, dict[str, str]]] = [
    ("yarn1", lambda: node("yarn1", "yarn"), "cache clean --cache-folder {path}", ("v6/npm-x/x",), {}),
    (
        "yarn-berry",
        lambda: node("berry", "yarn"),
        "cache clean",
        ("x.zip",),
        {"YARN_ENABLE_GLOBAL_CACHE": "0", "YARN_CACHE_FOLDER": "{path}"},
    ),
    ("corepack", lambda: node("corepack", "corepack"), "cache clean", ("v1/yarn/1/x",), {"COREPACK_HOME": "{path}"}),
    ("go", lambda: installed("go", "golang-go"), "clean -modcache", ("cache/x", "a@v1/x"), {"GOMODCACHE": "{path}"}),
    ("ccache", lambda: installed("ccache", "ccache"), "-C", ("0/0/xR",), {"CCACHE_DIR": "{path}"}),
]


@pytest.mark.parametrize(
    ("row", "program", "arguments", "held", "variables"), CLEANED, ids=lambda value: str(value)[:12]
)
def test_cleaners_empty_another_folder(
    box: Path, row: str, program: Callable[[], str], arguments: str, held: Laid, variables: dict[str, str]
) -> None:
    """The command of ``at``, in parts, frees a folder that the tool no longer writes to."""
    folder = box / "data/old"
    for path in held:
        lay(box, f"data/old/{path}", "x")
    [at] = [one.at for one in (YARN1, YARN_BERRY, COREPACK, GO, CCACHE) if one.id == row for one in one.cleaners[:1]]
    words = " ".join(f"{name}={value}" for name, value in variables.items())
    assert at.split() == [*words.split(), *at.split()[len(variables) : -len(arguments.split())], *arguments.split()]
    env = environment(box, {name: value.replace("{path}", str(folder)) for name, value in variables.items()})
    argv = [program(), *arguments.replace("{path}", str(folder)).split()]
    subprocess.run(argv, env=env, cwd=box / "work", capture_output=True, check=True)
    assert not [path for path in held if (folder / path).exists()]
