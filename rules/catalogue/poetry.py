"""poetry's cache, with the environments of its projects in it, and Pythons it installed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
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
from envdoctor.errors import EditError, Unavailable
from envdoctor.i18n import _, msg
from envdoctor.light import dataclass
from envdoctor.model import Origin

CACHE, ENVIRONMENTS, PYTHONS, DATA = "cache-dir", "virtualenvs.path", "python.installation-dir", "data-dir"
_BELOW = {ENVIRONMENTS: "{cache-dir}/virtualenvs", PYTHONS: "{data-dir}/python"}
"""Defaults that refer to another setting."""
_OTHERS = ("virtualenvs", "requests", "installer", "python", "solver", "system-git-client", "keyring", "repositories")
"""Settings of other kinds that a value may refer to, too; their defaults are not known here."""

File = tuple[str, str, Mapping[str, Any]]
_cache = sources.xdg("XDG_CACHE_HOME", ".cache", "pypoetry")
_data = sources.xdg("XDG_DATA_HOME", ".local/share", "pypoetry")


@dataclass(frozen=True, slots=True)
class Setting:
    """A value as poetry reads it, and what decides it. ``raw``: before what it refers to was filled in."""

    value: object
    origin: Origin
    raw: str = ""


def _config_folder(view: View, context: str) -> str:
    """``POETRY_CONFIG_DIR``, in which ``~`` is taken literally, else below ``XDG_CONFIG_HOME``."""
    if named := view.value(context, "POETRY_CONFIG_DIR"):
        return sources.absolute(view, named)
    base = (view.value(context, "XDG_CONFIG_HOME") or "").strip()
    return (base if base.startswith("/") else sources.home(view, context) + "/.config") + "/pypoetry"


def _tables(path: str, text: str) -> Mapping[str, Any]:
    """The tables of a file.

    Raises:
        Stopped: poetry cannot read it.
    """
    try:
        return parsers.toml(text)
    except parsers.Malformed as error:
        raise sources.Stopped("poetry", f"{path}: {error}", Origin("file", path)) from None


def _project(view: View) -> str | None:
    """The folder of the nearest pyproject.toml upwards, if it is one that poetry takes for a project.

    Raises:
        Stopped: poetry cannot read it.
    """
    folders = [folder.rstrip("/") for folder in (view.here.cwd, *sources.parents(view.here.cwd))]
    paths = [f"{folder}/pyproject.toml" for folder in folders]
    for folder, path, text in zip(folders, paths, sources.reads(view, paths), strict=True):
        if text is not None:
            tables = _tables(path, text)
            tool = tables.get("tool")
            return folder if "project" in tables or (isinstance(tool, dict) and "poetry" in tool) else None
    return None


def _files(view: View, context: str) -> list[File]:
    """The files poetry merges, lowest precedence first.

    Raises:
        Stopped: it cannot read one of them.
    """
    folder, project = _config_folder(view, context), _project(view)
    paths = [f"{folder}/config.toml", f"{folder}/auth.toml"]
    paths += [f"{project}/poetry.toml"] if project is not None else []
    texts = zip(paths, sources.reads(view, paths), strict=True)
    return [(path, text, _tables(path, text)) for path, text in texts if text is not None]


def _in_files(files: list[File], key: str) -> Setting | None:
    """What the files say of ``key``; a text where poetry wants a table counts as one that holds nothing.

    Raises:
        Stopped: anything else stands there, and no later file mends it.
    """
    table, _dot, name = key.rpartition(".")
    found: Setting | None = None
    wrong: sources.Stopped | None = None
    for path, text, tables in files:
        held = tables.get(table, {}) if table else tables
        origin = Origin("file", path, parsers.key_line(text, name, table) or parsers.key_line(text, key))
        if isinstance(held, Mapping):
            found = Setting(held[name], origin) if name in held else found
            wrong = None if table in tables else wrong
        else:
            found = Setting(None, origin)  # the default is hidden, too
            why = _("{path}: {key} is no table", path=path, key=table)
            wrong = None if isinstance(held, (str, list)) else sources.Stopped("poetry", why, origin)
    if wrong is not None:
        raise wrong
    return found


def _default(view: View, context: str, key: str) -> Setting | None:
    if key in _BELOW:
        return Setting(_BELOW[key], Origin("default"))
    home = view.value(context, "POETRY_HOME") if key == DATA else None
    if home:
        return Setting(sources.expand_user(view, context, home), sources.origin_of(view, context, "POETRY_HOME"))
    place = {CACHE: _cache, DATA: _data}[key](view, context) if key in (CACHE, DATA) else None
    return Setting(place.path, place.origin) if place is not None else None


def _get(view: View, context: str, files: list[File], key: str, inside: tuple[str, ...] = ()) -> Setting | None:
    """``key`` as ``poetry config`` gives it: variable, files, default; ``{key}`` in it filled in.

    Raises:
        Stopped: poetry gives an error. Unavailable: it refers to a setting that is not looked up.
    """
    name = "POETRY_" + key.upper().replace("-", "_").replace(".", "_")
    value = view.value(context, name)
    if value is not None:
        value = str(PurePath(value)) if key == ENVIRONMENTS else value
        found: Setting | None = Setting(value, sources.origin_of(view, context, name))
    else:
        found = _in_files(files, key) or _default(view, context, key)
    if found is None and key.split(".")[0] in _OTHERS:
        raise Unavailable(_("a setting of poetry refers to {key}, which is not looked up", key=key))
    if found is None or not isinstance(found.value, str):
        return found
    raw, origin = found.value, found.origin
    if key in inside:
        raise sources.Stopped("poetry", _("{key} refers to itself", key=key), origin)

    def filled(match: re.Match[str]) -> str:
        other = _get(view, context, files, match[1], (*inside, key))
        return match[0] if other is None else str(other.value)

    return Setting(re.sub(r"{(.+?)}", filled, raw), origin, raw)


def _placed(view: View, context: str, files: list[File], key: str) -> Place:
    """Where ``key`` puts things; in a project nothing works with a cache-dir that is no text.

    Raises:
        Stopped: poetry gives an error.
    """
    found = _get(view, context, files, key)
    cache = _get(view, context, files, CACHE) if _project(view) is not None else None
    assert found is not None
    if cache is not None and not isinstance(cache.value, str):
        raise sources.Stopped("poetry", _("{key} is no text", key=CACHE), cache.origin)
    origin = found.origin
    if key in _BELOW and (found.value is None or found.raw == _BELOW[key]):
        above = _get(view, context, files, CACHE if key == ENVIRONMENTS else DATA)
        assert above is not None
        value = str(PurePath(str(above.value)) / _BELOW[key].rpartition("/")[2])
        found = Setting(value, origin) if found.value is None else found
        origin = above.origin if above.origin.variable else Origin("default")  # a file names the other one only
    if not isinstance(found.value, str):
        raise sources.Stopped("poetry", _("{key} is no text", key=key), origin)
    return sources.placed(view, sources.expand_user(view, context, found.value), origin)


def _source(key: str) -> Source:
    def source(view: View, context: str) -> Place | None:
        return _placed(view, context, _files(view, context), key)

    return sources.may_stop(source)


def _spoken(view: View, context: str) -> list[Place]:
    """Every setting that says where the cache is, the one in force first."""
    try:
        files = _files(view, context)
        found = [_placed(view, context, files, CACHE)]
    except sources.Stopped as stop:
        return [stop.place]
    for at in range(len(files) - 1, -1, -1):
        said = _in_files(files[at : at + 1], CACHE)
        if said is not None and isinstance(said.value, str) and "{" not in said.value:
            found.append(sources.placed(view, sources.expand_user(view, context, said.value), said.origin))
    default = _cache(view, context)
    found += [default] if default is not None else []
    places = {place.origin: place for place in reversed(found) if place.origin.kind != "default"}
    return list(reversed(places.values()))


def _below_cache(view: View, context: str, files: list[File]) -> bool:
    """Whether the environments follow the cache.

    Raises:
        EditError: they do by a setting of the user's.
    """
    found = _get(view, context, files, ENVIRONMENTS)
    raw = found.raw if found is not None and found.value is not None else _BELOW[ENVIRONMENTS]
    own = raw != _BELOW[ENVIRONMENTS] or (found is not None and found.origin.variable)
    if found is not None and "{cache-dir}" in raw and own:
        where = found.origin.variable or found.origin.path
        raise EditError(_("{where} puts poetry's environments below its cache: name their whole path", where=where))
    return raw == _BELOW[ENVIRONMENTS]


def environments_stay(view: View, contexts: tuple[str, ...]) -> dict[str, str]:
    """POETRY_VIRTUALENVS_PATH where environments stand below the cache now: a move must not lose them.

    Raises:
        EditError: they stand in more than one place, or it can't be told where. Missing: as :meth:`View.look`.
    """
    paths: dict[str, None] = {}
    try:
        for context in contexts:
            files = _files(view, context)
            if _below_cache(view, context, files):
                place = _placed(view, context, files, ENVIRONMENTS)
                assert place.path is not None
                paths[place.path] = None
        held = [path for path, seen in zip(paths, sources.looks(view, list(paths)), strict=True) if seen.holds]
    except (Unavailable, sources.Stopped) as why:
        raise EditError(_("it can't be told where poetry's environments are: {why}", why=why)) from None
    if len(held) > 1:
        places = ", ".join(held)
        raise EditError(_("poetry's environments are in more than one place ({places})", places=places))
    return {"POETRY_VIRTUALENVS_PATH": held[0]} if held else {}


def user_file(view: View) -> str:
    """config.toml, as all contexts agree on it."""
    own = sources.common(view, "POETRY_CONFIG_DIR") or ""
    return own + "/config.toml" if own.startswith("/") else sources.config_file("pypoetry/config.toml")(view)


def _cache_file(view: View) -> str:
    """The file to write the cache's folder into.

    Raises:
        EditError: environments must be named with it, and only a variable can be set together with a variable.
    """
    contexts = tuple(context for context in view.environments if context.split("/")[0] != "now")
    if environments_stay(view, contexts):
        raise EditError(_("poetry's environments stand below its cache"))
    return user_file(view)


POETRY = Row(
    id="poetry",
    tool="poetry",
    title=msg("poetry's cache"),
    holds="mixed",
    sources=(_source(CACHE),),
    settings=_spoken,
    levers=(FileLever("toml", _cache_file, (CACHE,)), VariableLever("POETRY_CACHE_DIR")),
    folder="cache/pypoetry",
    variables=(
        *("POETRY_CACHE_DIR", "POETRY_CONFIG_DIR", "POETRY_DATA_DIR", "POETRY_HOME"),
        *("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"),
    ),
    own_commands=("poetry",),
    traces=("~/.cache/pypoetry", "~/.local/share/pypoetry"),
    usual=("~/.cache/pypoetry",),
    cleaners=(
        Cleaner(
            "poetry cache clear --all .",
            at="POETRY_CACHE_DIR={path} poetry cache clear --all .",
            part=msg("frees what was read from package indexes; downloaded wheels (folder artifacts) stay"),
        ),
    ),
    together=environments_stay,
    stays=msg("the environments of your projects stay where they are"),
    relocation=Relocation(
        how=msg("downloads need not be moved. Environments: poetry install makes them anew, or move the whole folder"),
        commands=move_and_link(),
    ),
    sides=(
        Side(
            key="virtualenvs",
            title=msg("environments of your projects"),
            variables=("POETRY_VIRTUALENVS_PATH",),
            sources=(_source(ENVIRONMENTS),),
            folder="pypoetry/virtualenvs",
            keep=msg("poetry finds existing environments only in the old folder; poetry install makes them anew"),
            levers=(
                FileLever("toml", user_file, ("virtualenvs", "path")),
                VariableLever("POETRY_VIRTUALENVS_PATH"),
            ),
        ),
        Side(
            key="pythons",
            title=msg("Pythons that poetry installed"),
            variables=("POETRY_PYTHON_INSTALLATION_DIR",),
            sources=(_source(PYTHONS),),
            folder="pypoetry/python",
            keep=msg("environments that exist point into the old folder: keep it until they are made again"),
            levers=(
                FileLever("toml", user_file, ("python", "installation-dir")),
                VariableLever("POETRY_PYTHON_INSTALLATION_DIR"),
            ),
        ),
    ),
    children=(("POETRY_CACHE_DIR", "XDG_CACHE_HOME"), ("POETRY_PYTHON_INSTALLATION_DIR", "POETRY_DATA_DIR")),
    needs_exec=True,
    pitfalls=(
        msg("the environments of all projects stand in the cache: deleting ~/.cache destroys them"),
        msg("XDG_CACHE_HOME or cache-dir alone moves the environments as well: projects lose theirs and make new ones"),
        msg("poetry.toml of a project beats config.toml; variables beat both"),
        msg("an empty POETRY_CACHE_DIR is the working folder; poetry config cache-dir shows ~ as it is written"),
    ),
    facts=("poetry 2.5.1, poetry/locations.py, config/config.py, factory.py, run and read",),
)
