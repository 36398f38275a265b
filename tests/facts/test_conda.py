from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from envdoctor.catalogue.rows import Place
from envdoctor.catalogue.view import Here, Variable
from envdoctor.errors import Unavailable
from envdoctor.facts.conda import Conda, Ground, Setup, Unread, alike, beside, conda, landing, require
from envdoctor.facts.types import Disk, Disks, Environments, Locations, Spot, Target
from envdoctor.host.mountinfo import Mount
from envdoctor.host.probes import Answer
from envdoctor.model import Origin, SetLocation
from envdoctor.testing import account
from tests.catalogue.driving import HOME, Pretended

RC, BASE = f"{HOME}/.condarc", f"{HOME}/miniconda3"
INSTALLED: dict[str, str | None] = {f"{BASE}/conda-meta/history": "x", f"{BASE}/bin/conda": "x"}
USED = Locations({"conda-envs": Spot("conda-envs"), "conda-pkgs": Spot("conda-pkgs")})
MOUNTS = (Mount("/", "ext4"), Mount("/data1", "xfs"), Mount("/bee", "beegfs"))


def contexts(**values: Mapping[str, str]) -> Environments:
    return Environments(
        {
            key: {name: Variable(value, Origin("file", f"{HOME}/.bashrc", 3, name)) for name, value in env.items()}
            for key, env in values.items()
        }
    )


def gathered(
    paths: Mapping[str, str | None],
    environments: Environments | None = None,
    locations: Locations = USED,
    fixed: tuple[str, ...] = ("/etc", "/opt"),
) -> Conda:
    """The fact over a pretended file system."""
    host = Pretended({**INSTALLED, **paths}, fixed)
    running = conda.function(environments or contexts(login={}), locations, Here(home=HOME, cwd=HOME), MOUNTS)
    answers: Sequence[Answer] | None = None
    try:
        while True:
            answers = host.ask(running.send(answers))
    except StopIteration as end:
        assert isinstance(end.value, Conda)
        return end.value


def setup(paths: Mapping[str, str | None], **values: str) -> Setup:
    return gathered(paths, contexts(login=values)).contexts["login"]


def test_nothing_is_asked_where_conda_is_not_in_use() -> None:
    unused = Locations({"conda-envs": Spot("conda-envs", in_use=False)})
    running = conda.function(contexts(login={}), unused, Here(), MOUNTS)
    with pytest.raises(StopIteration) as end:
        next(running)
    assert end.value.value == Conda()


def test_a_fresh_conda() -> None:
    found = gathered({})
    assert found.contexts["login"] == Setup(BASE, {"envs_dirs": (), "pkgs_dirs": ()})
    assert (found.roots[BASE].own, found.roots[BASE].real) == (True, BASE)
    assert found.unknown == {}


def test_lists_of_files_and_variables() -> None:
    found = setup({RC: "envs_dirs:\n  - /data1/e\n", "/data1/e": None}, CONDA_ENVS_DIRS="~/e2", CONDA_PKGS_DIRS="/k")
    assert [(entry.path, entry.origin.variable) for entry in found.lists["envs_dirs"]] == [
        (f"{HOME}/e2", "CONDA_ENVS_DIRS"),
        ("/data1/e", None),
    ]
    assert [(entry.path, entry.seen.exists) for entry in found.lists["pkgs_dirs"]] == [("/k", False)]
    assert setup({RC: "envs_dirs: text\n"}).lists == {}


@pytest.mark.parametrize("file", [f"{BASE}/.condarc", "/etc/conda/condarc.d/site.yml"])
def test_a_final_key_hides_what_is_stronger(file: str) -> None:
    text = "# site\nenvs_dirs: #!final\n  - /opt/envs\npkgs_dirs:\n  - /opt/pkgs\n"
    found = setup({file: text, RC: "envs_dirs:\n  - /data1/e\npkgs_dirs: [/data1/p]\n"}, CONDA_ENVS_PATH="/x:/opt/envs")
    [final] = found.finals
    assert (final.key, final.origin.path, final.origin.line) == ("envs_dirs", file, 2)
    assert [(origin.path, origin.line) for origin in final.hides] == [(RC, 2), (f"{HOME}/.bashrc", 3)]
    assert final.writable == file.startswith(HOME)


def test_an_empty_list_can_be_final() -> None:
    [final] = setup({f"{BASE}/.condarc": "envs_dirs: [] #!final\n", RC: "envs_dirs: [/data1/e]\n"}).finals
    assert (final.origin.line, final.hides) == (1, (Origin("file", RC, 1),))


@pytest.mark.parametrize(
    "text",
    [
        "envs_dirs: #!final\n  - /data1/e\n",
        "envs_dirs: ~ #!final\n",
        "channels: #!final\n  - x\n",
        "envs_dirs: #!top\n  - /opt/envs\n",
    ],
)
def test_a_final_key_that_hides_nothing(text: str) -> None:
    assert setup({f"{BASE}/.condarc": text, RC: "envs_dirs:\n  - /data1/e\n"}).finals == ()


