"""Rows of compilers and package managers of other languages; the real tools judge the same in tests/real."""

from __future__ import annotations

import pytest
from envdoctor_rules.catalogue.cargo import CARGO
from envdoctor_rules.catalogue.ccache import CCACHE
from envdoctor_rules.catalogue.corepack import COREPACK
from envdoctor_rules.catalogue.go import GO
from envdoctor_rules.catalogue.java import GRADLE, MAVEN
from envdoctor_rules.catalogue.julia import JULIA
from envdoctor_rules.catalogue.pnpm import PNPM
from envdoctor_rules.catalogue.r import RENV, R
from envdoctor_rules.catalogue.yarn import YARN1, YARN_BERRY

from envdoctor.catalogue.rows import FileLever, Place, Row, Side, VariableLever, levers_of, where, where_side
from envdoctor.catalogue.view import Here, Missing, View
from envdoctor.edits import put
from envdoctor.errors import Unavailable
from envdoctor.host.probes import Answer, Probe
from envdoctor.i18n import Template
from tests.catalogue.driving import HOME, Pretended, environment, place_in

ROWS = (YARN1, YARN_BERRY, PNPM, COREPACK, CARGO, GO, JULIA, R, RENV, MAVEN, GRADLE, CCACHE)
C = HOME + "/.cache"
WORK = HOME + "/proj"
Paths = dict[str, str | None]

R_AT = {
    "/usr/bin/R": "x",
    "/usr/lib/R/library/base/DESCRIPTION": "Package: base\nVersion: 4.2.2\n",
    "/usr/lib/R/etc/Renviron": "R_PLATFORM=${R_PLATFORM-'x86_64-pc-linux-gnu'}\nR_LIBS_USER=${R_LIBS_USER:-'%U'}\n",
}
"""R as a distribution installs it; the program stands for the one in its own folder."""
LIBRARY = f"{HOME}/R/x86_64-pc-linux-gnu-library/4.2"


def pnpm_of(version: str) -> Paths:
    return {"/usr/bin/pnpm": "x", "/usr/bin/package.json": f'{{"name": "pnpm", "version": "{version}"}}'}


def side_in(row: Row, key: str, env: dict[str, str], paths: Paths) -> Place:
    """Where a side is, in a pretended file system."""
    side = next(side for side in row.sides if side.key == key)
    host, seen = Pretended(paths), dict[Probe, Answer]()
    view = View(Here(home=HOME, cwd=WORK), {"now": environment(env)}, seen)
    while True:
        try:
            return where_side(side, view, "now")
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


DEFAULTS = [
    (YARN1, f"{C}/yarn"),
    (YARN_BERRY, f"{HOME}/.yarn/berry/cache"),
    (PNPM, f"{HOME}/.local/share/pnpm/store"),
    (COREPACK, f"{C}/node/corepack"),
    (CARGO, f"{HOME}/.cargo/registry"),
    (GO, f"{HOME}/go/pkg/mod"),
    (JULIA, f"{HOME}/.julia"),
    (RENV, f"{C}/R/renv/cache"),
    (MAVEN, f"{HOME}/.m2/repository"),
    (GRADLE, f"{HOME}/.gradle"),
    (CCACHE, f"{C}/ccache"),
]


@pytest.mark.parametrize(("row", "path"), DEFAULTS, ids=lambda value: getattr(value, "id", None))
def test_default(row: Row, path: str) -> None:
    place = place_in(row, {"HOME": HOME})
    assert (place.path, place.origin.kind, place.note) == (path, "default", "")


