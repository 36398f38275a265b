"""Python environments of the account, and what is installed in them; told from their files alone.

What counts as an environment: a folder with ``conda-meta/history`` (conda's own test) or ``pyvenv.cfg`` (PEP 405), and
``~/.local/lib/pythonX.Y/site-packages`` (PEP 370). Nothing is run and no tree is walked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence

from envdoctor.catalogue.view import Here
from envdoctor.declare import fact
from envdoctor.facts.types import Environments, Locations, Spot
from envdoctor.host.probes import Answer, Content, Failed, List, Look, Names, Probe, Read, Seen
from envdoctor.i18n import _
from envdoctor.light import dataclass, field, replace

MOST = 60
"""Environments that are looked into; whoever has more is told so."""
_CANDIDATES = 2 * MOST
_NAMES = 10_000
_DEADLINE = 3.0
_BASES = (
    *("miniconda3", "anaconda3", "miniforge3", "mambaforge", "miniconda", "anaconda", "conda", ".conda/base"),
    *("micromamba", ".local/share/mamba"),
)
_SINGLE = (".venv", "venv")
_FOLDERS = (".virtualenvs", ".local/share/virtualenvs")
_UNSET = "***unset***"  # what `conda env config vars unset` leaves
_PYTHON = re.compile(r"python-(\d+\.\d+)[^-]*-[^-]+\.json")
_SITE = re.compile(r"python(\d+\.\d+)t?")
_EGG = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-py\d+(?:\.\d+)?(?:-.+)?)?\.egg-info")


@dataclass(frozen=True, slots=True)
class PythonEnv:
    """A Python environment.

    Attributes:
        prefix: its folder, absolute. kind: ``venv``, ``conda``, ``user`` (``~/.local``), ``system``.
        name: what conda or the user calls it; the folder's name.
        python: ``3.11``; empty: not known.
        site: its ``site-packages``; empty: it has none.
        packages: distribution name, normalised (``huggingface-hub``) -> version, from the ``*.dist-info`` names.
        contexts: keys of contexts in which it is active (``VIRTUAL_ENV`` or ``CONDA_PREFIX`` names it).
        link: the prefix is a symbolic link to this folder; empty: it is none.
        user_site: it sees what is installed in ``~/.local``: conda's, unless variables of the environment's own
            (``conda env config vars``) set PYTHONNOUSERSITE, and venvs made with ``--system-site-packages``.
    """

    prefix: str = "/home/alice/venv"
    kind: str = "venv"
    name: str = "venv"
    python: str = "3.11"
    site: str = "/home/alice/venv/lib/python3.11/site-packages"
    packages: Mapping[str, str] = field(default_factory=dict)
    contexts: tuple[str, ...] = ()
    link: str = ""
    user_site: bool = False


@dataclass(frozen=True, slots=True)
class Pythons:
    """The environments that could be found without walking: active ones, conda's, ``~/.local``, usual folders.

    ``partial``: why there may be more; empty: nothing was left out.
    """

    all: tuple[PythonEnv, ...] = ()
    partial: str = ""


# ---- names


def normal(name: str) -> str:
    """A distribution's name as indexes spell it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def packages_in(names: Iterable[str]) -> dict[str, str]:
    """Distribution -> version, from the names in a ``site-packages``; a ``dist-info`` beats an ``egg-info``."""
    eggs: dict[str, str] = {}
    wheels: dict[str, str] = {}
    for name in names:
        if name.endswith(".dist-info"):
            project, dash, version = name.removesuffix(".dist-info").rpartition("-")
            if dash and not project.startswith("~"):  # pip renames what it takes out to ~name first
                wheels[normal(project)] = version
        elif found := _EGG.fullmatch(name):
            eggs[normal(found["name"])] = found["version"]
    return {**eggs, **wheels}


# ---- where to look


def _values(environments: Environments, name: str) -> dict[str, list[str]]:
    """Values of a variable, and the contexts that have each."""
    found: dict[str, list[str]] = {}
    for context, environment in environments.contexts.items():
        variable = environment.get(name)
        if variable is not None and variable.value:
            found.setdefault(variable.value, []).append(context)
    return found


def _active(environments: Environments) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        for prefix, contexts in _values(environments, name).items():
            if prefix.startswith("/"):
                found.setdefault(os.path.normpath(prefix), []).extend(contexts)
    return {prefix: tuple(dict.fromkeys(contexts)) for prefix, contexts in found.items()}


