"""Rows of containers, judged by the real engines: dockerd, podman, apptainer.

Light: this machine's dockerd and podman. The full set adds newer ones from the folders ``debian13`` and ``sid``, and
apptainer. VS Code, Cursor, JetBrains and LSF can not be had from a registry: their rows are read, not run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from container_tools import Engines, data_root, machine, newer
from envdoctor_rules.catalogue.apptainer import APPTAINER
from envdoctor_rules.catalogue.docker import DOCKER
from envdoctor_rules.catalogue.docker_rootless import DOCKER_ROOTLESS
from envdoctor_rules.catalogue.podman import PODMAN
from host import need
from judging import ABSENT, FULL, UNSET, clear, environment, lay, record, seen_on, some
from pairs import all_pairs

from envdoctor import edits
from envdoctor.catalogue import containers
from envdoctor.catalogue.containers_unit import unit
from envdoctor.catalogue.rows import Place, where
from envdoctor.catalogue.view import View
from envdoctor.errors import Unavailable

UNKNOWN = "(not known)"


def told(box: Path, env: Mapping[str, str], compute: Callable[[View], Place]) -> str | None:
    """Where envdoctor says it is; UNKNOWN where it says that this can't be told."""
    try:
        return seen_on(box, env, compute).path
    except Unavailable:
        return UNKNOWN


# ---- the machine's dockerd, really started

DOCKER_INPUTS = {
    "file": (
        ABSENT,
        "{}",
        '{"data-root": "BOX/data/file"}',
        '{"data-root": "BOX/data/../data/odd/"}',
        '{"graph": "BOX/data/graph"}',
        '{"data-root": "BOX/data/one", "data-root": "BOX/data/two"}',
        '{"foo": {"data-root": "BOX/data/inner"}}',
        '{"data-root": "BOX/data/file"} behind',
        '{"data-root": "BOX/data/file",}',
        '{"data-root": ""}',
        "",
    ),
    "flags": ("", "--data-root=BOX/data/flag", "--data-root BOX/data/flag", "$MORE"),
    "more": (ABSENT, "MORE='--data-root BOX/data/more'\n"),
}
"""A relative folder is left out: under it the daemon hangs at the start, in every version that was tried."""
DOCKER_FIRST = (
    {"file": "{}", "flags": "", "more": ABSENT},
    {"file": '{"data-root": "BOX/data/file"}', "flags": "", "more": ABSENT},
    {"file": ABSENT, "flags": "$MORE", "more": "MORE='--data-root BOX/data/more'\n"},
    {"file": '{"data-root": "BOX/data/file"}', "flags": "--data-root=BOX/data/flag", "more": ABSENT},
    {"file": '{"graph": "BOX/data/graph"}', "flags": "", "more": ABSENT},
)


def service(box: Path, engines: Engines, flags: str) -> None:
    """A unit that starts the engines' dockerd, by a program of that name where it stands in another folder."""
    program = "/usr/sbin/dockerd"
    if engines.root:
        program = str(box / "work/dockerd")
        words = [f"'{word}'" for word in engines.argv(box, {})]
        lay(box, "work/dockerd", f'#!/bin/sh\nexec {" ".join(words)} dockerd "$@"\n')
        (box / "work/dockerd").chmod(0o755)
    lay(box, "etc/docker.service", f"[Service]\nEnvironmentFile=-BOX/etc/more\nExecStart={program} {flags}\n")


def started(box: Path) -> Callable[[View], Place]:
    """Where envdoctor says that the daemon of the box keeps its data."""

    def compute(view: View) -> Place:
        known = unit(view, [str(box / "etc")], "docker.service")
        daemon = containers.found(view, str(box / "etc/daemon.json"), known)
        return containers.data_root(view, daemon, lambda: Place("/var/lib/docker"))

    return compute


def judge_docker(box: Path, engines: Engines, version: str, cases: Sequence[Mapping[str, str]]) -> None:
    wrong = []
    for case in cases:
        clear(box)
        service(box, engines, case["flags"])
        lay(box, "etc/daemon.json", case["file"])
        lay(box, "etc/more", case["more"])
        words = case["flags"].replace("$MORE", "--data-root BOX/data/more" if case["more"] != ABSENT else "")
        flags = words.replace("BOX", str(box)).split()
        if case["file"] != ABSENT:
            flags += ["--config-file", str(box / "etc/daemon.json")]
        mine, theirs = told(box, {}, started(box)), data_root(engines, box, {}, flags)
        theirs = re.sub("(?<=.)/+$", "", theirs) if theirs else theirs
        if mine != theirs and not (theirs and Path(theirs).resolve() == Path(mine or "/")):
            wrong.append(f"{case}: ours {mine}, dockerd's {theirs}")
    record(DOCKER.id, "dockerd", version, ("daemon.json", "--data-root", "EnvironmentFile"), len(cases), wrong)


