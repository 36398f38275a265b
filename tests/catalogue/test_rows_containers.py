"""Rows of containers, editors and LSF: what each file and variable does; real tools judge in tests/real."""

from __future__ import annotations

import pytest
from envdoctor_rules.catalogue.apptainer import APPTAINER
from envdoctor_rules.catalogue.cursor_server import CURSOR_SERVER
from envdoctor_rules.catalogue.docker import DOCKER
from envdoctor_rules.catalogue.docker_rootless import DOCKER_ROOTLESS
from envdoctor_rules.catalogue.jetbrains_remote import JETBRAINS_REMOTE
from envdoctor_rules.catalogue.lsf import LSF_LSBATCH
from envdoctor_rules.catalogue.podman import PODMAN
from envdoctor_rules.catalogue.vscode_server import VSCODE_SERVER

from envdoctor.catalogue.rows import FileLever, Row
from envdoctor.errors import EditError, Unavailable
from tests.catalogue.container_views import DOCKERD, UNIT, Machine
from tests.catalogue.driving import HOME

DJ = "/etc/docker/daemon.json"
EXEC = "[Service]\nExecStart=/usr/bin/dockerd -H fd:// {}\n"
OWN = f"{HOME}/.config/docker/daemon.json"
CONF = f"{HOME}/.config/containers/storage.conf"
GRAPH = '[storage]\ndriver = "overlay"\ngraphroot = "{}"\n'
SHARE = f"{HOME}/.local/share"
ETC_UNIT, DEFAULTS = "/etc/systemd/system/docker.service", "/etc/default/docker"
DROP = {f"{ETC_UNIT}.d/x.conf": "[Service]\nExecStart=\nExecStart=/usr/bin/dockerd\n"}
OWN_UNIT = {
    f"{HOME}/.config/systemd/user/docker.service": EXEC.format("--data-root /u").replace(
        "dockerd", "dockerd-rootless.sh"
    )
}
SYS, SHARED = "/etc/containers/storage.conf", "/usr/share/containers/storage.conf"
LESS = '[storage]\nrootless_storage_path = "{}"\n'
STORE = f"{SHARE}/containers/storage"

# ---- the machine's Docker


@pytest.mark.parametrize(
    ("paths", "path", "line"),
    [
        ({}, "/var/lib/docker", None),
        ({DJ: '{\n  "data-root": "/d/docker"\n}\n'}, "/d/docker", 2),
        ({DJ: "{}"}, "/var/lib/docker", None),
        ({DJ: ""}, "/var/lib/docker", None),
        ({DJ: '\ufeff{"data-root": "/d"}'}, "/d", 1),
        ({DJ: '{"data-root": ""}'}, "/var/lib/docker", None),
        ({DJ: '{"data-root": "/a", "data-root": "/b"}'}, "/b", 1),
        ({DJ: '{"foo": {"data-root": "/nested"}}'}, "/var/lib/docker", None),
        ({UNIT: EXEC.format("--data-root=/u")}, "/u", 2),
        ({UNIT: EXEC.format("--data-root /u --debug")}, "/u", 2),
        ({UNIT: EXEC.format("\\\n  --data-root /u")}, "/u", 2),
        (
            {UNIT: EXEC.format("$OPTS") + f"EnvironmentFile=-{DEFAULTS}\n", DEFAULTS: 'OPTS="--data-root /v"\n'},
            "/v",
            2,
        ),
        ({UNIT: EXEC.format("--data-root=/u"), **DROP}, "/var/lib/docker", None),
        ({UNIT: EXEC.format("--data-root=/u"), ETC_UNIT: EXEC.format("")}, "/var/lib/docker", None),
        (
            {UNIT: EXEC.format("--config-file=/d.json"), "/d.json": '{"data-root": "/c"}', DJ: '{"data-root": "/d"}'},
            "/c",
            1,
        ),
    ],
)
def test_what_decides_for_docker(paths: dict[str, str | None], path: str, line: int | None) -> None:
    place = Machine({**DOCKERD, **paths}, uid=0).place(DOCKER)
    assert (place.path, place.origin.line) == (path, line)


@pytest.mark.parametrize(
    ("paths", "why"),
    [
        ({DJ: '{"data-root": "/d",}'}, f"{DJ}:1: a comma before }}"),
        ({DJ: '{"dataroot": "/d"}'}, "no option is called dataroot; did you mean data-root?"),
        ({DJ: '{"data-root": "/d"}', UNIT: EXEC.format("--data-root=/u")}, "in one place only"),
        ({DJ: '{"hosts": ["unix:///run/x"]}', UNIT: EXEC.format("")}, "--host too"),
    ],
)
def test_where_docker_would_not_start(paths: dict[str, str | None], why: str) -> None:
    place = Machine({**DOCKERD, **paths}, uid=0).place(DOCKER)
    assert (place.path, place.stops) == (None, True)
    assert why in place.note