@pytest.mark.parametrize(
    ("row", "env", "paths", "path"),
    [
        (YARN1, {"YARN_CACHE_FOLDER": "~/y"}, {}, f"{HOME}/y"),
        (YARN1, {"yarn_cache_folder": "rel"}, {}, f"{WORK}/rel"),
        (YARN1, {"YARN_CACHE_FOLDER": ""}, {f"{HOME}/.yarnrc": 'cache-folder "/f"'}, f"{C}/yarn"),
        (YARN1, {}, {f"{HOME}/.yarnrc": 'cache-folder "/f"\n'}, "/f"),
        (YARN1, {}, {f"{HOME}/.yarnrc": 'cache-folder "~/f"\n'}, f"{HOME}/~/f"),
        (YARN1, {}, {f"{HOME}/.yarnrc": "cache-folder /f\n", f"{WORK}/.yarnrc": "cache-folder p\n"}, f"{WORK}/p"),
        (YARN1, {"YARN_CACHE_FOLDER": "/e"}, {f"{HOME}/.yarnrc": '--cache-folder "/f"\n'}, "/f"),
        (YARN1, {}, {f"{HOME}/.npmrc": "cache-folder=/n\n"}, "/n"),
        (YARN1, {"XDG_CACHE_HOME": "/x"}, {"/x": None}, "/x/yarn"),
        (YARN1, {"XDG_CACHE_HOME": "/opt/x", "TMPDIR": "/t/"}, {}, "/t/.yarn-cache-1000"),
        (YARN_BERRY, {"YARN_GLOBAL_FOLDER": "/g", "YARN_CACHE_FOLDER": "/no"}, {}, "/g/cache"),
        (YARN_BERRY, {"YARN_GLOBAL_FOLDER": ""}, {}, f"{WORK}/cache"),
        (YARN_BERRY, {"YARN_GLOBAL_FOLDER": "${HOME}/g"}, {}, f"{HOME}/g/cache"),
        (YARN_BERRY, {"YARN_GLOBAL_FOLDER": "${NOPE:-/d}/g"}, {}, "/d/g/cache"),
        (YARN_BERRY, {"YARN_ENABLE_GLOBAL_CACHE": "0"}, {}, f"{HOME}/.yarn/berry/cache"),
        (YARN_BERRY, {}, {f"{HOME}/.yarnrc.yml": "globalFolder: rel\n"}, f"{HOME}/rel/cache"),
        (YARN_BERRY, {}, {f"{WORK}/.yarnrc.yml": "globalFolder: /p\n", f"{HOME}/.yarnrc.yml": "x: 1\n"}, "/p/cache"),
        (YARN_BERRY, {"XDG_DATA_HOME": "/x"}, {}, "/x/yarn/berry/cache"),
        (PNPM, {"npm_config_store_dir": "/n"}, pnpm_of("9.1.0"), "/n"),
        (PNPM, {"npm_config_store_dir": "/n"}, pnpm_of("12.1.0"), f"{HOME}/.local/share/pnpm/store"),
        (PNPM, {"PNPM_CONFIG_STORE_DIR": "~/p"}, pnpm_of("12.1.0"), f"{HOME}/p"),
        (PNPM, {"PNPM_CONFIG_STORE_DIR": "/p"}, pnpm_of("10.1.0"), f"{HOME}/.local/share/pnpm/store"),
        (PNPM, {"PNPM_CONFIG_STORE_DIR": "/p"}, {}, "/p"),
        (PNPM, {"npm_config_store_dir": "/n"}, {f"{HOME}/.local/share/pnpm/store/v3/x": ""}, "/n"),
        (PNPM, {}, {**pnpm_of("9.1.0"), f"{HOME}/.npmrc": "store-dir=~/f\n"}, f"{HOME}/f"),
        (PNPM, {}, {**pnpm_of("9.1.0"), f"{HOME}/.config/pnpm/rc": "store-dir=/f\n"}, "/f"),
        (PNPM, {}, {**pnpm_of("12.1.0"), f"{HOME}/.config/pnpm/config.yaml": "storeDir: ${HOME}/f\n"}, f"{HOME}/f"),
        (PNPM, {}, {**pnpm_of("10.1.0"), f"{WORK}/pnpm-workspace.yaml": "storeDir: w\n"}, f"{WORK}/w"),
        (PNPM, {"PNPM_HOME": "/h"}, {}, "/h/store"),
        (COREPACK, {"COREPACK_HOME": "/c", "XDG_CACHE_HOME": "/x"}, {}, "/c"),
        (COREPACK, {"XDG_CACHE_HOME": ""}, {}, f"{WORK}/node/corepack"),
        (CARGO, {"CARGO_HOME": "rel"}, {}, f"{WORK}/rel/registry"),
        (CARGO, {"CARGO_HOME": ""}, {}, f"{HOME}/.cargo/registry"),
        (GO, {"GOMODCACHE": "/m", "GOPATH": "/g"}, {}, "/m"),
        (GO, {"GOPATH": "/g:/h"}, {}, "/g/pkg/mod"),
        (GO, {}, {f"{HOME}/.config/go/env": "GOPATH=/g\nGOMODCACHE=/m\n"}, "/m"),
        (GO, {"GOENV": "off"}, {f"{HOME}/.config/go/env": "GOMODCACHE=/m\n"}, f"{HOME}/go/pkg/mod"),
        (GO, {"GOENV": "/e"}, {"/e": "GOMODCACHE=/m\n"}, "/m"),
        (JULIA, {"JULIA_DEPOT_PATH": "/d:/e"}, {}, "/d"),
        (JULIA, {"JULIA_DEPOT_PATH": "~/d:"}, {}, f"{HOME}/d"),
        (JULIA, {"JULIA_DEPOT_PATH": ":/e"}, {}, f"{HOME}/.julia"),
        (R, {}, R_AT, LIBRARY),
        (R, {}, {}, f"{HOME}/R"),
        (R, {"R_LIBS_USER": "/l"}, {}, "/l"),
        (R, {"R_LIBS_USER": "/l"}, R_AT, "/l"),
        (R, {"R_LIBS_USER": "/none:/l"}, {**R_AT, "/l": None}, "/l"),
        (R, {"R_LIBS_USER": "/l/%v"}, {**R_AT, "/l/4.2": None}, "/l/4.2"),
        (R, {"R_LIBS": "/b", "R_LIBS_USER": "/l"}, {**R_AT, "/l": None, "/b": None}, "/b"),
        (R, {"R_LIBS_USER": "/l"}, {**R_AT, "/l": None, "/f": None, f"{HOME}/.Renviron": "R_LIBS_USER=/f\n"}, "/f"),
        (R, {"R_ENVIRON_USER": ""}, {**R_AT, f"{HOME}/.Renviron": "R_LIBS_USER=/no\n"}, LIBRARY),
        (R, {"R_ENVIRON_USER": "/e"}, {**R_AT, "/f": None, "/e": "R_LIBS_USER=/f\n"}, "/f"),
        (RENV, {"RENV_PATHS_CACHE": "/c:/d", "RENV_PATHS_ROOT": "/r"}, {}, "/c"),
        (RENV, {"RENV_PATHS_ROOT": "~/r"}, {}, f"{HOME}/r/cache"),
        (RENV, {"R_USER_CACHE_DIR": "/u", "XDG_CACHE_HOME": "/x"}, {}, "/u/R/renv/cache"),
        (RENV, {}, {f"{HOME}/.Renviron": "RENV_PATHS_ROOT='/r'\n"}, "/r/cache"),
        (RENV, {}, {f"{HOME}/.local/share/renv/x": ""}, f"{HOME}/.local/share/renv/cache"),
        (MAVEN, {"HOME": "/other"}, {}, f"{HOME}/.m2/repository"),
        (
            MAVEN,
            {},
            {"/etc/passwd": "x:x:1:1::/x:\nalice:x:1000:1000::/home/real:/bin/sh\n"},
            "/home/real/.m2/repository",
        ),
        (MAVEN, {"MAVEN_OPTS": "-Xmx1g -Dmaven.repo.local=/m"}, {}, "/m"),
        (MAVEN, {"MAVEN_ARGS": "-Dmaven.repo.local=/m"}, {}, f"{HOME}/.m2/repository"),
        (MAVEN, {"MAVEN_ARGS": "-Dmaven.repo.local=/m"}, {"/usr/bin/mvn": 'exec java "$MAVEN_ARGS"\n'}, "/m"),
        (
            MAVEN,
            {},
            {f"{HOME}/.m2/settings.xml": "<settings><localRepository>${user.home}/m</localRepository></settings>"},
            f"{HOME}/m",
        ),
        (MAVEN, {}, {f"{WORK}/.mvn/maven.config": "-Dmaven.repo.local=/m\n"}, "/m"),
        (GRADLE, {"GRADLE_USER_HOME": "rel"}, {}, f"{WORK}/rel"),
        (GRADLE, {"GRADLE_USER_HOME": "/g", "GRADLE_OPTS": "-Dgradle.user.home=/o"}, {}, "/o"),
        (CCACHE, {"CCACHE_DIR": "$HOME/c"}, {}, f"{HOME}/c"),
        (CCACHE, {}, {f"{HOME}/.config/ccache/ccache.conf": "cache_dir = /f\n"}, "/f"),
        (CCACHE, {"XDG_CACHE_HOME": "/x"}, {f"{HOME}/.ccache/x": ""}, f"{HOME}/.ccache"),
        (CCACHE, {"XDG_CACHE_HOME": ""}, {}, f"{WORK}/ccache"),
        (
            CCACHE,
            {},
            {f"{HOME}/.ccache/x": "", f"{HOME}/.config/ccache/ccache.conf": "cache_dir = /f\n"},
            f"{HOME}/.ccache",
        ),
    ],
)
def test_what_decides(row: Row, env: dict[str, str], paths: Paths, path: str) -> None:
    assert place_in(row, {"HOME": HOME, **env}, paths).path == path


