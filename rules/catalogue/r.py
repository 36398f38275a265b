"""R's library of packages, and the cache of renv."""

from __future__ import annotations

import re
from collections.abc import Mapping

from envdoctor.catalogue import parsers, settings_files, sources
from envdoctor.catalogue.rows import FileLever, Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.errors import Unavailable
from envdoctor.i18n import _, msg
from envdoctor.light import dataclass
from envdoctor.model import Origin

_LIBRARIES = ("R_LIBS", "R_LIBS_USER")
_SYSTEMS = ("x86_64-pc-linux-gnu", "x86_64-redhat-linux-gnu", "x86_64-conda-linux-gnu", "aarch64-unknown-linux-gnu")
_DEFAULTS = tuple(f"~/R/{system}-library" for system in _SYSTEMS)
_VERSION = '/"$(basename {old})"'
"""A library's folder ends in R's version: each needs packages of its own."""

Found = tuple[str, Origin]


@dataclass(frozen=True, slots=True)
class _R:
    """An installed R. ``home``: its own folder. ``version``: ``4.2.2``. ``platform``: ``x86_64-pc-linux-gnu``."""

    home: str
    version: str
    platform: str


# ---- what R's own files make of the environment


def _r_home(view: View) -> tuple[str, str] | None:
    """R's folder and version, by the program on the PATH; None where there is none."""
    program = view.which("R")
    real = view.look(program).real if program else ""
    if not real:
        return None
    above = real.rsplit("/", 2)[0]
    homes = [above, f"{above}/lib/R", f"{above}/lib64/R"]
    for folder, text in zip(
        homes, sources.reads(view, [f"{at}/library/base/DESCRIPTION" for at in homes]), strict=True
    ):
        if found := re.search(r"^Version: *([0-9.]{1,20})", text or "", re.MULTILINE):
            return folder, found[1]
    return None


def _files(view: View, context: str, home: str | None) -> list[str]:
    """The files that R reads at its start, weakest first: its own, the site's, the user's."""
    site, user = view.value(context, "R_ENVIRON"), view.value(context, "R_ENVIRON_USER")
    paths = [f"{home}/etc/Renviron"] if home else []
    if site:
        paths.append(sources.expand_user(view, context, site))
    elif site is None and home:
        paths.append(f"{home}/etc/Renviron.site")
    if user is None:
        here, own = view.here.cwd.rstrip("/") + "/.Renviron", sources.home(view, context) + "/.Renviron"
        paths.append(here if view.look(here).kind == "file" else own)
    elif user:
        paths.append(sources.expand_user(view, context, user))
    return [sources.absolute(view, path) for path in paths]


def _environment(view: View, context: str, home: str | None) -> Mapping[str, Found]:
    """Every variable that the files set, as it is once R runs.

    Raises:
        Unavailable: a value cannot be read.
    """
    made: dict[str, Found] = {}

    def lookup(name: str) -> str | None:
        return made[name][0] if name in made else view.value(context, name)

    paths = _files(view, context, home)
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        for name, line in settings_files.renviron(text or ""):
            try:
                value = settings_files.renviron_value(line.value, lookup)
            except parsers.Malformed as error:
                raise Unavailable(f"{path}:{line.line}: {error}") from None
            if not value or value == lookup(name):
                continue  # R changes nothing for an empty value; the same as before comes from where that came
            made[name] = value, Origin("file", path, line.line)
    return made


def _get(view: View, context: str, made: Mapping[str, Found], name: str) -> Found | None:
    if name in made:
        return made[name]
    value = view.value(context, name)
    return None if value is None else (value, sources.origin_of(view, context, name))


# ---- libraries


def _folders(view: View, context: str, found: Found, installed: _R) -> list[str]:
    """The folders of a list, with ``%v`` and the like replaced as R does."""
    parts = installed.platform.split("-", 2)
    default = f"~/R/{installed.platform}-library/{_short(installed.version)}"
    codes = {
        "V": installed.version,
        "v": _short(installed.version),
        "p": installed.platform,
        "a": parts[0],
        "o": parts[2] if len(parts) > 2 else "",
        "U": default,
    }
    value = re.sub(r"%([VvpaoU])", lambda code: codes[code[1]], found[0])
    entries = (sources.expand_user(view, context, entry) for entry in value.split(":") if entry)
    return [sources.absolute(view, entry) for entry in entries if entry != "NULL"]