def bases(environments: Environments, locations: Locations, here: Here) -> tuple[str, ...]:
    """Folders in which conda itself may be installed."""
    found = [os.path.dirname(os.path.dirname(program)) for program in _values(environments, "CONDA_EXE")]
    found += _values(environments, "CONDA_ROOT")
    found += _values(environments, "MAMBA_ROOT_PREFIX")
    found += [prefix.rpartition("/envs/")[0] for prefix in _active(environments) if "/envs/" in prefix]
    for paths in _values(environments, "PATH"):
        found += [os.path.dirname(part) for part in paths.split(":") if part.endswith("/condabin")]
    for row in ("conda-base", "mamba"):
        spot = locations.spots.get(row, Spot(row))
        found += [place.path for place in spot.places.values() if place.path]
    for place in locations.spots.get("conda-envs", Spot("conda-envs")).places.values():
        found += [os.path.dirname(place.path)] if place.path and os.path.basename(place.path) == "envs" else []
    found += [f"{here.home}/{name}" for name in _BASES]
    return tuple(dict.fromkeys(os.path.normpath(path) for path in found if path.startswith("/")))


def env_folders(environments: Environments, locations: Locations, here: Here) -> tuple[str, ...]:
    """Folders whose first level conda looks for named environments in, as far as is known."""
    spot = locations.spots.get("conda-envs", Spot("conda-envs"))
    found = [place.path for place in spot.places.values() if place.path]
    for name in ("CONDA_ENVS_DIRS", "CONDA_ENVS_PATH"):
        found += [part.strip() for value in _values(environments, name) for part in value.split(":")]
    found += [f"{base}/envs" for base in bases(environments, locations, here)]
    whole = [os.path.normpath(path) for path in found if path.startswith("/")]
    return tuple(dict.fromkeys([*whole, f"{here.home}/.conda/envs"]))


def _bases_of_user(environments: Environments, here: Here) -> list[str]:
    named = [os.path.normpath(path) for path in _values(environments, "PYTHONUSERBASE") if path.startswith("/")]
    return list(dict.fromkeys([f"{here.home}/.local", *named]))


# ---- what was seen


class _Asked:
    """Answers by probe, and why some gave none."""

    def __init__(self) -> None:
        self.seen: dict[Probe, Answer] = {}
        self.reasons: dict[str, None] = {}

    def keep(self, probes: Sequence[Probe], answers: Sequence[Answer]) -> None:
        self.seen.update(zip(probes, answers, strict=True))
        self.reasons.update(dict.fromkeys(answer.reason for answer in answers if isinstance(answer, Failed)))

    def names(self, path: str) -> tuple[str, ...] | None:
        found = self.seen.get(_listed(path))
        if isinstance(found, Names) and found.cut:
            self.reasons[_("{path} holds more than {count} names", path=path, count=_NAMES)] = None
        return found.names if isinstance(found, Names) else None

    def text(self, path: str) -> str | None:
        found = self.seen.get(Read(path))
        data = found.data if isinstance(found, Content) else None
        return None if data is None else data.decode("utf-8", "surrogateescape")


def _listed(path: str) -> List:
    return List(path, _NAMES, _DEADLINE)


def _settings(text: str) -> dict[str, str]:
    """Keys of a ``pyvenv.cfg``, read as ``site.py`` does."""
    pairs = (line.partition("=") for line in text.split("\n"))
    return {key.strip().lower(): value.strip() for key, equals, value in pairs if equals}


def _closed(state: str) -> bool:
    """Whether an environment's own variables (``conda env config vars set``) shut ``~/.local`` out."""
    if "PYTHONNOUSERSITE" not in state:
        return False
    import json

    try:
        variables = json.loads(state)["env_vars"]
        value = variables.get("PYTHONNOUSERSITE")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False  # conda gives an error then, when it activates the environment
    return isinstance(value, str) and value not in ("", _UNSET)


def _environment(asked: _Asked, prefix: str) -> PythonEnv | None:
    """What stands at ``prefix``, without its packages; None: no environment."""
    seen = asked.seen.get(Look(prefix))
    if not isinstance(seen, Seen) or seen.kind != "folder":
        return None
    link = seen.real if seen.link is not None else ""
    name = os.path.basename(prefix)
    text = asked.text(f"{prefix}/pyvenv.cfg")
    keys = _settings(text or "")
    told = re.match(r"\d+\.\d+", keys.get("version") or keys.get("version_info") or "")
    python = told[0] if told else ""
    outside = text is None or keys.get("include-system-site-packages", "").lower() == "true"
    meta = asked.names(f"{prefix}/conda-meta")
    if meta is not None and "history" in meta:
        versions = [found[1] for one in meta if (found := _PYTHON.fullmatch(one))]
        own = asked.seen.get(Look(f"{prefix}/condabin"))
        base = isinstance(own, Seen) and own.kind == "folder" and os.path.basename(os.path.dirname(prefix)) != "envs"
        called, python = "base" if base else name, versions[0] if versions else python
        outside = outside and not _closed(asked.text(f"{prefix}/conda-meta/state") or "")
        return PythonEnv(prefix, "conda", called, python, "", link=link, user_site=outside)
    return None if text is None else PythonEnv(prefix, "venv", name, python, "", link=link, user_site=outside)