@pytest.mark.parametrize(
    ("row", "key", "env", "paths", "path"),
    [
        (GO, "build", {}, {}, f"{C}/go-build"),
        (GO, "build", {"GOCACHE": "/b", "GOMODCACHE": "/m"}, {}, "/b"),
        (GO, "build", {"XDG_CACHE_HOME": "/x"}, {f"{HOME}/.config/go/env": "GOCACHE=/f\n"}, "/f"),
        (GO, "build", {"XDG_CACHE_HOME": "/x"}, {}, "/x/go-build"),
        (CARGO, "rustup", {"CARGO_HOME": "/c"}, {}, f"{HOME}/.rustup"),
        (CARGO, "rustup", {"RUSTUP_HOME": "/r"}, {}, "/r"),
        (CARGO, "target", {}, {}, None),
        (CARGO, "target", {"CARGO_TARGET_DIR": "/t", "CARGO_BUILD_TARGET_DIR": "/b"}, {}, "/t"),
        (CARGO, "target", {}, {f"{HOME}/.cargo/config.toml": '[build]\ntarget-dir = "t"\n'}, f"{HOME}/t"),
        (
            CARGO,
            "target",
            {},
            {f"{HOME}/.cargo/config": "", f"{HOME}/.cargo/config.toml": 'build.target-dir = "/t"'},
            None,
        ),
    ],
)
def test_sides(row: Row, key: str, env: dict[str, str], paths: Paths, path: str | None) -> None:
    assert side_in(row, key, {"HOME": HOME, **env}, paths).path == path