def _short(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _own(view: View, context: str, installed: _R, made: Mapping[str, Found]) -> list[tuple[str, Origin]]:
    """The account's own libraries in order, whether they exist or not."""
    listed = []
    for name in _LIBRARIES:
        found = _get(view, context, made, name)
        if name == "R_LIBS_USER" and (found is None or not found[0]):
            found = "%U", Origin("default")
        if found is not None:
            origin = Origin("default") if found[1].path == f"{installed.home}/etc/Renviron" else found[1]
            listed += [(folder, origin) for folder in _folders(view, context, found, installed)]
    return listed


def _library(view: View, context: str) -> Place:
    """The first library that exists; else R's own, if it can be written; else the one that R offers to make."""
    at = _r_home(view)
    made = _environment(view, context, at[0] if at else None)
    if at is None:
        return _without_r(view, context, made)
    platform = _get(view, context, made, "R_PLATFORM")
    installed = _R(*at, platform[0] if platform else "x86_64-pc-linux-gnu")
    own = _own(view, context, installed, made)
    seen = sources.looks(view, [folder for folder, _origin in own])
    there = [place for place, it in zip(own, seen, strict=True) if it.kind == "folder"]
    if there:
        return Place(*there[0])
    listed = _get(view, context, made, "R_LIBS_SITE")
    folders = [*(_folders(view, context, listed, installed) if listed else ()), f"{installed.home}/library"]
    shared = [it for it in sources.looks(view, folders) if it.kind == "folder"]
    return _shared(shared[0].real, own) if shared and shared[0].writable else _missing(own)


def _without_r(view: View, context: str, made: Mapping[str, Found]) -> Place:
    found = _get(view, context, made, "R_LIBS_USER")
    if found and found[0] and "%" not in found[0]:
        return sources.placed(view, sources.expand_user(view, context, found[0].split(":")[0]), found[1])
    note = _("R is not on the PATH: its version is part of the folder's name")
    return sources.placed(view, sources.home(view, context) + "/R", Origin("default"), note=note)


def _shared(folder: str, own: list[tuple[str, Origin]]) -> Place:
    note = _("it installs into {path}, for whoever uses this R", path=folder)
    return Place(None, own[0][1] if own else Origin("default"), note=note)


def _missing(own: list[tuple[str, Origin]]) -> Place:
    if not own:
        return Place(None, note=_("R_LIBS_USER is NULL, so there is no library of one's own"))
    note = _("R uses a library only once its folder exists; it offers to make it")
    return Place(own[0][0], own[0][1], note="" if own[0][1].kind == "default" else note)


def _lever_file(view: View) -> str:
    named = sources.common(view, "R_ENVIRON_USER") or ""
    return named if named.startswith("/") else view.here.home + "/.Renviron"


R = Row(
    id="r",
    tool="R",
    title=msg("R's packages"),
    holds="data",
    sources=(_library,),
    levers=(FileLever("renviron", _lever_file, ("R_LIBS_USER",)), VariableLever("R_LIBS_USER")),
    folder="R/library",
    variables=("R_LIBS", "R_LIBS_USER", "R_ENVIRON_USER", "R_ENVIRON"),
    own_commands=("R",),
    traces=_DEFAULTS,
    usual=_DEFAULTS,
    keep=msg("packages that are installed are found only there"),
    relocation=Relocation(
        "ok", msg("end R, then copy the library and leave a link in its place"), move_and_link(_VERSION)
    ),
    needs_exec=True,
    pitfalls=(
        msg("R_LIBS_USER is ignored without a word while its folder does not exist: make it first"),
        msg(
            "what ~/.Renviron says beats an exported R_LIBS_USER; a .Renviron in the working folder replaces that file"
        ),
        msg("%v stands for R's version: with R_LIBS_USER=/data/me/R/%v each version has a library of its own"),
        msg("packages of one version of R often do not work with the next"),
    ),
    facts=("R 4.2.2, .libPaths() and Renviron files, run",),
)

# ---- renv


def _renv(view: View, context: str) -> Place:
    """The folder of renv's package cache, without the version and platform that renv adds."""
    at = _r_home(view)
    made = _environment(view, context, at[0] if at else None)
    if found := _get(view, context, made, "RENV_PATHS_CACHE"):
        first = re.split("[;:]", found[0])[0]
        return sources.placed(view, sources.expand_user(view, context, first), found[1])
    if found := _get(view, context, made, "RENV_PATHS_ROOT"):
        return sources.placed(view, sources.expand_user(view, context, found[0]), found[1], suffix="cache")
    return _renv_default(view, context, made)


def _renv_default(view: View, context: str, made: Mapping[str, Found]) -> Place:
    """Below R's folder for caches; an older folder is used where it exists and that one does not."""
    home = sources.home(view, context)
    base, origin = f"{home}/.cache", Origin("default")
    for name in ("R_USER_CACHE_DIR", "XDG_CACHE_HOME"):
        found = _get(view, context, made, name)
        if found is not None and found[0]:
            base, origin = found
            break
    data = _get(view, context, made, "XDG_DATA_HOME")
    old = sources.expand_user(view, context, data[0] if data else "~/.local/share") + "/renv"
    base = sources.expand_user(view, context, base)  # every function of R that touches files does so
    seen = sources.looks(view, [sources.absolute(view, path) for path in (base + "/R/renv", old)])
    if not seen[0].exists and seen[1].exists:
        return sources.placed(view, old, data[1] if data else Origin("default"), suffix="cache")
    return sources.placed(view, base + "/R/renv", origin, suffix="cache")


RENV = Row(
    id="renv",
    tool="renv",
    title=msg("renv's cache of R packages"),
    holds="mixed",
    sources=(_renv,),
    levers=(
        FileLever("renviron", _lever_file, ("RENV_PATHS_ROOT",), suffix="cache"),
        VariableLever("RENV_PATHS_ROOT", suffix="cache"),
    ),
    folder="cache/renv",
    variables=("RENV_PATHS_CACHE", "RENV_PATHS_ROOT", "R_USER_CACHE_DIR", "XDG_CACHE_HOME", "XDG_DATA_HOME"),
    traces=("~/.cache/R/renv", "~/.local/share/renv"),
    usual=("~/.cache/R/renv", "~/.local/share/renv"),
    keep=msg("the libraries of projects are links into it"),
    relocation=Relocation(
        "ok", msg("end R, then copy it and leave a link in its place, so that projects find it"), move_and_link()
    ),
    children=(("RENV_PATHS_CACHE", "RENV_PATHS_ROOT"),),
    pitfalls=(
        msg("never delete it while projects use it: their libraries are links into it"),
        msg("an empty RENV_PATHS_ROOT or RENV_PATHS_CACHE makes it write into the working folder"),
        msg("an old ~/.local/share/renv is used while ~/.cache/R/renv does not exist"),
    ),
    facts=("renv 1.2.4 from its repository, R/paths.R, run with R 4.2.2 and read",),
)
