from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from envdoctor.catalogue.rows import Place
from envdoctor.catalogue.view import Here, Variable
from envdoctor.facts.pythons import MOST, PythonEnv, Pythons, bases, env_folders, packages_in, pythons
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.host.host import Host
from envdoctor.host.probes import Answer, Failed, Probe


def contexts(**values: Mapping[str, str]) -> Environments:
    return Environments({key: {name: Variable(value) for name, value in env.items()} for key, env in values.items()})


def gathered(
    home: Path, environments: Environments | None = None, locations: Locations | None = None, dead: str = "/nowhere"
) -> tuple[Pythons, int]:
    """The fact over real folders, and how often it asked; below ``dead`` nothing answers."""
    host = Host(home=str(home), env={})
    running = pythons.function(environments or Environments(), locations or Locations(), Here(home=str(home)))
    answers: list[Answer] | None = None

    def answered(probe: Probe) -> Answer:
        gone = getattr(probe, "path", "").startswith(dead)
        return Failed(f"{dead} gave no answer in 1.5 s", timed_out=True) if gone else host.ask([probe])[0]

    try:
        for asked in range(9):  # noqa: B007 - the round in which it ends
            answers = [answered(probe) for probe in running.send(answers)]
    except StopIteration as end:
        assert isinstance(end.value, Pythons)
        return end.value, asked
    finally:
        host.close()
    raise AssertionError("it asks for ever")


def venv(prefix: Path, *packages: str, cfg: str = "version = 3.11.2\n", lib: str = "python3.11") -> Path:
    site = prefix / "lib" / lib / "site-packages"
    site.mkdir(parents=True)
    (prefix / "pyvenv.cfg").write_text("home = /usr/bin\n" + cfg)
    for name in packages:
        (site / name).mkdir()
    return prefix


def conda(prefix: Path, python: str = "3.10.14", *packages: str) -> Path:
    (prefix / "conda-meta").mkdir(parents=True)
    (prefix / "conda-meta/history").touch()
    if python:
        (prefix / f"conda-meta/python-{python}-h955ad1f_0.json").touch()
        (prefix / "conda-meta/python-dateutil-2.9.0-py310_0.json").touch()
        (prefix / f"lib/python{python.rsplit('.', 1)[0]}/site-packages").mkdir(parents=True)
    for name in packages:
        (prefix / f"lib/python{python.rsplit('.', 1)[0]}/site-packages/{name}").mkdir()
    return prefix


def by_name(found: Pythons) -> dict[str, PythonEnv]:
    return {env.name: env for env in found.all}


@pytest.mark.parametrize(
    ("name", "package", "version"),
    [
        ("torch-2.1.0+cu118.dist-info", "torch", "2.1.0+cu118"),
        ("huggingface_hub-0.20.0.dist-info", "huggingface-hub", "0.20.0"),
        ("ruamel.yaml-0.18.6.dist-info", "ruamel-yaml", "0.18.6"),
        ("PyYAML-6.0-py3.10-linux-x86_64.egg-info", "pyyaml", "6.0"),
        ("numpy-1.26.0-py3.11.egg-info", "numpy", "1.26.0"),
        ("wheel-0.40.0.egg-info", "wheel", "0.40.0"),
        ("a-b-1.0.dist-info", "a-b", "1.0"),
    ],
)
def test_package_names(name: str, package: str, version: str) -> None:
    assert packages_in([name]) == {package: version}


def test_what_is_no_package() -> None:
    names = ["torch", "~orch-2.1.0.dist-info", "x.dist-info", "y.egg-info", "z-1.0.egg-link", "-1.dist-info\udcff", ""]
    assert packages_in(names) == {}
    assert packages_in(["a-1.dist-info", "a-2-py3.9.egg-info"]) == {"a": "1"}


def test_nothing_is_found_in_an_empty_home(tmp_path: Path) -> None:
    assert gathered(tmp_path) == (Pythons(), 3)


def test_usual_folders(tmp_path: Path) -> None:
    venv(tmp_path / "venv", "numpy-1.26.0.dist-info")
    venv(
        tmp_path / ".venv", cfg="version_info = 3.12.1.final.0\ninclude-system-site-packages = TRUE\n", lib="python3.12"
    )
    venv(tmp_path / ".virtualenvs/a")
    venv(tmp_path / ".local/share/virtualenvs/b", cfg="version = 3.13.0\n", lib="python3.13t")
    (tmp_path / ".virtualenvs/no").mkdir()
    found, asked = gathered(tmp_path)
    envs = by_name(found)
    assert set(envs) == {"venv", ".venv", "a", "b"}
    assert asked == 3
    assert envs["venv"] == PythonEnv(
        str(tmp_path / "venv"),
        site=str(tmp_path / "venv/lib/python3.11/site-packages"),
        packages={"numpy": "1.26.0"},
    )
    assert (envs[".venv"].python, envs[".venv"].user_site) == ("3.12", True)
    assert envs["b"].site.endswith("/lib/python3.13t/site-packages")
    assert found.partial == ""


def test_active_environments_in_every_context(tmp_path: Path) -> None:
    here, there = venv(tmp_path / "x/a"), conda(tmp_path / "data/envs/c", "3.10.14", "torch-2.0.dist-info")
    environments = contexts(
        now={"VIRTUAL_ENV": f"{here}/"},
        login={"CONDA_PREFIX": str(there), "VIRTUAL_ENV": "relative"},
        batch={"CONDA_PREFIX": str(there), "VIRTUAL_ENV": "/gone"},
    )
    envs = by_name(gathered(tmp_path, environments)[0])
    assert envs["a"].contexts == ("now",)
    assert envs["c"].contexts == ("login", "batch")
    assert (envs["c"].kind, envs["c"].python, envs["c"].user_site) == ("conda", "3.10", True)
    assert envs["c"].packages == {"torch": "2.0"}