def test_dockerd_keeps_its_data_where_we_say(box: Path) -> None:
    engines = machine("dockerd", "docker.io")
    judge_docker(box, engines, "20.10", all_pairs(DOCKER_INPUTS) if FULL else DOCKER_FIRST)


@pytest.mark.full
def test_a_newer_dockerd_keeps_its_data_where_we_say(box: Path) -> None:
    judge_docker(box, newer("sid"), "28.5", all_pairs(DOCKER_INPUTS))


# ---- an account's own dockerd, started in a user namespace as rootlesskit does it

ROOTLESS_INPUTS = {
    "XDG_DATA_HOME": (UNSET, "", "BOX/data/xd"),
    "XDG_CONFIG_HOME": (UNSET, "", "BOX/data/cfg"),
    "user": (ABSENT, '{"data-root": "BOX/data/user"}', "{}", "broken"),
    "moved": (ABSENT, '{"data-root": "BOX/data/moved"}'),
}
ROOTLESS_FILES = {"user": "home/.config/docker/daemon.json", "moved": "data/cfg/docker/daemon.json"}
"""A relative XDG_DATA_HOME is judged by the defaults that dockerd prints: under it the daemon hangs at the start."""


def under_rootlesskit(box: Path, env: Mapping[str, str]) -> dict[str, str]:
    """What makes dockerd take itself for rootless, with the program that 20.10 insists on."""
    proxy = box / "work/bin/rootlesskit-docker-proxy"
    proxy.parent.mkdir(exist_ok=True)
    proxy.symlink_to("/bin/true")
    path = f"{proxy.parent}:/usr/sbin:/usr/bin:/sbin:/bin"
    return {**env, "PATH": path, "ROOTLESSKIT_STATE_DIR": "/run/u"}


def test_a_rootless_dockerd_keeps_its_data_where_we_say(box: Path) -> None:
    engines, wrong = machine("dockerd", "docker.io"), []
    cases = some(all_pairs(ROOTLESS_INPUTS), 7)
    for case in cases:
        clear(box)
        for name, path in ROOTLESS_FILES.items():
            lay(box, path, case[name])
        env = environment(box, case)
        mine = told(box, env, lambda view: where(DOCKER_ROOTLESS, view, "now"))
        theirs = data_root(engines, box, under_rootlesskit(box, env), (), uid=0)
        if mine != theirs:
            wrong.append(f"{case}: ours {mine}, dockerd's {theirs}")
    record(DOCKER_ROOTLESS.id, "dockerd", "20.10", tuple(ROOTLESS_INPUTS), len(cases), wrong)


@pytest.mark.parametrize("name", [None, pytest.param("sid", marks=pytest.mark.full)])
def test_the_defaults_that_a_rootless_dockerd_prints(box: Path, name: str | None) -> None:
    engines, wrong = newer(name) if name else machine("dockerd", "docker.io"), []
    values = (UNSET, "", "rel", "~/x", "$HOME/x", "BOX/data/xd")
    for value in values:
        clear(box)
        env = environment(box, {"XDG_DATA_HOME": value})
        said = engines.run(box, under_rootlesskit(box, env), "dockerd", "--help", uid=0)
        text = re.sub(r"\s+", " ", said.stdout)
        printed = re.search(r'Root directory of persistent Docker state \(default "([^"]*)"\)', text)
        assert printed, said
        theirs = str(box / "work" / printed[1])
        mine = told(box, env, lambda view: where(DOCKER_ROOTLESS, view, "now"))
        if mine != theirs:
            wrong.append(f"{value}: ours {mine}, dockerd's {theirs}")
    version = "28.5 --help" if name else "20.10 --help"
    record(DOCKER_ROOTLESS.id, "dockerd", version, ("XDG_DATA_HOME",), len(values), wrong)


# ---- podman

