"""npm's cache."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor.catalogue import parsers, sources
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_VARIABLES = (
    *("npm_config_cache", "NPM_CONFIG_CACHE", "npm_config_userconfig", "NPM_CONFIG_USERCONFIG"),
    *("npm_config_globalconfig", "NPM_CONFIG_GLOBALCONFIG", "npm_config_prefix", "NPM_CONFIG_PREFIX"),
)
"""Those of npm alone; PREFIX, which decides too, means many things to many programs."""
Setting = tuple[str | bool | tuple[()] | None, Origin]


def _variables(view: View, context: str, key: str) -> Iterator[Setting]:
    """``npm_config_KEY`` beats ``NPM_CONFIG_KEY``; empty ones count as unset."""
    for name in (f"npm_config_{key}", f"NPM_CONFIG_{key.upper()}"):
        if value := view.value(context, name):
            yield value, sources.origin_of(view, context, name)


def _variable(view: View, context: str, key: str) -> Setting | None:
    return next(_variables(view, context, key), None)


def _project(view: View) -> str:
    """The project's folder: the nearest one upwards with a package.json or node_modules, else the working folder."""
    cwd = view.here.cwd
    folders = [cwd, *sources.parents(cwd)]
    marks = [f"{folder.rstrip('/')}/{name}" for folder in folders for name in ("package.json", "node_modules")]
    seen = sources.looks(view, marks)
    for at, folder in enumerate(folders):
        if seen[2 * at].kind == "file" or seen[2 * at + 1].kind == "folder":
            return folder
    return cwd


def _in_file(view: View, path: str, key: str) -> Setting | None:
    text = view.read(path)
    found = parsers.npmrc(text).get(key) if text is not None else None
    return (found.value, Origin("file", path, found.line)) if found else None


def _replaced(view: View, context: str, text: str) -> str:
    """``${NAME}`` replaced; unset names stay, ``${NAME?}`` becomes empty; an odd number of backslashes protects."""

    def value(found: re.Match[str]) -> str:
        slashes, name, question = found[1], found[2], found[3]
        if len(slashes) % 2:
            return found[0][(len(slashes) + 1) // 2 :]
        got = view.value(context, name)
        fallback = "" if question else "${" + name + "}"
        return slashes[len(slashes) // 2 :] + (fallback if got is None else got)

    return re.sub(r"(?<!\\)(\\*)\$\{([^${}?]+)(\?)?\}", value, text)


def _path(view: View, context: str, text: str) -> str:
    text = _replaced(view, context, text.strip())
    return sources.home(view, context).rstrip("/") + text[1:] if text.startswith("~/") else text


def _user_file(view: View, context: str) -> str:
    named = _variable(view, context, "userconfig")
    value = str(named[0]) if named else "~/.npmrc"
    return sources.absolute(view, _path(view, context, value))


def _global_file(view: View, context: str, user: str) -> str | None:
    """``etc/npmrc`` below the prefix: as set, else node's own."""
    named = _variable(view, context, "globalconfig")
    if named:
        return sources.absolute(view, _path(view, context, str(named[0])))
    prefix = _variable(view, context, "prefix") or _in_file(view, user, "prefix")
    if prefix and isinstance(prefix[0], str):
        return sources.absolute(view, _path(view, context, prefix[0]) + "/etc/npmrc")
    if own := view.value(context, "PREFIX"):
        return sources.absolute(view, own + "/etc/npmrc")
    node = view.which("node")
    return view.look(node).real.rsplit("/", 2)[0] + "/etc/npmrc" if node else None


def _found(view: View, context: str) -> Iterator[Setting]:
    """All that is set, the strongest first; what is weaker is asked for only where it is wanted."""
    project, user = _project(view).rstrip("/") + "/.npmrc", _user_file(view, context)
    sources.reads(view, [project, user])
    yield from _variables(view, context, "cache")
    for path in dict.fromkeys((project, user)):
        if (found := _in_file(view, path, "cache")) is not None:
            yield found
    shared = _global_file(view, context, user)
    if shared and shared not in (project, user) and (found := _in_file(view, shared, "cache")) is not None:
        yield found


def _folder(view: View, context: str, setting: Setting) -> Place:
    value, origin = setting
    if not isinstance(value, str):
        return sources.stops("npm", _("cache is no path"), origin)
    return sources.placed(view, _path(view, context, value), origin)


def _configured(view: View, context: str) -> Place | None:
    found = next(_found(view, context), None)
    return None if found is None else _folder(view, context, found)


def _spoken(view: View, context: str) -> list[Place]:
    """Every setting that speaks, the one in force first."""
    return [_folder(view, context, setting) for setting in _found(view, context)]


def _lever_file(view: View) -> str:
    named = sources.common(view, "npm_config_userconfig") or sources.common(view, "NPM_CONFIG_USERCONFIG")
    return named if named and named.startswith("/") else view.here.home + "/.npmrc"


NPM = Row(
    id="npm",
    tool="npm",
    title=msg("npm's cache"),
    holds="cache",
    sources=(_configured, sources.below_home(".npm")),
    settings=_spoken,
    levers=(FileLever("npmrc", _lever_file, ("cache",)), VariableLever("npm_config_cache")),
    folder="cache/npm",
    variables=_VARIABLES,
    own_commands=("npm",),
    traces=("~/.npm",),
    usual=("~/.npm",),
    relocation=Relocation(how=msg("it need not be moved: npm downloads again")),
    children=(("npm_config_cache", "NPM_CONFIG_CACHE"),),
    cleaners=(Cleaner("npm cache clean --force", at="npm cache clean --force --cache {path}", needs_room=True),),
    pitfalls=(
        msg("XDG_CACHE_HOME does not move it"),
        msg("npm_config_cache beats NPM_CONFIG_CACHE; both beat every .npmrc"),
        msg("npm cache clean fails while the disk has no byte left: free a little first"),
        msg("a project's .npmrc beats the one in your home"),
    ),
    facts=("npm 11.19.1, @npmcli/config, run and read",),
)