@pytest.mark.parametrize(
    ("paths", "variables", "path", "why", "line"),
    [
        ({f"{HOME}/rc": "channels: [x]\n"}, {"CONDARC": "~/rc"}, f"{HOME}/rc", "name", None),
        ({}, {"CONDARC": f"{HOME}/gone.conf"}, f"{HOME}/gone.conf", "name", None),
        ({f"{HOME}/.conda/condarc.d/a.condarc": "envs_dirs:\n - /x\n"}, {},
         f"{HOME}/.conda/condarc.d/a.condarc", "suffix", None),
        ({f"{HOME}/.config/conda/condarc.d/mine": "channels: [x]\n"}, {},
         f"{HOME}/.config/conda/condarc.d/mine", "suffix", None),
        ({RC: "channels:\n  - a\nenvs_dirs:\n\t- /x\n"}, {}, RC, "yaml", 4),
        ({f"{BASE}/.condarc": "channels: 'a\n"}, {}, f"{BASE}/.condarc", "yaml", 2),
    ],
)  # fmt: skip
def test_files_that_are_not_read(
    paths: Mapping[str, str | None], variables: Mapping[str, str], path: str, why: str, line: int | None
) -> None:
    [unread] = setup(paths, **variables).unread
    assert (unread.path, unread.why, unread.line) == (path, why, line)


@pytest.mark.parametrize(
    ("paths", "variables"),
    [
        ({RC: "channels:\n  - a\n"}, {}),
        ({f"{HOME}/own.yml": "channels: [x]\n"}, {"CONDARC": f"{HOME}/own.yml"}),
        ({}, {"CONDARC": f"{HOME}/gone.yaml"}),
        ({}, {"CONDARC": ""}),
        ({f"{HOME}/folder/a.yml": "channels: [x]\n"}, {"CONDARC": f"{HOME}/folder"}),
        ({f"{HOME}/.conda/condarc.d/README": "Put files here.\n"}, {}),
        ({f"{HOME}/.conda/condarc.d/a.yml.bak": "channels: [x]\n"}, {}),
        ({f"{HOME}/.conda/condarc.d/a.yml~": "channels: [x]\n"}, {}),
        ({f"{HOME}/.conda/condarc.d/a.yml.disabled": "channels: [x]\n"}, {}),
        ({"/etc/conda/condarc.d/a.conf": "channels: [x]\n", "/etc/conda/.condarc": "a: 'b\n"}, {}),
    ],
)
def test_files_that_are_nobodys_mistake(paths: Mapping[str, str | None], variables: Mapping[str, str]) -> None:
    assert setup(paths, **variables).unread == ()


@pytest.mark.parametrize(
    ("text", "variables"),
    [("always_copy: true\n", {}), ("allow_softlinks: yes\n", {}), ("", {"CONDA_ALWAYS_COPY": "1"})],
)
def test_what_tells_conda_to_copy(text: str, variables: Mapping[str, str]) -> None:
    assert setup({RC: text}, **variables).copying is not None
    assert setup({RC: "always_copy: false\n"}).copying is None


def test_what_places_lie_on() -> None:
    places = {"conda-envs": "/data1/e", "conda-pkgs": f"{HOME}/.conda/pkgs"}
    locations = Locations({row: Spot(row, {"login": Place(path)}, real={path: path}) for row, path in places.items()})
    found = gathered({"/data1": None}, locations=locations)
    assert found.grounds == {"/data1/e": Ground("/data1", "xfs", 0), f"{HOME}/.conda/pkgs": Ground("/", "ext4", 0)}
    assert landing(locations, "envs_dirs", "login") == Place("/data1/e")
    assert landing(locations, "envs_dirs", "batch") is None


@pytest.mark.parametrize(
    ("one", "other", "links"),
    [
        (Ground(), Ground(), True),
        (Ground("/data1"), Ground("/data2"), False),
        (Ground("/d", "btrfs", 40), Ground("/d", "btrfs", 41), False),
        (Ground("/bee", "beegfs"), Ground("/bee", "beegfs"), False),
        (Ground("/run", "tmpfs"), Ground("/run", "tmpfs"), True),
    ],
)
def test_where_links_work(one: Ground, other: Ground, links: bool) -> None:
    assert one.links_to(other) is links


def test_causes_are_grouped_by_context() -> None:
    unread = Unread()
    found = Conda({"now": Setup(base="/b", unread=(unread,)), "login": Setup(unread=(unread,)), "batch": Setup()})
    assert alike(found, lambda setup, _: setup.unread) == {unread: ("login",)}
    alone = Conda({"now": Setup(unread=(unread,))})
    assert alike(alone, lambda setup, _: setup.unread) == {unread: ("now",)}


def test_could_not_tell_is_not_fine() -> None:
    require(Conda(unknown={"now": "x"}))
    with pytest.raises(Unavailable, match="batch: no answer"):
        require(Conda(unknown={"batch": "no answer"}))


def test_the_wish_for_a_folder_on_the_data_disk() -> None:
    from envdoctor_rules.catalogue.conda import CONDA_ENVS

    disks = Disks(target=Target("/data1/alice", True, Disk("/data1")))
    assert beside("envs_dirs", disks, (CONDA_ENVS,)) == SetLocation("conda-envs", "/data1/alice/conda/envs")
    assert beside("pkgs_dirs", disks, (CONDA_ENVS,)) is None
    assert beside("envs_dirs", Disks(), (CONDA_ENVS,)) is None


def test_an_empty_home_has_no_findings(tmp_path: object) -> None:
    result = account(tmp_path, {".bashrc": "export EDITOR=vim\n"}, "CON")  # type: ignore[arg-type]
    assert result.hits == ()