STORAGE = '[storage]\ndriver = "vfs"\n{}\n'
GRAPH, LESS = 'graphroot = "{}"', 'rootless_storage_path = "{}"'
PODMAN_INPUTS = {
    "XDG_DATA_HOME": (UNSET, "", "BOX/data/xd", "rel"),
    "XDG_CONFIG_HOME": (UNSET, "", "BOX/data/cfg"),
    "CONTAINERS_STORAGE_CONF": (UNSET, UNSET, UNSET, "BOX/etc/own.conf", "BOX/etc/none.conf", ""),
    "user": (
        ABSENT,
        STORAGE.format(GRAPH.format("BOX/data/user")),
        STORAGE.format(LESS.format("BOX/data/less")),
        STORAGE.format(GRAPH.format("BOX/data/user") + "\n" + LESS.format("BOX/data/less")),
        STORAGE.format(GRAPH.format("$HOME/g/$UID/${HOME}")),
        STORAGE.format(GRAPH.format("~/g")),
        STORAGE.format(GRAPH.format("rel/g")),
        STORAGE.format(GRAPH.format("")),
        GRAPH.format("BOX/data/top") + "\n",
        "[storage]\n" + GRAPH.format("BOX/data/only") + "\n",
        "[storage\n",
        "",
    ),
    "moved": (ABSENT, STORAGE.format(GRAPH.format("BOX/data/moved"))),
    "own": (
        ABSENT,
        STORAGE.format(GRAPH.format("BOX/data/own")),
        STORAGE.format(LESS.format("BOX/data/ownless")),
        STORAGE.format(""),
    ),
    "system": (
        ABSENT,
        STORAGE.format(GRAPH.format("BOX/data/system")),
        STORAGE.format(LESS.format("BOX/data/all/$UID")),
    ),
}
PODMAN_FILES = {
    "user": "home/.config/containers/storage.conf",
    "moved": "data/cfg/containers/storage.conf",
    "own": "etc/own.conf",
    "system": "etc/containers/storage.conf",
}
ETC = "/etc/containers"


def podman(box: Path, engines: Engines, env: Mapping[str, str], uid: int | None) -> str | None:
    """Its own word; ``box/etc/containers`` stands at /etc/containers."""
    binds = [(str(box / "etc/containers"), ETC)]
    said = engines.run(box, env, "podman", "info", "-f", "{{.Store.GraphRoot}}", uid=uid, binds=binds)
    lines = said.stdout.strip().split("\n")
    return lines[-1] if said.returncode == 0 and lines[-1].startswith("/") else None


def storage_of(box: Path, env: Mapping[str, str], case: Mapping[str, str], uid: int) -> str | None:
    """Where envdoctor says podman keeps its images, with the case's system file laid on the view."""
    from dataclasses import replace

    text = None if case["system"] == ABSENT else case["system"].replace("BOX", str(box)).encode()
    files = {f"{ETC}/storage.conf": text}

    def compute(view: View) -> Place:
        return where(PODMAN, replace(view.lay(files), here=replace(view.here, uid=uid)), "now")

    return told(box, env, compute)


def lay_podman(box: Path, case: Mapping[str, str]) -> dict[str, str]:
    clear(box)
    (box / "etc/containers").mkdir()
    for name, path in PODMAN_FILES.items():
        if name in case:
            lay(box, path, case[name])
    return environment(box, case)


def test_podman_keeps_its_images_where_we_say(box: Path) -> None:
    """Where we say that it is not known, podman's versions differ: that is judged with three of them, below."""
    engines, wrong = machine("podman", "podman"), []
    cases = some(all_pairs(PODMAN_INPUTS), 14)
    for case in cases:
        env = lay_podman(box, case)
        mine, theirs = storage_of(box, env, case, 1000), podman(box, engines, env, 1000)
        if mine not in (UNKNOWN, theirs):
            wrong.append(f"{case}: ours {mine}, podman's {theirs}")
    record(PODMAN.id, "podman", "4.3", tuple(PODMAN_INPUTS), len(cases), wrong)


@pytest.mark.full
def test_three_podmans(box: Path) -> None:
    """Where they agree we say the same; where we say that it is not known, they differ."""
    judges = [machine("podman", "podman"), newer("debian13"), newer("sid")]
    cases, wrong = all_pairs(PODMAN_INPUTS, seed=2), []
    for case in cases:
        answers = []
        for engines in judges:
            env = lay_podman(box, case)
            answers.append(podman(box, engines, env, 1000))
        mine = storage_of(box, env, case, 1000)
        same = len(set(answers)) == 1 and answers[0] is not None  # all may stop, each for a reason of its own
        if (mine == UNKNOWN and same) or (mine != UNKNOWN and set(answers) != {mine}):
            wrong.append(f"{case}: ours {mine}, podman's {answers}")
    record(PODMAN.id, "podman", "4.3, 5.4, 5.8", tuple(PODMAN_INPUTS), len(cases), wrong)


ROOT = '[storage]\ndriver = "vfs"\nrunroot = "/run/c"\n{}\n'


