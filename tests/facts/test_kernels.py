from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from envdoctor.catalogue.rows import Place
from envdoctor.catalogue.view import Here, Variable
from envdoctor.facts.kernels import MOST, SYSTEM, Kernel, Kernels, kernels, names, search_path, successor
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Failed, Probe

LAST = [f"{folder}/kernels" for folder in SYSTEM]


def register(folder: Path, name: str, program: str = "python", display: str = "shown", module: str = "") -> Path:
    path = folder / "kernels" / name
    path.mkdir(parents=True)
    argv = [program, "-m", module or "ipykernel_launcher", "-f", "{connection_file}"]
    (path / "kernel.json").write_text(json.dumps({"argv": argv, "display_name": display, "language": "python"}))
    return path


def gathered(
    home: Path,
    pythons: Pythons = Pythons(),  # noqa: B008 - a frozen value
    locations: Locations | None = None,
    dead: str = "/nowhere",
    **variables: str,
) -> Kernels:
    host = Host(home=str(home), env={})
    environments = Environments({"login": {name: Variable(value) for name, value in variables.items()}})
    running = kernels.function(environments, locations or Locations(), pythons, Here(home=str(home)))
    answers: list[Answer] | None = None

    def answered(probe: Probe) -> Answer:
        path = getattr(probe, "path", "")
        if path.startswith(("/root/", "/usr/")):
            path = "/nonexistent"
            probe = type(probe)(path)  # type: ignore[call-arg]
        return Failed(f"{dead} gave no answer", timed_out=True) if path.startswith(dead) else host.ask([probe])[0]

    try:
        for _asked in range(4):
            answers = [answered(probe) for probe in running.send(answers)]
    except StopIteration as end:
        assert isinstance(end.value, Kernels)
        return end.value
    finally:
        host.close()
    raise AssertionError("it asks too often")


def test_nothing_is_registered(tmp_path: Path) -> None:
    assert gathered(tmp_path) == Kernels()


def test_a_kernel_of_the_account(tmp_path: Path) -> None:
    program = tmp_path / "venv/bin/python"
    program.parent.mkdir(parents=True)
    program.touch()
    path = register(tmp_path / ".local/share/jupyter", "ML", str(program), "Machine learning")
    [found] = gathered(tmp_path).all
    assert found == Kernel("ml", "Machine learning", str(path), True, "user", "", str(program), "there", True, False)


def test_kernels_of_every_kind(tmp_path: Path) -> None:
    envs = (
        PythonEnv(str(tmp_path / "a"), name="a", packages={"jupyterlab": "4"}),
        PythonEnv(str(tmp_path / "b"), kind="conda", name="b"),
        PythonEnv(str(tmp_path / ".local"), kind="user"),
    )
    for folder in (
        "a/share/jupyter",
        "b/share/jupyter",
        "extra",
        "data",
        ".jupyter",
        ".ipython",
        "userbase/share/jupyter",
    ):
        register(tmp_path / folder, folder.replace("/", "-"))
    spot = Spot("jupyter", {"login": Place(str(tmp_path / "data"))})
    found = gathered(
        tmp_path,
        Pythons(envs),
        Locations({"jupyter": spot}),
        JUPYTER_PATH=f"{tmp_path}/extra/:relative",
        PYTHONUSERBASE=f"{tmp_path}/userbase",
    )
    assert [(kernel.name, kernel.kind, kernel.served) for kernel in found.all] == [
        ("extra", "user", False),
        ("data", "user", False),
        ("userbase-share-jupyter", "user", False),
        (".ipython", "user", False),
        ("a-share-jupyter", "env", True),
        ("b-share-jupyter", "env", False),
        (".jupyter", "stray", False),
    ]
    assert names(found)["data"] == 1


def test_an_extension_of_the_server_finds_kernels_of_all_conda_environments(tmp_path: Path) -> None:
    envs = (PythonEnv("/base", "conda", packages={"nb-conda-kernels": "2.5"}), PythonEnv(f"{tmp_path}/b", "conda"))
    register(tmp_path / "b/share/jupyter", "b")
    [found] = gathered(tmp_path, Pythons(envs)).all
    assert found.served