@pytest.mark.parametrize(
    ("row", "env", "paths"),
    [
        (YARN1, {}, {f"{HOME}/.yarnrc": "cache-folder 3\n"}),
        (YARN1, {}, {f"{HOME}/.yarnrc": "a: [\n"}),
        (YARN_BERRY, {"YARN_GLOBAL_FOLDER": "${NOPE}/g"}, {}),
        (YARN_BERRY, {"YARN_ENABLE_GLOBAL_CACHE": "maybe"}, {}),
        (YARN_BERRY, {}, {f"{HOME}/.yarnrc.yml": "globalFolder:\n"}),
        (PNPM, {}, {f"{HOME}/.config/pnpm/config.yaml": "storeDir: [x\n"}),
        (PNPM, {"npm_config_store_dir": "true"}, pnpm_of("9.1.0")),
        (CARGO, {}, {f"{HOME}/.cargo/config.toml": "[build\n"}),
        (GO, {"GOPATH": "rel"}, {}),
        (GO, {"GOPATH": ":/g"}, {}),
        (MAVEN, {}, {f"{HOME}/.m2/settings.xml": ""}),
        (CCACHE, {}, {f"{HOME}/.config/ccache/ccache.conf": "cache_dir\n"}),
        (CCACHE, {"CCACHE_DIR": "$NOPE/c"}, {}),
    ],
)
def test_the_tool_stops_and_the_note_says_why(row: Row, env: dict[str, str], paths: Paths) -> None:
    place = place_in(row, {"HOME": HOME, **env}, paths)
    assert (place.path, place.stops) == (None, True)
    assert place.note
    assert place.origin.kind == "file"


def test_what_go_does_not_take_for_its_build_cache() -> None:
    for value in ("off", "rel", "~/b"):
        assert side_in(GO, "build", {"HOME": HOME, "GOCACHE": value}, {}).stops


def test_where_nothing_is_written_the_note_says_why() -> None:
    off = {"YARN_ENABLE_GLOBAL_CACHE": "0", "YARN_ENABLE_MIRROR": "0"}
    none = [
        place_in(YARN_BERRY, off),
        place_in(JULIA, {"JULIA_DEPOT_PATH": ""}),
        place_in(R, {"R_LIBS_USER": "NULL"}, R_AT),
    ]
    for place in none:
        assert (place.path, place.stops) == (None, False)
        assert place.note


def test_r_of_an_environment_installs_into_that() -> None:
    free = Pretended(R_AT, fixed=())
    seen: dict[Probe, Answer] = {}
    while True:
        try:
            found = where(R, View(Here(home=HOME, cwd=WORK), {"now": {}}, seen), "now")
            break
        except Missing as missing:
            seen.update(zip(missing.probes, free.ask(missing.probes), strict=True))
    assert found.path is None
    assert "/usr/lib/R/library" in found.note