@pytest.mark.parametrize(
    "system", [ABSENT, ROOT.format(GRAPH.format("BOX/data/g")), ROOT.format(LESS.format("BOX/data/less"))]
)
@pytest.mark.parametrize("name", [None, pytest.param("sid", marks=pytest.mark.full)])
def test_roots_podman(box: Path, system: str, name: str | None) -> None:
    engines = newer(name) if name else machine("podman", "podman")
    env = lay_podman(box, {"system": system})
    mine, theirs = storage_of(box, env, {"system": system}, 0), podman(box, engines, env, None)
    wrong = [] if mine in (theirs, UNKNOWN) else [f"ours {mine}, podman's {theirs}"]
    record(PODMAN.id, "podman as root", "5.8" if name else "4.3", ("system",), 1, wrong)


def test_podman_wants_a_driver_beside_graphroot(box: Path) -> None:
    """Why a storage.conf of the account is not made with graphroot alone, and that ours is taken without a word."""
    engines = machine("podman", "podman")
    graph = "[storage]\n" + GRAPH.format("BOX/data/only") + "\n"
    for text, complains in ((graph, True), (edits.put("toml", graph, ("storage", "driver"), "vfs"), False)):
        lay_podman(box, {"user": text})
        said = engines.run(box, environment(box, {}), "podman", "info", uid=1000)
        assert ("The storage 'driver' option must be set" in said.stderr) is complains


# ---- apptainer

APPTAINER_INPUTS = {
    "APPTAINER_CACHEDIR": (UNSET, "", "BOX/data/a", "rel", "~/a", "$HOME/a"),
    "SINGULARITY_CACHEDIR": (UNSET, "", "BOX/data/s"),
    "APPTAINER_CONFIGDIR": (UNSET, "", "BOX/data/c", "relc"),
    "SINGULARITY_CONFIGDIR": (UNSET, "BOX/data/sc"),
    "APPTAINER_DISABLE_CACHE": (UNSET, UNSET, "", "0", "1", "yes", "False"),
    "SINGULARITY_DISABLE_CACHE": (UNSET, UNSET, UNSET, "true", "f"),
}


def apptainer_judge(box: Path, engines: Engines, env: Mapping[str, str]) -> str | None:
    """Where it makes the folders of its cache."""
    engines.run(box, env, "apptainer", "cache", "list", uid=1000)
    made = [path.parent for path in box.rglob("oci-tmp")]
    return str(made[0]) if made else None


@pytest.mark.full
def test_apptainer_keeps_its_cache_where_we_say(box: Path) -> None:
    engines, wrong = newer("sid"), []
    cases = all_pairs(APPTAINER_INPUTS)
    for case in cases:
        clear(box)
        env = environment(box, case)
        mine = told(box, env, lambda view: where(APPTAINER, view, "now"))
        theirs = apptainer_judge(box, engines, env)
        if mine != theirs:
            wrong.append(f"{case}: ours {mine}, apptainer's {theirs}")
    record(APPTAINER.id, "apptainer", "1.4", tuple(APPTAINER_INPUTS), len(cases), wrong)


@pytest.mark.full
def test_apptainers_cleaner_empties_its_cache(box: Path) -> None:
    engines, env = newer("sid"), environment(box, {})
    engines.run(box, env, "apptainer", "cache", "list", uid=1000)
    held = box / "home/.apptainer/cache/blob/blobs/sha256" / ("a" * 64)
    image = box / "home/.apptainer/cache/net" / ("b" * 64)
    for file in (held, image):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x" * 1000)
    [cleaner] = APPTAINER.cleaners
    assert engines.run(box, env, *cleaner.command.split(), uid=1000).returncode == 0
    assert not image.exists()


# ---- editors


def test_the_c_librarys_version_is_what_getconf_says(box: Path) -> None:
    from envdoctor.catalogue.view import Here
    from envdoctor.facts.editors import editors
    from envdoctor.host.host import Host

    (box / "home/.vscode-server").mkdir()
    host = Host(home=str(box / "home"), env={}, cwd=str(box / "work"))
    asking, answers = editors.function(Here(home=str(box / "home"))), None
    try:
        while True:
            answers = host.ask(asking.send(answers))
    except StopIteration as end:
        found = end.value
    finally:
        host.close()
    import subprocess

    said = subprocess.run([need("getconf", "libc-bin"), "GNU_LIBC_VERSION"], capture_output=True, text=True, check=True)
    real = tuple(map(int, said.stdout.split()[1].split(".")[:2]))
    assert found.glibc is not None
    assert found.glibc == real or (found.glibc == (2, 34) and real >= (2, 34))
    assert found.libstdcxx is None or found.libstdcxx >= (6, 0, 0)