def test_condas_base_and_named_environments(tmp_path: Path) -> None:
    base = conda(tmp_path / "miniconda3", "3.12.4")
    (base / "condabin").mkdir()
    conda(base / "envs/one")
    conda(tmp_path / "data/envs/two", "")
    conda(tmp_path / "elsewhere/three")
    (base / "envs/.conda_envs_dir_test").touch()
    (tmp_path / ".conda").mkdir()
    (tmp_path / ".conda/environments.txt").write_text(f"{tmp_path}/elsewhere/three\n/gone\nodd\n{base}\n")
    spot = Spot("conda-envs", {"login": Place(str(tmp_path / "data/envs"))})
    found, _ = gathered(tmp_path, locations=Locations({"conda-envs": spot}))
    envs = by_name(found)
    assert [env.name for env in found.all] == ["base", "two", "one", "three"]
    assert envs["two"].site == ""
    assert envs["base"].python == "3.12"


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        ('{"env_vars": {"PYTHONNOUSERSITE": "1"}}', False),
        ('{"env_vars": {"PYTHONNOUSERSITE": "***unset***"}}', True),
        ('{"env_vars": {"PYTHONNOUSERSITE": ""}}', True),
        ('{"env_vars": {"X": "PYTHONNOUSERSITE"}}', True),
        ('{"env_vars": ["PYTHONNOUSERSITE"]}', True),
        ("[" * 100_000 + "PYTHONNOUSERSITE", True),
        ("PYTHONNOUSERSITE", True),
    ],
)
def test_an_environment_can_shut_the_users_packages_out(tmp_path: Path, state: str, seen: bool) -> None:
    (conda(tmp_path / ".conda/envs/one") / "conda-meta/state").write_text(state)
    [env] = gathered(tmp_path)[0].all
    assert env.user_site is seen


def test_prefixes_that_rows_know(tmp_path: Path) -> None:
    conda(tmp_path / "a/base", "3.11.1")
    conda(tmp_path / "b/mamba/envs/one")
    spots = {"conda-base": "a/base", "mamba": "b/mamba"}
    locations = Locations({row: Spot(row, {"now": Place(f"{tmp_path}/{path}")}) for row, path in spots.items()})
    assert set(by_name(gathered(tmp_path, locations=locations)[0])) == {"base", "one"}


def test_a_link_stands_for_the_folder_it_leads_to(tmp_path: Path) -> None:
    real = conda(tmp_path / "data/one")
    (tmp_path / ".conda/envs").mkdir(parents=True)
    (tmp_path / ".conda/envs/one").symlink_to(real)
    (tmp_path / ".conda/envs/dead").symlink_to("/gone")
    (tmp_path / ".conda/environments.txt").write_text(f"{real}\n")
    found, _ = gathered(tmp_path, contexts(now={"CONDA_PREFIX": str(real)}))
    [env] = found.all
    assert (env.prefix, env.link, env.contexts) == (str(tmp_path / ".conda/envs/one"), str(real), ("now",))


def test_the_users_own_packages(tmp_path: Path) -> None:
    for lib in ("python3.9", "python3.11", "pypy3.9"):
        (tmp_path / f".local/lib/{lib}/site-packages/numpy-1.0.dist-info").mkdir(parents=True)
    (tmp_path / ".local/lib/python3.12").mkdir()
    (tmp_path / "base/lib/python3.11/site-packages").mkdir(parents=True)
    found, _ = gathered(tmp_path, contexts(now={"PYTHONUSERBASE": f"{tmp_path}/base"}))
    assert [(env.prefix, env.kind, env.python) for env in found.all] == [
        (str(tmp_path / ".local"), "user", "3.11"),
        (str(tmp_path / ".local"), "user", "3.9"),
        (str(tmp_path / "base"), "user", "3.11"),
    ]


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    for number in range(MOST + 5):
        venv(tmp_path / f".virtualenvs/v{number}")
    found, _ = gathered(tmp_path)
    assert len(found.all) == MOST
    assert str(MOST) in found.partial


def test_a_dead_mount_is_said(tmp_path: Path) -> None:
    venv(tmp_path / "venv")
    found, _ = gathered(tmp_path, contexts(now={"VIRTUAL_ENV": "/nas/v"}), dead="/nas")
    assert [env.name for env in found.all] == ["venv"]
    assert found.partial == "/nas gave no answer in 1.5 s"


def test_odd_names_and_files_in_the_way(tmp_path: Path) -> None:
    (tmp_path / ".virtualenvs").mkdir()
    venv(Path(os.fsdecode(os.fsencode(tmp_path / ".virtualenvs") + b"/odd\xff")), cfg="version = x\n\0=\n")
    (tmp_path / "venv").write_text("a file")
    (tmp_path / ".venv/pyvenv.cfg").mkdir(parents=True)
    (tmp_path / ".conda").mkdir()
    (tmp_path / ".conda/environments.txt").write_bytes(b"/a\0b\n/\xff\n" + b"/x" * 9000)
    found, _ = gathered(tmp_path)
    [env] = found.all
    assert (env.name, env.python, env.site) == ("odd\udcff", "", "")


def test_where_conda_may_be() -> None:
    environments = contexts(
        now={"CONDA_EXE": "/opt/c/bin/conda", "PATH": "bin:/opt/d/condabin:/usr/bin", "CONDA_ENVS_DIRS": "/a: /b :rel"},
        batch={"CONDA_PREFIX": "/opt/e/envs/x"},
    )
    assert bases(environments, Locations(), Here())[:3] == ("/opt/c", "/opt/e", "/opt/d")
    assert env_folders(environments, Locations(), Here())[:3] == ("/a", "/b", "/opt/c/envs")
