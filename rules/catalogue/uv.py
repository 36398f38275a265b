"""uv's cache."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from envdoctor.catalogue import offline, parsers, sources
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
from envdoctor.errors import Unavailable
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_NOT_KEYS = ("python-install-dir", "tool-dir", "tool-bin-dir", "python-bin-dir", "data-dir")
"""Often written into uv.toml, but variables only: each makes every uv command fail."""

_PROJECT_KEYS = (
    *("workspace", "sources", "managed", "package", "default-groups", "dependency-groups", "dev-dependencies"),
    *("build-backend", "conflicts", "environments", "required-environments", "minimum-libc-version"),
)
"""Of a pyproject.toml only: in a uv.toml each makes every uv command fail."""
_KEYS = frozenset(
    """
    required-version system-certs native-tls offline no-cache cache-dir preview preview-features python-preference
    python-downloads concurrent-downloads concurrent-builds concurrent-installs index index-url extra-index-url
    no-index find-links index-strategy keyring-provider http-proxy https-proxy no-proxy allow-insecure-host resolution
    prerelease prerelease-package fork-strategy dependency-metadata config-settings config-settings-package
    no-build-isolation require-build-hashes no-build-isolation-package extra-build-dependencies extra-build-variables
    exclude-newer exclude-newer-package link-mode compile-bytecode no-sources no-sources-package upgrade
    upgrade-package reinstall reinstall-package no-build no-build-package no-binary no-binary-package torch-backend
    python-install-mirror pypy-install-mirror graalpy-install-mirror pyodide-install-mirror python-downloads-json-url
    publish-url trusted-publishing check-url add-bounds audit pip cache-keys override-dependencies
    exclude-dependencies constraint-dependencies build-constraint-dependencies
    """.split()
)
"""The keys of a uv.toml that uv 0.13 knows; others come and go with its version."""

Setting = tuple[Any, Origin]


def _flag(view: View, context: str, name: str) -> bool | None:
    """A variable that uv reads as a boolean; None where it is unset.

    Raises:
        Stopped: uv does not take the value.
    """
    value = view.value(context, name)
    if value is None:
        return None
    if value.lower() in sources.TRUE + sources.FALSE:
        return value.lower() in sources.TRUE
    raise sources.Stopped("uv", _("{name} is no boolean", name=name), sources.origin_of(view, context, name))


def _tables(path: str, text: str) -> Mapping[str, Any]:
    """A uv.toml, as strictly as uv reads it.

    Raises:
        Stopped: uv does not take it. Unavailable: some versions of uv may not.
    """
    try:
        found = parsers.toml(text)
    except parsers.Malformed as error:
        raise sources.Stopped("uv", f"{path}: {error}", Origin("file", path)) from None
    for key in (*_NOT_KEYS, *_PROJECT_KEYS):
        if key in found:
            why = _("{path}: {key} is not a key of uv.toml", path=path, key=key)
            raise sources.Stopped("uv", why, Origin("file", path, parsers.key_line(text, key)))
    for key, kind in (("cache-dir", str), ("no-cache", bool)):
        if key in found and not isinstance(found[key], kind):
            why = _("{path}: {key} has a wrong type", path=path, key=key)
            raise sources.Stopped("uv", why, Origin("file", path, parsers.key_line(text, key)))
    _known(path, found, _KEYS)
    return found


def _known(path: str, found: Mapping[str, Any], keys: frozenset[str]) -> None:
    """Make sure that uv takes the file.

    Raises:
        Unavailable: it has a key that not every version knows.
    """
    for key in found:
        if key not in keys:
            raise Unavailable(_("uv may refuse this file: unknown key {key} in {path}", key=key, path=path))


def _bare(text: str | None) -> str | None:
    """The text as uv reads it: it takes one byte order mark."""
    return None if text is None else text.removeprefix("\ufeff")


def _section(path: str, text: str) -> Mapping[str, Any] | None:
    """``[tool.uv]`` of a pyproject.toml; None where there is none, or it cannot be read (uv warns and goes on).

    Raises:
        Unavailable: some versions of uv may not read it.
    """
    try:
        tool = parsers.toml(text).get("tool")
    except parsers.Malformed:
        return None
    found = tool.get("uv") if isinstance(tool, dict) else None
    if not isinstance(found, dict):
        return None
    _known(path, found, _KEYS.union(_PROJECT_KEYS))
    return found


def _project(view: View) -> tuple[str, str, Mapping[str, Any]] | None:
    """The nearest uv.toml or pyproject.toml with ``[tool.uv]``, upwards from the working folder."""
    folders = [folder.rstrip("/") for folder in (view.here.cwd, *sources.parents(view.here.cwd))]
    paths = [f"{folder}/{name}" for folder in folders for name in ("uv.toml", "pyproject.toml")]
    for path, text in zip(paths, map(_bare, sources.reads(view, paths)), strict=True):
        if text is None:
            continue
        if path.endswith("/uv.toml"):
            return path, text, _tables(path, text)
        if (found := _section(path, text)) is not None:
            return path, text, found
    return None


def _shared(view: View, context: str) -> tuple[str, str, Mapping[str, Any]] | None:
    bases = [base for base in (view.value(context, "XDG_CONFIG_DIRS") or "/etc/xdg").split(":") if base.strip()]
    paths = [sources.absolute(view, base + "/uv/uv.toml") for base in bases] + ["/etc/uv/uv.toml"]
    for path, text in zip(paths, map(_bare, sources.reads(view, paths)), strict=True):
        if text is not None:
            return path, text, _tables(path, text)
    return None


def _user(view: View, context: str) -> tuple[str, str, Mapping[str, Any]] | None:
    base = view.value(context, "XDG_CONFIG_HOME") or ""
    path = (base if base.startswith("/") else sources.home(view, context) + "/.config") + "/uv/uv.toml"
    text = _bare(view.read(path))
    return None if text is None else (path, text, _tables(path, text))


def _files(view: View, context: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """The files uv merges, highest precedence first.

    Raises:
        Stopped: uv does not take one of them.
    """
    named = view.value(context, "UV_CONFIG_FILE")
    if named is not None:
        path = sources.absolute(view, named)
        text = _bare(view.read(path)) if named else None
        if text is None:
            why = _("UV_CONFIG_FILE names no file")
            raise sources.Stopped("uv", why, sources.origin_of(view, context, "UV_CONFIG_FILE"))
        yield path, text, _tables(path, text)
    elif not _flag(view, context, "UV_NO_CONFIG"):
        for found in (_project(view), _user(view, context), _shared(view, context)):
            if found:
                yield found


def _settings(view: View, context: str) -> dict[str, list[Setting]]:
    """All that is set, the strongest first: a variable beats every file."""
    merged: dict[str, list[Setting]] = {"cache-dir": [], "no-cache": []}
    for path, text, found in _files(view, context):
        for key in merged:
            if key in found:
                merged[key].append((found[key], Origin("file", path, parsers.key_line(text, key))))
    off = _flag(view, context, "UV_NO_CACHE")
    if off is not None:
        merged["no-cache"].insert(0, (off, sources.origin_of(view, context, "UV_NO_CACHE")))
    folder = view.value(context, "UV_CACHE_DIR")
    if folder is not None:
        merged["cache-dir"].insert(0, (folder, sources.origin_of(view, context, "UV_CACHE_DIR")))
    return merged


def _off(found: dict[str, list[Setting]]) -> Place | None:
    off, origin = next(iter(found["no-cache"]), (False, Origin("default")))
    return sources.switched_off(origin.variable or "no-cache", origin) if off else None


def _folder(view: View, setting: Setting) -> Place:
    value, origin = setting
    if not isinstance(value, str) or not value:
        return sources.stops("uv", _("{name} is empty", name=origin.variable or "cache-dir"), origin)
    return sources.placed(view, value, origin)


_default = sources.xdg("XDG_CACHE_HOME", ".cache", "uv")


@sources.may_stop
def _configured(view: View, context: str) -> Place | None:
    found = _settings(view, context)
    if (off := _off(found)) is not None:
        return off
    return _folder(view, found["cache-dir"][0]) if found["cache-dir"] else None


def _spoken(view: View, context: str) -> list[Place]:
    """Every setting that speaks, the one in force first; a cache that is switched off is nowhere, whatever is set."""
    try:
        found = _settings(view, context)
    except sources.Stopped as stop:
        return [stop.place]
    places = [_off(found), *(_folder(view, setting) for setting in found["cache-dir"]), _default(view, context)]
    return [place for place in places if place is not None and place.origin.kind != "default"]


def _links(view: View, context: str) -> str:
    """What cleaning the cache breaks where uv is told to make environments of links into it."""
    says = _("environments are links into it")
    if view.value(context, "UV_LINK_MODE") == "symlink":
        return f"{says} (UV_LINK_MODE)"
    try:
        files = list(_files(view, context))
    except sources.Stopped:
        return ""
    for path, _text, found in files:
        for table in (found, found.get("pip")):
            if isinstance(table, Mapping) and table.get("link-mode") == "symlink":
                return f"{says} ({path})"
    return ""


def _switched(view: View, context: str) -> str:
    """What keeps uv off the network: the variable, which beats every file, or the strongest file that says it."""
    try:
        said = _flag(view, context, "UV_OFFLINE")
        if said is not None:
            return "UV_OFFLINE" if said else ""
        found = ((path, table["offline"]) for path, _text, table in _files(view, context) if "offline" in table)
        path, value = next(found, ("", False))
    except sources.Stopped:
        return ""  # uv does nothing at all
    return f"offline = true ({path})" if value is True else ""


def downloads_stay(view: View, _contexts: tuple[str, ...]) -> dict[str, str]:
    """Nothing needs to be set with a move.

    Raises:
        EditError: what is there could not be fetched again, since uv is kept off the network.
        Missing: as :meth:`View.look`.
    """
    offline.stays_found(view, "uv", _switched, ((_configured, _default),))
    return {}


def _data(name: str, folder: str) -> tuple[Source, ...]:
    """A folder below XDG_DATA_HOME, unless the variable ``name`` names another; uv takes ``~`` literally."""
    return sources.variable(name), sources.xdg("XDG_DATA_HOME", ".local/share", folder)


PYTHONS = Side(
    key="pythons",
    title=msg("uv's Pythons"),
    variables=("UV_PYTHON_INSTALL_DIR",),
    sources=_data("UV_PYTHON_INSTALL_DIR", "uv/python"),
    folder="uv/python",
    keep=msg("environments that exist point into the old folder: keep it until they are made again"),
)

TOOLS = Side(
    key="tools",
    title=msg("tools that uv installed"),
    variables=("UV_TOOL_DIR",),
    sources=_data("UV_TOOL_DIR", "uv/tools"),
    folder="uv/tools",
    keep=msg("tools that exist run from the old folder: keep it until they are installed again"),
)

UV = Row(
    id="uv",
    tool="uv",
    title=msg("uv's cache"),
    holds="cache",
    sources=(_configured, _default),
    settings=_spoken,
    levers=(
        FileLever("toml", sources.config_file("uv/uv.toml"), ("cache-dir",)),
        VariableLever("UV_CACHE_DIR"),
    ),
    folder="cache/uv",
    variables=(
        *("UV_CACHE_DIR", "UV_NO_CACHE", "UV_CONFIG_FILE", "UV_NO_CONFIG"),
        *("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_DATA_HOME"),
    ),
    commands=("uv",),
    traces=("~/.cache/uv", "~/.local/share/uv"),
    usual=("~/.cache/uv",),
    together=downloads_stay,
    relocation=Relocation(
        how=msg("it need not be moved unless uv is kept off the network (UV_OFFLINE). Pythons and tools need a link"),
        commands=move_and_link(),
    ),
    children=(
        ("UV_CACHE_DIR", "XDG_CACHE_HOME"),
        ("UV_PYTHON_INSTALL_DIR", "XDG_DATA_HOME"),
        ("UV_TOOL_DIR", "XDG_DATA_HOME"),
    ),
    cleaners=(Cleaner("uv cache clean", at="uv cache clean --cache-dir {path}", breaks=_links),),
    sides=(PYTHONS, TOOLS),
    pitfalls=(
        msg("~ and $HOME are taken literally, in UV_CACHE_DIR and in uv.toml: write the whole path"),
        msg("python-install-dir and tool-dir are not keys of uv.toml: they make every uv command fail"),
        msg("with UV_LINK_MODE=symlink environments point into the cache: cleaning it breaks them"),
        msg("UV_CACHE_DIR does not move Pythons and tools: UV_PYTHON_INSTALL_DIR and UV_TOOL_DIR do"),
        msg("uv cache clean empties it; uv cache prune frees only what uv can no longer use, often next to nothing"),
        msg("on another disk than your environments uv copies instead of linking"),
        msg("a project's uv.toml or pyproject.toml beats the file in your home"),
    ),
    facts=("uv 0.13.9, run",),
)
