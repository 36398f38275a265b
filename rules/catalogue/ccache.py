"""ccache's compiled objects."""

from __future__ import annotations

from functools import partial

from envdoctor.catalogue import parsers, settings_files, sources
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import msg
from envdoctor.model import Origin

Found = tuple[str, Origin]


def _legacy(view: View, context: str) -> str | None:
    """``~/.ccache`` where it exists: then it is the default, and its file is the one that is read."""
    path = sources.absolute(view, sources.home(view, context) + "/.ccache")
    return path if view.look(path).kind == "folder" else None


def _in_file(view: View, context: str, path: str) -> Found | None:
    """``cache_dir`` of a file.

    Raises:
        Stopped: ccache cannot read it.
    """
    text = view.read(sources.absolute(view, path))
    if text is None:
        return None
    try:
        found = settings_files.ccacheconf(text).get("cache_dir")
        value = settings_files.ccache_value(found.value, partial(view.value, context)) if found else ""
    except parsers.Malformed as error:
        raise sources.Stopped("ccache", f"{path}: {error}", Origin("file", path)) from None
    return (value, Origin("file", path, found.line)) if found and value else None


def _files(view: View, context: str, shared: Found | None) -> Found | None:
    """The user's file: where the system's file puts the cache, in ``~/.ccache``, else in the configuration folder."""
    base = view.value(context, "XDG_CONFIG_HOME")
    base = sources.home(view, context) + "/.config" if base is None else base
    folder = (shared[0] if shared else "") or _legacy(view, context) or base + "/ccache"
    return _in_file(view, context, folder + "/ccache.conf") or shared


@sources.may_stop
def _configured(view: View, context: str) -> Place | None:
    named = view.value(context, "CCACHE_CONFIGPATH")
    own = view.value(context, "CCACHE_DIR")
    shared = _in_file(view, context, "/etc/ccache.conf") if named is None else None
    if named is not None:
        found = _in_file(view, context, named) if named else None
    else:
        found = _in_file(view, context, own + "/ccache.conf") if own else _files(view, context, shared)
    if own:
        origin = sources.origin_of(view, context, "CCACHE_DIR")
        try:
            found = settings_files.ccache_value(own, partial(view.value, context)), origin
        except parsers.Malformed as error:
            return sources.stops("ccache", str(error), origin)
    elif own is not None:
        found = None
    return sources.placed(view, *found) if found else None


def _default(view: View, context: str) -> Place:
    if legacy := _legacy(view, context):
        return Place(legacy)
    base = view.value(context, "XDG_CACHE_HOME")
    if base is None:
        return sources.placed(view, sources.home(view, context) + "/.cache", Origin("default"), suffix="ccache")
    return sources.placed(view, base, sources.origin_of(view, context, "XDG_CACHE_HOME"), suffix="ccache")


def _lever_file(view: View) -> str:
    named = sources.common(view, "CCACHE_CONFIGPATH") or ""
    if named.startswith("/"):
        return named
    legacy = view.expand("~/.ccache")
    return (
        f"{legacy}/ccache.conf"
        if view.look(legacy).kind == "folder"
        else sources.config_file("ccache/ccache.conf")(view)
    )


CCACHE = Row(
    id="ccache",
    tool="ccache",
    title=msg("ccache's compiled objects"),
    holds="cache",
    sources=(_configured, _default),
    levers=(FileLever("ccacheconf", _lever_file, ("cache_dir",)), VariableLever("CCACHE_DIR")),
    folder="cache/ccache",
    variables=("CCACHE_DIR", "CCACHE_CONFIGPATH", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"),
    own_commands=("ccache",),
    traces=("~/.ccache", "~/.cache/ccache"),
    usual=("~/.ccache", "~/.cache/ccache"),
    cleaners=(Cleaner("ccache -C", at="CCACHE_DIR={path} ccache -C"),),
    pitfalls=(
        msg("it keeps 5 GB at most, unless max_size says otherwise: ccache -M 2G lowers that"),
        msg("a folder ~/.ccache, once made, beats XDG_CACHE_HOME, and its ccache.conf is read instead of the other"),
        msg("~ is taken literally in CCACHE_DIR and in ccache.conf; $HOME is replaced"),
        msg("a variable in ccache.conf that is not set stops every compilation"),
    ),
    facts=("ccache 4.7.5, ccache -k cache_dir, run",),
)