def _once(found: Iterable[PythonEnv], asked: _Asked) -> list[PythonEnv]:
    """Each real folder once; the name that is a link stands for it, with the contexts of all its names."""
    kept: dict[str, PythonEnv] = {}
    for env in found:
        seen = asked.seen[Look(env.prefix)]
        real = (seen.real if isinstance(seen, Seen) else "") or env.prefix
        before = kept.get(real, env)
        best = env if env.link and not before.link else before
        kept[real] = replace(best, contexts=tuple(dict.fromkeys((*before.contexts, *env.contexts))))
    return list(kept.values())


def _sites(env: PythonEnv) -> tuple[str, ...]:
    """Where its ``site-packages`` may be: a free-threaded Python has a folder of its own."""
    if env.site:
        return (env.site,)
    return tuple(f"{env.prefix}/lib/python{env.python}{mark}/site-packages" for mark in ("", "t") if env.python)


def _filled(env: PythonEnv, asked: _Asked) -> PythonEnv:
    for site in _sites(env):
        names = asked.names(site)
        if names is not None:
            return replace(env, site=site, packages=packages_in(names))
    return replace(env, site="")


# ---- the fact


def _details(prefix: str) -> tuple[Probe, ...]:
    meta = _listed(f"{prefix}/conda-meta")
    texts = (Read(f"{prefix}/pyvenv.cfg"), Read(f"{prefix}/conda-meta/state"))
    return (Look(prefix), meta, Look(f"{prefix}/condabin"), *texts)


def _prefixes(
    environments: Environments, locations: Locations, here: Here, asked: _Asked, folders: Sequence[str]
) -> Iterator[str]:
    """Every folder that may be an environment, the likeliest first."""
    yield from _active(environments)
    yield from bases(environments, locations, here)
    yield from (f"{here.home}/{name}" for name in _SINGLE)
    for folder in folders:
        yield from (f"{folder}/{name}" for name in asked.names(folder) or () if not name.startswith("."))
    for line in (asked.text(f"{here.home}/.conda/environments.txt") or "").split("\n"):
        if line.strip().startswith("/"):
            yield os.path.normpath(line.strip())


def _of_user(roots: Sequence[str], asked: _Asked) -> Iterator[PythonEnv]:
    for root in roots:
        for name in asked.names(f"{root}/lib") or ():
            if found := _SITE.fullmatch(name):
                site = f"{root}/lib/{name}/site-packages"
                yield PythonEnv(root, "user", os.path.basename(root), found[1], site, user_site=True)


@fact
def pythons(
    environments: Environments, locations: Locations, here: Here
) -> Generator[Sequence[Probe], Sequence[Answer], Pythons]:
    """Python environments and what is installed in them.

    Three rounds: folders of environments, what stands at each prefix, the names in each ``site-packages``.
    """
    asked, active = _Asked(), _active(environments)
    folders = [*env_folders(environments, locations, here), *(f"{here.home}/{name}" for name in _FOLDERS)]
    roots = _bases_of_user(environments, here)
    first: list[Probe] = [_listed(path) for path in [*folders, *(f"{root}/lib" for root in roots)]]
    first.append(Read(f"{here.home}/.conda/environments.txt"))
    asked.keep(first, (yield first))
    prefixes = list(dict.fromkeys(_prefixes(environments, locations, here, asked, folders)))
    second = list(dict.fromkeys(probe for prefix in prefixes[:_CANDIDATES] for probe in _details(prefix)))
    asked.keep(second, (yield second))
    met = (env for prefix in prefixes[:_CANDIDATES] if (env := _environment(asked, prefix)) is not None)
    known = _once((replace(env, contexts=active.get(env.prefix, ())) for env in met), asked)
    found = [*_of_user(roots, asked), *known]
    third = [_listed(site) for env in found[:MOST] for site in _sites(env)]
    asked.keep(third, (yield third))
    filled = (_filled(env, asked) for env in found[:MOST])
    return Pythons(tuple(env for env in filled if env.kind != "user" or env.site), _partial(asked, prefixes, found))


def _partial(asked: _Asked, prefixes: Sequence[str], found: Sequence[PythonEnv]) -> str:
    """Why there may be more."""
    reasons = list(asked.reasons)[:1]
    if len(found) > MOST or len(prefixes) > _CANDIDATES:
        reasons.append(_("only the first {count} environments were looked into", count=MOST))
    return "; ".join(reasons)