def test_docker_matters_to_those_who_may_use_it() -> None:
    assert Machine(DOCKERD).place(DOCKER).path is None
    assert Machine(DOCKERD, socket=True).place(DOCKER).path == "/var/lib/docker"
    assert Machine(DOCKERD, uid=0).place(DOCKER).path == "/var/lib/docker"
    assert Machine({}, uid=0).place(DOCKER).path is None
    assert Machine(DOCKERD, uid=0, live=False).place(DOCKER).path is None


def test_nothing_runs_where_there_is_no_settings_file() -> None:
    machine = Machine(DOCKERD, socket=True)
    machine.place(DOCKER)
    assert machine.ran == []
    machine = Machine({**DOCKERD, DJ: "{}"}, socket=True)
    machine.place(DOCKER)
    assert machine.ran == [("/usr/bin/dockerd", "--version")]


@pytest.mark.parametrize(
    ("paths", "version", "path"),
    [
        ({}, "Docker version 28.5.2", None),
        ({}, "Docker version 29.1.0", "/var/lib/containerd"),
        ({}, None, None),
        ({DJ: '{"features": {"containerd-snapshotter": true}}'}, "Docker version 28.5.2", "/var/lib/containerd"),
        ({DJ: '{"features": {"containerd-snapshotter": false}}'}, "Docker version 29.1.0", None),
        ({"/etc/containerd/config.toml": 'version = 2\nroot = "/d/c"\n'}, "Docker version 29.1.0", "/d/c"),
        ({"/etc/containerd/config.toml": "broken ["}, "Docker version 29.1.0", None),
    ],
)
def test_images_that_containerd_keeps(paths: dict[str, str | None], version: str | None, path: str | None) -> None:
    assert Machine({**DOCKERD, **paths}, uid=0, version=version).side(DOCKER.sides[0]).path == path


def lever_path(row: Row, machine: Machine) -> str:
    [lever] = row.levers
    assert isinstance(lever, FileLever)
    return machine.view(lever.path)


def test_only_root_writes_the_machines_file_and_not_a_broken_one() -> None:
    assert lever_path(DOCKER, Machine(DOCKERD, uid=0)) == DJ
    with pytest.raises(EditError, match="administrator"):
        lever_path(DOCKER, Machine(DOCKERD, socket=True))
    with pytest.raises(EditError, match=r"daemon\.json:1 first"):
        lever_path(DOCKER, Machine({**DOCKERD, DJ: "{,}"}, uid=0))


# ---- an account's own


@pytest.mark.parametrize(
    ("row", "env", "paths", "path"),
    [
        (DOCKER_ROOTLESS, {}, {}, f"{SHARE}/docker"),
        (DOCKER_ROOTLESS, {"XDG_DATA_HOME": ""}, {}, f"{SHARE}/docker"),
        (DOCKER_ROOTLESS, {"XDG_DATA_HOME": "/x"}, {}, "/x/docker"),
        (DOCKER_ROOTLESS, {"XDG_DATA_HOME": "rel"}, {}, f"{HOME}/proj/rel/docker"),
        (DOCKER_ROOTLESS, {}, {OWN: '{"data-root": "/d"}'}, "/d"),
        (DOCKER_ROOTLESS, {"XDG_CONFIG_HOME": "/c"}, {"/c/docker/daemon.json": '{"data-root": "/d"}'}, "/d"),
        (DOCKER_ROOTLESS, {}, OWN_UNIT, "/u"),
        (PODMAN, {}, {}, f"{SHARE}/containers/storage"),
        (PODMAN, {"XDG_DATA_HOME": "/x"}, {}, "/x/containers/storage"),
        (PODMAN, {}, {CONF: GRAPH.format("/g")}, "/g"),
        (PODMAN, {"USER": "alice"}, {CONF: GRAPH.format("/d/$USER/${USER}-$UID$NONE")}, "/d/alice/alice-1000"),
        (PODMAN, {}, {CONF: '[storage]\nrootless_storage_path = "/r"\n'}, "/r"),
        (PODMAN, {}, {CONF: GRAPH.format("/g") + 'rootless_storage_path = "/r"\n'}, "/g"),
        (PODMAN, {}, {CONF: "", SYS: LESS.format("/r")}, STORE),
        (PODMAN, {}, {SYS: GRAPH.format("/sys")}, STORE),
        (PODMAN, {}, {SHARED: LESS.format("/r/$UID")}, "/r/1000"),
        (PODMAN, {"XDG_CONFIG_HOME": "/c"}, {"/c/containers/storage.conf": GRAPH.format("/g")}, "/g"),
        (PODMAN, {"CONTAINERS_STORAGE_CONF": "/s"}, {"/s": LESS.format("/r"), CONF: GRAPH.format("/h")}, "/r"),
        (APPTAINER, {}, {}, f"{HOME}/.apptainer/cache"),
        (APPTAINER, {"APPTAINER_CACHEDIR": "/a", "SINGULARITY_CACHEDIR": "/s"}, {}, "/a/cache"),
        (APPTAINER, {"APPTAINER_CACHEDIR": "", "SINGULARITY_CACHEDIR": "/s"}, {}, "/s/cache"),
        (APPTAINER, {"APPTAINER_CONFIGDIR": "/c"}, {}, "/c/cache"),
        (APPTAINER, {"APPTAINER_DISABLE_CACHE": "0"}, {}, f"{HOME}/.apptainer/cache"),
        (VSCODE_SERVER, {}, {}, f"{HOME}/.vscode-server"),
        (VSCODE_SERVER, {"VSCODE_AGENT_FOLDER": "/v"}, {}, "/v"),
        (VSCODE_SERVER, {"VSCODE_AGENT_FOLDER": ""}, {}, f"{HOME}/.vscode-server"),
        (CURSOR_SERVER, {}, {}, f"{HOME}/.cursor-server"),
        (JETBRAINS_REMOTE, {"XDG_CACHE_HOME": "/x"}, {}, f"{HOME}/.cache/JetBrains"),
        (JETBRAINS_REMOTE, {"XDG_CACHE_HOME": "/x"}, {"/x/JetBrains/a": ""}, "/x/JetBrains"),
        (LSF_LSBATCH, {}, {}, f"{HOME}/.lsbatch"),
    ],
)
def test_what_decides(row: Row, env: dict[str, str], paths: dict[str, str | None], path: str) -> None:
    assert Machine(paths, {"HOME": HOME, **env}).place(row).path == path


