"""Jupyter's kernels: what is registered, where servers of this account look, and whether what they start is there.

By jupyter_core 5.9 (``paths.py``, jupyter_path) and jupyter_client 8.10 (``kernelspec.py``), both run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterator, Mapping, Sequence

from envdoctor.catalogue.view import Environment, Here
from envdoctor.declare import fact
from envdoctor.facts.pythons import PythonEnv, Pythons
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.host.probes import Answer, Content, Failed, List, Look, Names, Probe, Read, Seen
from envdoctor.i18n import _
from envdoctor.light import dataclass, replace

MOST = 100
"""Kernels that are read; whoever has more is told so."""
SYSTEM = ("/usr/local/share/jupyter", "/usr/share/jupyter")
_ROOT = "/root"
_STRAY = (".jupyter", "share/jupyter", ".local/jupyter")
"""Below home: where a mistaken ``--prefix`` or copy puts kernels, and no server looks."""
_SERVERS = frozenset("jupyter-server notebook jupyterlab jupyterhub nbclassic jupyter".split())
_NAME = re.compile(r"[a-z0-9._-]+", re.IGNORECASE | re.ASCII)
_LIMIT = 1 << 16


@dataclass(frozen=True, slots=True)
class Kernel:
    """A registered kernel.

    Attributes:
        name: by which Jupyter knows it. display: what people see.
        folder: holds its ``kernel.json``. writable: this account may change that folder.
        kind: ``user`` (the account's own folders), ``env`` (an environment's), ``system``, ``stray`` (below a folder
            in which no server of this account looks).
        prefix: the environment it belongs to (kind ``env``).
        program: what is started, if its path is absolute; else empty: found by the server itself.
        state: of the program: ``there``, ``gone``, ``closed`` (this account may not reach it), ``unknown``.
        ipython: it starts ipykernel.
        served: a Jupyter server is installed in its environment (kind ``env``).
    """

    name: str = "ml"
    display: str = "ml"
    folder: str = "/home/alice/.local/share/jupyter/kernels/ml"
    writable: bool = True
    kind: str = "user"
    prefix: str = ""
    program: str = "/home/alice/venv/bin/python"
    state: str = "there"
    ipython: bool = True
    served: bool = False


@dataclass(frozen=True, slots=True)
class Kernels:
    """All kernels that were found, those of stronger folders first. ``partial``: why there may be more, or empty."""

    all: tuple[Kernel, ...] = ()
    partial: str = ""


@dataclass(frozen=True, slots=True)
class _Folder:
    path: str
    kind: str
    prefix: str = ""
    served: bool = False


# ---- where servers look


def _values(environment: Environment, name: str) -> str:
    variable = environment.get(name)
    return (variable.value or "") if variable is not None else ""


def search_path(environment: Environment, data: str, home: str, prefix: str, *, user_site: bool) -> list[str]:
    """Where a server finds kernels, as a set in no promised order of environment and account.

    Args:
        environment: its variables.
        data: Jupyter's data folder there.
        home: of the account.
        prefix: of the Python the server runs with.
        user_site: that Python sees ``~/.local``.
    """
    found = [part.rstrip("/") for part in _values(environment, "JUPYTER_PATH").split(":") if part.startswith("/")]
    found.append(data)
    if user_site:
        base = _values(environment, "PYTHONUSERBASE")
        found.append(f"{base if base.startswith('/') else home + '/.local'}/share/jupyter")
    found += [f"{prefix}/share/jupyter", *SYSTEM]
    ipython = _values(environment, "IPYTHONDIR")
    found.append(ipython if ipython.startswith("/") else f"{home}/.ipython")
    return list(dict.fromkeys(os.path.normpath(path) + "/kernels" for path in found))


def _folders(environments: Environments, locations: Locations, pythons: Pythons, here: Here) -> list[_Folder]:
    """Every folder that is looked into, and what it is; of two that are one, the first counts."""
    spot = locations.spots.get("jupyter", Spot("jupyter"))
    found: list[_Folder] = []
    for key, environment in (environments.contexts or {"": {}}).items():
        place = spot.places.get(key)
        data = place.path if place is not None and place.path else f"{here.home}/.local/share/jupyter"
        for path in search_path(environment, data, here.home, "/usr", user_site=True):
            shared = path.startswith(tuple(f"{folder}/" for folder in SYSTEM))
            found.append(_Folder(path, "system" if shared else "user"))
    conda = any("nb-conda-kernels" in env.packages for env in pythons.all)
    for env in pythons.all:
        if env.kind in ("venv", "conda"):
            served = bool(_SERVERS & set(env.packages)) or (conda and env.kind == "conda")
            found.append(_Folder(f"{env.prefix}/share/jupyter/kernels", "env", env.prefix, served))
    homes = [f"{here.home}/{name}/kernels" for name in _STRAY]
    if here.home != _ROOT and here.live:
        homes.append(f"{_ROOT}/.local/share/jupyter/kernels")
    return [*found, *(_Folder(path, "stray") for path in homes)]


def _once(folders: Sequence[_Folder]) -> list[_Folder]:
    kept: dict[str, _Folder] = {}
    for folder in folders:
        kept.setdefault(folder.path, folder)
    return list(kept.values())


# ---- what is registered


def _read(folder: _Folder, name: str, content: Answer, seen: Answer) -> Kernel | None:
    """The kernel of a folder; None where there is none, or one that Jupyter itself passes over."""
    if not isinstance(content, Content) or content.data is None:
        return None
    import json

    try:
        said = json.loads(content.data.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    argv = said.get("argv") if isinstance(said, dict) else None
    if not isinstance(argv, list) or not argv or not all(isinstance(word, str) for word in argv):
        return None
    display = said.get("display_name", "")
    if not isinstance(display, str):
        return None
    return Kernel(
        name.lower(),
        display or name,
        f"{folder.path}/{name}",
        isinstance(seen, Seen) and seen.writable,
        folder.kind,
        folder.prefix,
        argv[0] if argv[0].startswith("/") else "",
        "there",
        any(word in ("ipykernel_launcher", "ipykernel") for word in argv[1:]),
        folder.served,
    )


def _state(seen: Answer) -> str:
    if not isinstance(seen, Seen):
        return "unknown"
    if seen.exists:
        return "there"
    return "closed" if seen.error and seen.kind == "missing" else "gone"


def _named(folders: Sequence[_Folder], listed: Sequence[Answer]) -> Iterator[tuple[_Folder, str]]:
    for folder, answer in zip(folders, listed, strict=True):
        for name in (answer.names or ()) if isinstance(answer, Names) else ():
            if _NAME.fullmatch(name):
                yield folder, name


@fact
def kernels(
    environments: Environments, locations: Locations, pythons: Pythons, here: Here
) -> Generator[Sequence[Probe], Sequence[Answer], Kernels]:
    """Jupyter's kernels, in three rounds: the folders, each ``kernel.json``, what each would start."""
    folders = _once(_folders(environments, locations, pythons, here))
    listed = yield [List(folder.path) for folder in folders]
    named = list(_named(folders, listed))
    paths = [f"{folder.path}/{name}" for folder, name in named[:MOST]]
    reads: list[Probe] = [Read(f"{path}/kernel.json", _LIMIT) for path in paths]
    looks: list[Probe] = [Look(path) for path in paths]
    answers = yield [*reads, *looks]
    made = zip(named, answers[: len(paths)], answers[len(paths) :], strict=False)
    found = [kernel for (folder, name), text, seen in made if (kernel := _read(folder, name, text, seen)) is not None]
    programs = list(dict.fromkeys(kernel.program for kernel in found if kernel.program))
    seen_ = yield [Look(program) for program in programs]
    states = {program: _state(seen) for program, seen in zip(programs, seen_, strict=True)}
    reasons = [answer.reason for answer in (*listed, *answers) if isinstance(answer, Failed)]
    if len(named) > MOST:
        reasons.append(_("only the first {count} kernels were read", count=MOST))
    stated = (replace(kernel, state=states.get(kernel.program, "there")) for kernel in found)
    return Kernels(tuple(stated), reasons[0] if reasons else pythons.partial if found else "")


def successor(kernel: Kernel, envs: Sequence[PythonEnv]) -> PythonEnv | None:
    """The environment that a kernel whose program is gone may mean: its own, or one with ipykernel and the old name."""
    old = os.path.basename(os.path.dirname(os.path.dirname(kernel.program)))
    able = [env for env in envs if "ipykernel" in env.packages and not kernel.program.startswith(f"{env.prefix}/")]
    own = [env for env in able if env.prefix == kernel.prefix]
    named = [env for env in able if env.name == old or os.path.basename(env.prefix) == old]
    return next(iter([*own, *(named if len(named) == 1 else [])]), None)


def names(kernels: Kernels) -> Mapping[str, int]:
    """How many kernels have each name: a command that takes a name is exact only where there is one."""
    found: dict[str, int] = {}
    for kernel in kernels.all:
        found[kernel.name] = found.get(kernel.name, 0) + 1
    return found