def test_what_only_the_tool_knows_makes_the_place_unknown() -> None:
    with pytest.raises(Unavailable, match=r"\.mavenrc"):
        place_in(MAVEN, {"HOME": HOME}, {f"{HOME}/.mavenrc": "MAVEN_OPTS=-Dmaven.repo.local=/x\n"})
    settings = "<settings><localRepository>${java.io.tmpdir}</localRepository></settings>"
    with pytest.raises(Unavailable, match=r"java\.io\.tmpdir"):
        place_in(MAVEN, {"HOME": HOME}, {f"{HOME}/.m2/settings.xml": settings})


def test_root_has_another_yarn() -> None:
    host, seen = Pretended({"/usr/local": None, "/root": None}, fixed=()), dict[Probe, Answer]()
    root = Here(home="/root", user="root", uid=0, cwd=WORK)
    for env, path in (({}, "/usr/local/share/.cache/yarn"), ({"FAKEROOTKEY": "1"}, "/root/.cache/yarn")):
        view = View(root, {"now": environment(env)}, seen)
        while True:
            try:
                assert where(YARN1, view, "now").path == path
                break
            except Missing as missing:
                seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


# ---- levers


def moved(row: Row, side: Side | None, view: View, paths: Paths) -> str | None:
    host, seen = Pretended(paths), dict[Probe, Answer]()
    while True:
        try:
            now = View(view.here, view.environments, seen, view.files, view.folders)
            return (where(row, now, "batch") if side is None else where_side(side, now, "batch")).path
        except Missing as missing:
            seen.update(zip(missing.probes, host.ask(missing.probes), strict=True))


def answered(paths: Paths) -> View:
    """A view in which everything is answered at once."""
    host = Pretended(paths)

    class Answers(dict[Probe, Answer]):
        def __contains__(self, _probe: object) -> bool:
            return True

        def __missing__(self, probe: Probe) -> Answer:
            return host.ask((probe,))[0]

    return View(Here(home=HOME, cwd=WORK), {"batch": {}}, Answers())


BELONGS = {("pnpm", "npmrc"): "9.1.0", ("pnpm", "npm_config_store_dir"): "9.1.0"}
LEVERS = [(row, side, lever) for row in ROWS for side in (None, *row.sides) for lever in levers_of(row, side)]


@pytest.mark.parametrize(
    ("row", "side", "lever"),
    LEVERS,
    ids=[f"{row.id}-{lever.format if isinstance(lever, FileLever) else lever.name}" for row, _side, lever in LEVERS],
)
def test_every_lever_moves_the_place(row: Row, side: Side | None, lever: FileLever | VariableLever) -> None:
    target = f"/d/{(side or row).folder}"
    kind = lever.format if isinstance(lever, FileLever) else lever.name
    paths = {**R_AT, **pnpm_of(BELONGS.get((row.id, kind), "12.1.0")), "/d": None}
    base = answered(paths)
    if isinstance(lever, FileLever):
        text = put(lever.format, "", lever.key, target)
        laid = base.lay({base.expand(lever.path(base)): text.encode()}, [target])
    else:
        laid = base.lay(folders=[target], environments={"batch": environment({lever.name: target})})
    assert moved(row, side, laid, paths) == target + ("/" + lever.suffix if lever.suffix else "")


def test_ccache_is_moved_by_the_file_that_it_reads() -> None:
    [file, _variable] = CCACHE.levers
    assert isinstance(file, FileLever)
    assert file.path(answered({})) == f"{HOME}/.config/ccache/ccache.conf"
    assert file.path(answered({f"{HOME}/.ccache/x": ""})) == f"{HOME}/.ccache/ccache.conf"


# ---- what rows must say


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_rows_are_complete(row: Row) -> None:
    assert row.pitfalls
    assert row.facts
    assert row.traces
    assert row.levers
    assert not row.commands, "a student who never used it must see nothing about it"
    for folder in (row.folder, *(side.folder for side in row.sides)):
        assert not folder.startswith("/")
    texts = [row.title, *row.pitfalls, *(text for text in (row.keep, row.relocation.how) if text)]
    texts += [text for side in row.sides for text in (side.title, side.keep, *side.notes) if text]
    texts += [one.part for one in row.cleaners if one.part]
    assert [text for text in texts if not isinstance(text, Template)] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.holds != "cache"], ids=lambda row: row.id)
def test_what_is_no_cache_is_never_left_behind(row: Row) -> None:
    assert row.keep
    assert row.relocation.how
    for command in row.relocation.commands:
        assert "{old}" in command
        assert "{new}" in command
    assert not row.relocation.commands or "ln -s" in row.relocation.commands[-1]
    assert not [cleaner for cleaner in row.cleaners if cleaner.whole]
