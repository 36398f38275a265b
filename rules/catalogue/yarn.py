"""Yarn's caches: of yarn 1, and of Yarn 2 and later."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from envdoctor.catalogue import parsers, settings_trees, sources
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Row, VariableLever
from envdoctor.catalogue.settings_files import Line
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

Found = tuple[str, Origin]
"""A value, and where it comes from."""


def _variable(view: View, context: str, name: str) -> Found | None:
    """``NAME`` or ``name``: yarn takes both."""
    for spelled in (name, name.lower()):
        if (value := view.value(context, spelled)) is not None:
            return value, sources.origin_of(view, context, spelled)
    return None


def _folders(view: View) -> list[str]:
    """The working folder and those above it, nearest first."""
    return [folder.rstrip("/") for folder in (view.here.cwd, *sources.parents(view.here.cwd))]


def _beside(path: str, value: str) -> str:
    """``value``, a relative one laid on the folder of the file ``path`` that sets it."""
    return os.path.join(os.path.dirname(path), value)


# ---- yarn 1


def _home(view: View, context: str) -> str:
    """The folder that yarn 1 takes for home: another one for root."""
    root = view.here.uid == 0 and not view.value(context, "FAKEROOTKEY")
    return "/usr/local/share" if root else sources.home(view, context)


def _prefix(view: View, context: str) -> str | None:
    if own := view.value(context, "PREFIX"):
        return sources.absolute(view, own)
    node = view.which("node")
    return view.look(node).real.rsplit("/", 2)[0] if node else None


def _places(view: View, context: str) -> list[str]:
    """Folders with a configuration, the first wins: here, home, and upwards from here."""
    here, *above = _folders(view)
    return list(dict.fromkeys([here, _home(view, context), sources.home(view, context), *above]))


def _yarnrcs(view: View, context: str) -> Iterator[tuple[str, str, Line]]:
    """``(file, key, value)`` of every setting, the stronger file first.

    Raises:
        Stopped: yarn cannot read one of the files.
    """
    paths = [f"{folder}/.yarnrc" for folder in _places(view, context)]
    if prefix := _prefix(view, context):
        paths.insert(2, f"{prefix}/etc/yarnrc")
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        try:
            keys = settings_trees.yarnrc(text) if text is not None else {}
        except parsers.Malformed as error:
            raise sources.Stopped("yarn", f"{path}: {error}", Origin("file", path)) from None
        for key, line in keys.items():
            if key in ("cache-folder", "--cache-folder") and line.kind != "text":
                why = _("{path}: {key} is no path", path=path, key=key)
                raise sources.Stopped("yarn", why, Origin("file", path, line.line))
            yield path, key, line


def _npmrc(view: View, context: str) -> Found | None:
    """``cache-folder`` of npm's files, which yarn reads where its own say nothing."""
    paths = [f"{folder}/.npmrc" for folder in _places(view, context)]
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        found = parsers.npmrc(text).get("cache-folder") if text is not None else None
        if found is not None and isinstance(found.value, str):
            value = sources.expand_variables(view, context, found.value) if "${" in found.value else found.value
            return value, Origin("file", path, found.line)
    return None


def _chosen(view: View, context: str) -> Found | None:
    """The folder as configured; an empty one hides weaker settings."""
    files = list(_yarnrcs(view, context))

    def of_files(wanted: str) -> Found | None:
        found = ((path, line) for path, key, line in files if key == wanted)
        return next(
            ((line.value and _beside(path, line.value), Origin("file", path, line.line)) for path, line in found), None
        )

    return (
        of_files("--cache-folder")
        or _variable(view, context, "YARN_CACHE_FOLDER")
        or of_files("cache-folder")
        or _variable(view, context, "NPM_CONFIG_CACHE_FOLDER")
        or _npmrc(view, context)
    )


@sources.may_stop
def _yarn1(view: View, context: str) -> Place | None:
    value, origin = _chosen(view, context) or ("", Origin("default"))
    if value.startswith("~/"):
        value = _home(view, context) + value[1:]
    return sources.placed(view, value, origin) if value else None


def _default(view: View, context: str) -> Place:
    """``yarn`` below the cache folder; where that cannot be written, a folder for temporary files."""
    base = view.value(context, "XDG_CACHE_HOME")
    origin = sources.origin_of(view, context, "XDG_CACHE_HOME") if base else Origin("default")
    place = sources.placed(view, base or f"{_home(view, context)}/.cache", origin, suffix="yarn")
    if place.path is None or sources.creatable(view, place.path):
        return place
    names = ("TMPDIR", "TMP", "TEMP")
    temporary = next((value for name in names if (value := view.value(context, name))), "/tmp").rstrip("/") or "/"
    note = _("{path} cannot be written, so it is passed over", path=place.path)
    return sources.placed(view, f"{temporary}/.yarn-cache-{view.here.uid}", origin, note=note)


def _lever_file(view: View) -> str:
    return ("/usr/local/share" if view.here.uid == 0 else view.here.home) + "/.yarnrc"


YARN1 = Row(
    id="yarn1",
    tool="yarn",
    title=msg("the cache of yarn 1"),
    holds="cache",
    sources=(_yarn1, _default),
    levers=(FileLever("yarnrc", _lever_file, ("cache-folder",)), VariableLever("YARN_CACHE_FOLDER")),
    folder="cache/yarn",
    variables=("YARN_CACHE_FOLDER", "NPM_CONFIG_CACHE_FOLDER", "npm_config_cache_folder", "XDG_CACHE_HOME"),
    traces=("~/.cache/yarn",),
    usual=("~/.cache/yarn",),
    cleaners=(Cleaner("yarn cache clean", at="yarn cache clean --cache-folder {path}"),),
    pitfalls=(
        msg("root's settings and cache are below /usr/local/share, not in root's home"),
        msg("~ in .yarnrc is taken literally; a relative folder there is laid on the file's own folder"),
        msg("an empty YARN_CACHE_FOLDER hides what .yarnrc says"),
        msg("Yarn 2 and later have a cache of their own and ignore this one"),
    ),
    facts=("yarn 1.22.22, lib/cli.js, run and read",),
)

