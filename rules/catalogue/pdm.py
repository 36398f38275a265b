"""pdm's cache, the environments it keeps in home, and Pythons it installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from envdoctor.catalogue import parsers, sources
from envdoctor.catalogue.rows import (
    Cleaner,
    FileLever,
    Place,
    Relocation,
    Row,
    Side,
    Source,
    VariableLever,
    move_and_link,
)
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

CACHE, ENVIRONMENTS, PYTHONS = "cache_dir", "venv.location", "python.install_root"
_FALSE = ("", "false", "no", "0")

File = tuple[str, str, Mapping[str, Any]]
_default = sources.xdg("XDG_CACHE_HOME", ".cache", "pdm")


def _config(view: View, context: str) -> str:
    """The folder below ``XDG_CONFIG_HOME``."""
    base = (view.value(context, "XDG_CONFIG_HOME") or "").strip()
    return (base if base.startswith("/") else sources.home(view, context) + "/.config") + "/pdm"


def _user_file(view: View, context: str) -> str:
    """The user's file.

    Raises:
        Stopped: the variable that names it is empty, so pdm tries to read the working folder.
    """
    named = view.value(context, "PDM_CONFIG_FILE")
    if named == "":
        origin = sources.origin_of(view, context, "PDM_CONFIG_FILE")
        raise sources.Stopped("pdm", _("PDM_CONFIG_FILE is empty"), origin)
    return sources.absolute(view, named) if named else _config(view, context) + "/config.toml"


def _site_file(view: View, context: str) -> str:
    bases = (view.value(context, "XDG_CONFIG_DIRS") or "").split(":")
    return next((base for base in bases if base.startswith("/")), "/etc/xdg") + "/pdm/config.toml"


def _read(view: View, paths: list[str]) -> list[File]:
    """Those of ``paths`` that exist.

    Raises:
        Stopped: pdm cannot read one of them.
    """
    found = []
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        try:
            found += [] if text is None else [(path, text, parsers.toml(text))]
        except parsers.Malformed as error:
            raise sources.Stopped("pdm", f"{path}: {error}", Origin("file", path)) from None
    return found


def _value(tables: Mapping[str, Any], key: str) -> Any:
    """The value of a dotted key, None where it is absent."""
    table, _dot, name = key.rpartition(".")
    held = tables.get(table) if table else tables
    found = held.get(name) if isinstance(held, Mapping) else None
    found = tables.get(key) if found is None else found
    return None if isinstance(found, Mapping) else found


def _projects(view: View, context: str, files: list[File]) -> list[str]:
    """Folders with settings of a project: the one PDM_PROJECT names, then that of the working folder.

    The latter is the nearest one upwards with a pyproject.toml; pdm reads its settings in any case, to find plugins.
    """
    named = view.value(context, "PDM_PROJECT")
    folders = [folder.rstrip("/") for folder in (view.here.cwd, *sources.parents(view.here.cwd))]
    seen = sources.looks(view, [f"{folder}/pyproject.toml" for folder in folders])
    near = next((folder for folder, one in zip(folders, seen, strict=True) if one.exists), None)
    if near is None:
        near = _everybodys(view, context, files) or view.here.cwd
    return [sources.absolute(view, named), near] if named else [near]


def _everybodys(view: View, context: str, files: list[File]) -> str | None:
    """The project that is used where there is no other, if that is asked for."""
    settings = {"global_project.fallback": "", "global_project.path": _config(view, context) + "/global-project"}
    for _path, _text, tables in files:
        settings.update({key: str(held) for key in settings if (held := _value(tables, key)) is not None})
    if settings["global_project.fallback"].lower() in _FALSE or view.value(context, "CONDA_DEFAULT_ENV") == "base":
        return None
    return sources.absolute(view, sources.expand_user(view, context, settings["global_project.path"]))


def _line(text: str, key: str) -> int | None:
    return parsers.key_line(text, parsers.ini_key(key.rpartition(".")[2]))


def _own(view: View, folder: str) -> list[File]:
    """The files of the project in ``folder``.

    Raises:
        Stopped: pdm cannot read one of them, or the old one sets what only the user's file may set.
    """
    found = _read(view, [f"{folder}/pdm.toml", f"{folder}/.pdm.toml"])
    for path, text, tables in found:
        for key in (CACHE, ENVIRONMENTS, PYTHONS):
            if path.endswith("/.pdm.toml") and _value(tables, key) is not None:
                why = _("{path}: {key} may not stand in this file", path=path, key=key)
                raise sources.Stopped("pdm", why, Origin("file", path, _line(text, key)))
    return found


def _files(view: View, context: str) -> list[File]:
    """The files pdm merges, lowest precedence first.

    Raises:
        Stopped: pdm gives an error.
    """
    files = _read(view, [_site_file(view, context), _user_file(view, context)])
    own = [_own(view, folder) for folder in _projects(view, context, files)]
    return files + own[0]


def _said(view: View, context: str, key: str, variable: str = "") -> Iterator[Place]:
    """All that is set, the strongest first; an empty value is the working folder.

    Raises:
        Stopped: pdm gives an error.
    """
    files = _files(view, context)
    value = view.value(context, variable) if variable else None
    found = [] if value is None else [(value, sources.origin_of(view, context, variable))]
    for path, text, tables in reversed(files):
        if (held := _value(tables, key)) is not None:
            found.append((str(held), Origin("file", path, _line(text, key))))
    for text, origin in found:
        yield sources.placed(view, sources.expand_user(view, context, text), origin)


def _configured(key: str, variable: str = "") -> Source:
    """A setting of files, and the variable that beats them."""

    def source(view: View, context: str) -> Place | None:
        return next(_said(view, context, key, variable), None)

    return sources.may_stop(source)


def _spoken(view: View, context: str) -> list[Place]:
    try:
        places = [*_said(view, context, CACHE, "PDM_CACHE_DIR"), _default(view, context)]
    except sources.Stopped as stop:
        return [stop.place]
    return [place for place in places if place is not None and place.origin.kind != "default"]


def user_file(view: View) -> str:
    """config.toml, as all contexts agree on it."""
    own = sources.common(view, "PDM_CONFIG_FILE") or ""
    return own if own.startswith("/") else sources.config_file("pdm/config.toml")(view)


PDM = Row(
    id="pdm",
    tool="pdm",
    title=msg("pdm's cache"),
    holds="cache",
    sources=(_configured(CACHE, "PDM_CACHE_DIR"), _default),
    settings=_spoken,
    levers=(FileLever("toml", user_file, (CACHE,)), VariableLever("PDM_CACHE_DIR")),
    folder="cache/pdm",
    variables=(
        *("PDM_CACHE_DIR", "PDM_CONFIG_FILE", "PDM_PROJECT"),
        *("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_CACHE_HOME", "XDG_DATA_HOME"),
    ),
    own_commands=("pdm",),
    traces=("~/.cache/pdm", "~/.local/share/pdm"),
    usual=("~/.cache/pdm",),
    cleaners=(
        Cleaner(
            "pdm cache clear",
            at="PDM_CACHE_DIR={path} pdm cache clear",
            part=msg("frees all but packages that environments are linked to (install.cache)"),
        ),
    ),
    relocation=Relocation(
        how=msg("it need not be moved, unless install.cache is on: environments are then links into it"),
        commands=move_and_link(),
    ),
    sides=(
        Side(
            key="venvs",
            title=msg("environments that pdm keeps outside of projects"),
            variables=(),
            sources=(_configured(ENVIRONMENTS), sources.xdg("XDG_DATA_HOME", ".local/share", "pdm/venvs")),
            folder="pdm/venvs",
            keep=msg("pdm finds existing environments only in the old folder; pdm install makes them anew"),
            levers=(FileLever("toml", user_file, ("venv", "location")),),
        ),
        Side(
            key="pythons",
            title=msg("Pythons that pdm installed"),
            variables=(),
            sources=(_configured(PYTHONS), sources.xdg("XDG_DATA_HOME", ".local/share", "pdm/python")),
            folder="pdm/python",
            keep=msg("environments that exist point into the old folder: keep it until they are made again"),
            levers=(FileLever("toml", user_file, ("python", "install_root")),),
        ),
    ),
    children=(("PDM_CACHE_DIR", "XDG_CACHE_HOME"),),
    pitfalls=(
        msg("with install.cache environments are links into the cache: never delete it by hand"),
        msg("cache_dir in a project's pdm.toml beats the user's file, although pdm config refuses to write it there"),
        msg("an empty PDM_CACHE_DIR is the working folder; an empty PDM_CONFIG_FILE makes every pdm command fail"),
        msg("venv.location and python.install_root have no variables: only config.toml moves them"),
    ),
    facts=("pdm 2.29.3, pdm/project/config.py, core.py, cli/commands/cache.py, run and read",),
)