@pytest.mark.parametrize(
    ("row", "env", "paths"),
    [
        (DOCKER_ROOTLESS, {}, {OWN: '{"data-root": 5}'}),
        (PODMAN, {"CONTAINERS_STORAGE_CONF": "/none"}, {}),
        (APPTAINER, {"APPTAINER_DISABLE_CACHE": "yes"}, {}),
        (APPTAINER, {"SINGULARITY_DISABLE_CACHE": "1"}, {}),
    ],
)
def test_nothing_is_written_and_the_note_says_why(row: Row, env: dict[str, str], paths: dict[str, str | None]) -> None:
    place = Machine(paths, {"HOME": HOME, **env}).place(row)
    assert place.path is None
    assert place.note


@pytest.mark.parametrize(
    ("env", "paths"),
    [
        ({}, {CONF: "[storage\n"}),
        ({}, {CONF: GRAPH.format("~/g")}),
        ({}, {CONF: GRAPH.format("$NONE")}),
        ({"XDG_DATA_HOME": "rel"}, {}),
        ({"CONTAINERS_STORAGE_CONF": ""}, {}),
        ({"CONTAINERS_STORAGE_CONF": "/s"}, {"/s": GRAPH.format("/g")}),
    ],
)
def test_where_podmans_versions_differ_it_is_not_known(env: dict[str, str], paths: dict[str, str | None]) -> None:
    machine = Machine(paths, {"HOME": HOME, **env})
    with pytest.raises(Unavailable):
        machine.place(PODMAN)


def test_roots_podman_reads_the_machines_files() -> None:
    assert Machine(uid=0).place(PODMAN).path == "/var/lib/containers/storage"
    etc = {"/etc/containers/storage.conf": GRAPH.format("/g") + 'rootless_storage_path = "/r"\n'}
    assert Machine(etc, uid=0).place(PODMAN).path == "/g"
    with pytest.raises(Unavailable, match="no graphroot"):
        Machine({SYS: LESS.format("/r")}, uid=0).place(PODMAN)
    with pytest.raises(EditError, match="whole machine"):
        lever_path(PODMAN, Machine(etc, uid=0))


def test_a_new_storage_conf_names_the_driver_that_is_in_force() -> None:
    def also(machine: Machine) -> list[tuple[tuple[str, ...], str]]:
        [lever] = PODMAN.levers
        assert isinstance(lever, FileLever)
        assert lever.also is not None
        return list(machine.view(lever.also))

    system = "/etc/containers/storage.conf"
    assert lever_path(PODMAN, Machine()) == CONF
    assert also(Machine()) == [(("storage", "driver"), "overlay")]
    assert also(Machine({system: '[storage]\ndriver = "vfs"\n'})) == [(("storage", "driver"), "vfs")]
    assert also(Machine({CONF: GRAPH.format("/g")})) == []
    with pytest.raises(EditError, match="CONTAINERS_STORAGE_CONF hides"):
        lever_path(PODMAN, Machine({CONF: GRAPH.format("/g")}, {"CONTAINERS_STORAGE_CONF": "/s"}))
    options = '[storage]\ndriver = "vfs"\n[storage.options]\nadditionalimagestores = ["/s"]\n'
    with pytest.raises(EditError, match=rf"would hide {system}: write what \[storage.options\]"):
        lever_path(PODMAN, Machine({system: options}))
    assert lever_path(PODMAN, Machine({system: options, CONF: ""})) == CONF


def test_sides_of_apptainer() -> None:
    singularity, tmp = APPTAINER.sides
    assert Machine().side(singularity).path == f"{HOME}/.singularity/cache"
    assert Machine(env={"SINGULARITY_CACHEDIR": "/s"}).side(singularity).path == "/s/cache"
    assert Machine().side(tmp).path is None
    assert Machine(env={"SINGULARITY_TMPDIR": "/s", "APPTAINER_TMPDIR": "/a"}).side(tmp).path == "/a"