# ---- Yarn 2 and later

_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def _rc_files(view: View, context: str) -> list[str]:
    """Its files, the nearest first, the one in home last; another name of the file does not count in home."""
    named = _variable(view, context, "YARN_RC_FILENAME")
    name = named[0] if named else ".yarnrc.yml"
    chain = [f"{folder}/{name}" for folder in _folders(view)]
    return list(dict.fromkeys([*chain, sources.home(view, context) + "/.yarnrc.yml"]))


def _setting(view: View, context: str) -> Callable[[str], Found | None]:
    """Asks for one of its settings: ``globalFolder`` is the variable YARN_GLOBAL_FOLDER too, and that wins.

    Raises:
        Stopped: Yarn cannot read one of the files, or a value.
    """
    paths = _rc_files(view, context)
    files = []
    for path, text in zip(paths, sources.reads(view, paths), strict=True):
        try:
            files.append((path, settings_trees.yaml_keys(text) if text is not None else {}))
        except parsers.Malformed as error:
            raise sources.Stopped("yarn", f"{path}: {error}", Origin("file", path)) from None

    def ask(key: str) -> Found | None:
        if own := _variable(view, context, "YARN_" + re.sub(r"(?=[A-Z])", "_", key).upper()):
            return _replaced(view, context, *own), own[1]
        for path, keys in files:
            if key in keys:
                origin = Origin("file", path, keys[key].line)
                if keys[key].kind != "text":
                    raise sources.Stopped("yarn", _("{path}: {key} is no text", path=path, key=key), origin)
                return _replaced(view, context, keys[key].value, origin), origin
        return None

    return ask


def _replaced(view: View, context: str, text: str, origin: Origin) -> str:
    r"""``${NAME}``, ``${NAME-default}`` and ``${NAME:-default}`` replaced, ``\$`` a plain dollar.

    Raises:
        Stopped: a variable is not set, or something has no end.
    """

    def value(found: re.Match[str]) -> str:
        escaped, name, operator, default = found.groups()
        if escaped:
            return str(escaped)
        got = view.value(context, name) if name else None
        if name and got is not None and (got or operator != ":-"):
            return got
        if name and operator:
            return str(default)
        raise sources.Stopped("yarn", _("it cannot replace {text}", text=found[0]), origin)

    return re.sub(r"\\([\\$}])|\$\{(?:([a-zA-Z]\w*)(?:(:?-)([^{}]*))?\})?", value, text)


def _flag(found: Found | None, key: str) -> bool:
    """A switch that is on unless it is set.

    Raises:
        Stopped: Yarn does not take the value.
    """
    if found is None:
        return True
    if found[0] not in _BOOLEANS:
        raise sources.Stopped("yarn", _("{key} is no boolean", key=key), found[1])
    return _BOOLEANS[found[0]]


@sources.may_stop
def _berry(view: View, context: str) -> Place | None:
    ask = _setting(view, context)
    shared, folder = ask("enableGlobalCache"), ask("globalFolder")
    if not _flag(shared, "enableGlobalCache") and not _flag(ask("enableMirror"), "enableMirror"):
        why = _("each project keeps its own cache, in .yarn/cache unless cacheFolder says otherwise")
        return Place(None, shared[1] if shared else Origin("default"), note=why)
    if folder is None:
        return None
    value, origin = folder
    return sources.placed(
        view,
        _beside(origin.path or "", value) if origin.kind == "file" and not origin.variable else value,
        origin,
        suffix="cache",
    )


YARN_BERRY = Row(
    id="yarn-berry",
    tool="yarn",
    title=msg("the cache of Yarn 2 and later"),
    holds="cache",
    sources=(
        _berry,
        sources.variable("XDG_DATA_HOME", suffix="yarn/berry/cache"),
        sources.below_home(".yarn/berry/cache"),
    ),
    levers=(
        FileLever("yamlkey", lambda view: view.here.home + "/.yarnrc.yml", ("globalFolder",), suffix="cache"),
        VariableLever("YARN_GLOBAL_FOLDER", suffix="cache"),
    ),
    folder="cache/yarn-berry",
    variables=(
        *("YARN_GLOBAL_FOLDER", "YARN_ENABLE_GLOBAL_CACHE", "YARN_ENABLE_MIRROR", "YARN_RC_FILENAME"),
        "XDG_DATA_HOME",
    ),
    traces=("~/.yarn/berry/cache",),
    usual=("~/.yarn/berry/cache",),
    cleaners=(
        Cleaner("yarn cache clean --all", at="YARN_ENABLE_GLOBAL_CACHE=0 YARN_CACHE_FOLDER={path} yarn cache clean"),
    ),
    pitfalls=(
        msg("YARN_CACHE_FOLDER does not move it: it counts only where enableGlobalCache is off"),
        msg("~ is taken literally, and a variable that is not set makes every command fail"),
        msg("it ignores XDG_CACHE_HOME and follows XDG_DATA_HOME"),
        msg("a project's .yarnrc.yml beats the one in your home"),
        msg("Yarn 2 and 3 also keep a copy in each project's .yarn/cache"),
    ),
    facts=("Yarn 4.18.1, @yarnpkg/cli-dist bin/yarn.js, run and read",),
)