@pytest.mark.parametrize(
    ("lay", "state"),
    [("file", "there"), ("nothing", "gone"), ("dead link", "gone"), ("file above", "gone")],
)
def test_what_a_kernel_starts(tmp_path: Path, lay: str, state: str) -> None:
    program = tmp_path / "env/bin/python"
    if lay == "file above":
        (tmp_path / "env").touch()
    elif lay != "nothing":
        program.parent.mkdir(parents=True)
        program.touch() if lay == "file" else program.symlink_to("/gone/python3.11")
    register(tmp_path / ".local/share/jupyter", "one", str(program))
    [found] = gathered(tmp_path).all
    assert found.state == state


def test_a_program_without_an_answer(tmp_path: Path) -> None:
    register(tmp_path / ".local/share/jupyter", "one", "/nas/env/bin/python")
    [found] = gathered(tmp_path, dead="/nas").all
    assert found.state == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"argv": []}',
        b'{"argv": "python"}',
        b'{"argv": [1]}',
        b"\xff",
        b"[" * 60_000,
        b"null",
    ],
)
def test_what_jupyter_passes_over(tmp_path: Path, text: bytes) -> None:
    path = register(tmp_path / ".local/share/jupyter", "one")
    (path / "kernel.json").write_bytes(text)
    (path.parent / "empty").mkdir()
    register(tmp_path / ".local/share/jupyter", "a b")
    assert gathered(tmp_path).all == ()


def test_a_kernel_without_a_display_name(tmp_path: Path) -> None:
    path = register(tmp_path / ".local/share/jupyter", "one")
    (path / "kernel.json").write_text('{"argv": ["python"]}')
    assert gathered(tmp_path).all[0].display == "one"


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    for number in range(MOST + 1):
        register(tmp_path / ".local/share/jupyter", f"k{number}")
    found = gathered(tmp_path)
    assert (len(found.all), str(MOST) in found.partial) == (MOST, True)
    assert gathered(tmp_path / "other", JUPYTER_PATH="/nas/j", dead="/nas").partial == "/nas gave no answer"
    assert gathered(tmp_path / "other", Pythons(partial="more")).partial == ""
    assert gathered(tmp_path, Pythons(partial="more")).partial != ""


@pytest.mark.parametrize(
    ("variables", "user_site", "path"),
    [
        ({}, False, ["/d/kernels", "/p/share/jupyter/kernels", *LAST, "/h/.ipython/kernels"]),
        ({"JUPYTER_PATH": "/x/:rel:/y"}, True,
         ["/x/kernels", "/y/kernels", "/d/kernels", "/h/.local/share/jupyter/kernels", "/p/share/jupyter/kernels",
          *LAST, "/h/.ipython/kernels"]),
        ({"PYTHONUSERBASE": "/u", "IPYTHONDIR": "/i"}, True,
         ["/d/kernels", "/u/share/jupyter/kernels", "/p/share/jupyter/kernels", *LAST, "/i/kernels"]),
    ],
)  # fmt: skip
def test_where_servers_look(variables: Mapping[str, str], user_site: bool, path: list[str]) -> None:
    environment = {name: Variable(value) for name, value in variables.items()}
    assert search_path(environment, "/d", "/h", "/p", user_site=user_site) == path


ABLE = {"ipykernel": "6.29"}


@pytest.mark.parametrize(
    ("envs", "index"),
    [
        ([PythonEnv("/data1/envs/ml", name="ml", packages=ABLE)], 0),
        ([PythonEnv("/data1/envs/ml", name="ml")], None),
        ([PythonEnv("/a/ml", name="ml", packages=ABLE), PythonEnv("/b/ml", name="ml", packages=ABLE)], None),
        ([PythonEnv("/data1/envs/other", name="other", packages=ABLE)], None),
        ([PythonEnv("/gone/ml", name="ml", packages=ABLE)], None),
        ([PythonEnv("/a/ml", name="ml", packages=ABLE), PythonEnv("/own", name="own", packages=ABLE)], 1),
    ],
)
def test_the_environment_that_is_meant(envs: list[PythonEnv], index: int | None) -> None:
    kernel = Kernel(program="/gone/ml/bin/python", state="gone", prefix="/own" if index == 1 else "")
    assert successor(kernel, envs) == (None if index is None else envs[index])
