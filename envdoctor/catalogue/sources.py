"""Sources: what decides where a tool writes. Small factories for ``(view, context) -> Place | None``.

Tools differ in what they make of an empty value, ``~``, ``$NAME`` and a relative path, so each factory is told.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import wraps

from envdoctor.catalogue.rows import Place, Source
from envdoctor.catalogue.view import Missing, View
from envdoctor.errors import Unavailable
from envdoctor.host.probes import List, Look, Probe, Read, Seen
from envdoctor.i18n import _
from envdoctor.light import replace
from envdoctor.model import Origin

_LONGEST = 4096
TRUE = ("y", "yes", "t", "true", "on", "1")
FALSE = ("n", "no", "f", "false", "off", "0")
"""Words that pip, uv and conda take as booleans, in lower case."""

# ---- asking for much at once


def need(view: View, *probes: Probe) -> None:
    """Ask for all of ``probes`` that are not answered yet in one go, instead of one a round.

    Raises:
        Missing: some are not answered yet.
    """
    wanted = [probe for probe in probes if not _planned(view, probe) and probe not in view.seen]
    if wanted:
        raise Missing(*wanted)


def _planned(view: View, probe: Probe) -> bool:
    if isinstance(probe, Read):
        return probe.path in view.files
    return isinstance(probe, Look) and (probe.path in view.files or probe.path in view.folders)


def reads(view: View, paths: Sequence[str]) -> list[str | None]:
    """Texts of files, asked for together. Raises as :meth:`View.read`."""
    need(view, *(Read(view.expand(path)) for path in paths))
    return [view.read(path) for path in paths]


def looks(view: View, paths: Sequence[str]) -> list[Seen]:
    """What stands at paths, asked for together. Raises as :meth:`View.look`."""
    need(view, *(Look(view.expand(path)) for path in paths))
    return [view.look(path) for path in paths]


def lists(view: View, paths: Sequence[str]) -> list[tuple[str, ...]]:
    """Names in folders, asked for together. Raises as :meth:`View.names`."""
    need(view, *(List(view.expand(path)) for path in paths))
    return [view.names(path) for path in paths]


def parents(path: str) -> list[str]:
    """The folders above ``path``, nearest first, ``/`` last."""
    found = []
    while path != (up := os.path.dirname(path)):
        found.append(up)
        path = up
    return found


def creatable(view: View, path: str) -> bool | None:
    """This account can write into the folder ``path``, making it if need be. None: something else is in the way."""
    for seen in looks(view, [path, *parents(path)]):
        if seen.kind == "folder":
            return seen.writable
        if seen.kind != "missing":
            return None
        if seen.error:
            return False
    return False


# ---- values


def home(view: View, context: str) -> str:
    """The home folder that tools see in ``context``: its HOME, where that is set."""
    value = view.value(context, "HOME")
    return value if value else view.here.home


def absolute(view: View, path: str) -> str:
    """``path`` laid on the working folder and normalised, as ``os.path.abspath`` does in the tool."""
    return os.path.normpath(os.path.join(view.here.cwd, path))


def expand_user(view: View, context: str, path: str) -> str:
    """``path`` with a leading ``~`` or ``~name`` replaced, as ``os.path.expanduser`` does.

    Raises:
        Unavailable: it names somebody else's home.
    """
    if not path.startswith("~"):
        return path
    name, slash, rest = path[1:].partition("/")
    if name not in ("", view.here.user):
        raise Unavailable(f"{path}: the home of {name} is not looked up")
    base = view.here.home if name else home(view, context)
    return (base.rstrip("/") + slash + rest) or "/"


def expand_variables(view: View, context: str, text: str) -> str:
    """``text`` with ``$NAME`` and ``${NAME}`` replaced, as ``os.path.expandvars`` does: what is not set stays.

    Raises:
        Unavailable: it is longer than any path (and would take long to search).
    """
    if "$" not in text:
        return text
    if len(text) > _LONGEST:
        raise Unavailable("a configured folder has a name longer than any path")
    import re

    def value(found: re.Match[str]) -> str:
        name = found[1]
        got = view.value(context, name[1:-1] if name.startswith("{") else name)
        return found[0] if got is None else got

    return re.sub(r"\$(\w+|\{[^}]*\})", value, text, flags=re.ASCII)


def origin_of(view: View, context: str, name: str) -> Origin:
    """Where the variable ``name`` comes from, the name included."""
    variable = view.variable(context, name)
    return replace(variable.origin, variable=name) if variable else Origin("default", variable=name)


def placed(view: View, value: str, origin: Origin, *, suffix: str = "", note: str = "") -> Place:
    """The place for ``value``, already expanded by the tool's rules.

    Raises:
        Unavailable: it can be no path.
    """
    whole = os.path.join(value, suffix) if suffix else value
    try:
        fits = len(os.fsencode(whole)) <= _LONGEST and "\0" not in whole
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise Unavailable(f"{origin.path or origin.variable or 'the default'} sets a folder that can be no path")
    relative = None if value.startswith("/") else value
    return Place(absolute(view, whole), origin, relative, note or ("" if relative is None else _relative(value)))


def _relative(value: str) -> str:
    if value.startswith("~"):
        return _("~ is taken literally: a folder named ~ is made in the working folder")
    if not value:
        return _("the value is empty: the working folder is used")
    return _("not absolute: it follows the working folder")


def stops(tool: str, why: str, origin: Origin) -> Place:
    """No place: the tool gives an error and does nothing, because of ``why``."""
    return Place(None, origin, note=_("{tool} stops with an error: {why}", tool=tool, why=why), stops=True)


def switched_off(why: str, origin: Origin) -> Place:
    """No place: the cache is switched off by ``why``."""
    return Place(None, origin, note=_("the cache is switched off by {why}", why=why))


class Stopped(Exception):
    """The tool gives an error and does nothing; ``place`` says so."""

    def __init__(self, tool: str, why: str, origin: Origin) -> None:
        super().__init__(why)
        self.place = stops(tool, why, origin)


def may_stop(source: Source) -> Source:
    """``source``, with the place that :class:`Stopped` carries where it raises that."""

    @wraps(source)
    def answered(view: View, context: str) -> Place | None:
        try:
            return source(view, context)
        except Stopped as stop:
            return stop.place

    return answered


# ---- factories


def variable(
    name: str, *, tilde: bool = False, variables: bool = False, empty: bool = False, suffix: str = ""
) -> Source:
    """An environment variable that names the folder.

    Args:
        name: of the variable.
        tilde: the tool expands a leading ``~``.
        variables: the tool expands ``$NAME``.
        empty: an empty value counts (as the working folder); otherwise it counts as unset.
        suffix: what the tool adds.
    """

    def source(view: View, context: str) -> Place | None:
        value = view.value(context, name)
        if value is None or (not value and not empty):
            return None
        value = expand_user(view, context, value) if tilde else value
        value = expand_variables(view, context, value) if variables else value
        return placed(view, value, origin_of(view, context, name), suffix=suffix)

    return source


def xdg(
    name: str, below_home: str, folder: str, *, loose: bool = False, tilde: bool = False, variables: bool = False
) -> Source:
    """A default below an XDG base folder; it always answers.

    Args:
        name: ``XDG_CACHE_HOME``.
        below_home: ``.cache``, used where that is not set.
        folder: what the tool adds.
        loose: relative and empty values count too (the tool does not follow the standard).
        tilde: a loose tool expands a leading ``~``.
        variables: a loose tool expands ``$NAME``.
    """

    def source(view: View, context: str) -> Place | None:
        value = view.value(context, name)
        if value is not None and loose:
            value = expand_user(view, context, value) if tilde else value
            value = expand_variables(view, context, value) if variables else value
            return placed(view, value, origin_of(view, context, name), suffix=folder)
        if value is not None and value.strip().startswith("/"):
            return placed(view, value.strip(), origin_of(view, context, name), suffix=folder)
        return placed(view, os.path.join(home(view, context), below_home), Origin("default"), suffix=folder)

    return source


def below_home(folder: str) -> Source:
    """A fixed folder below home; it always answers."""

    def source(view: View, context: str) -> Place | None:
        return placed(view, os.path.join(home(view, context), folder), Origin("default"))

    return source


# ---- files that levers write


def common(view: View, name: str) -> str | None:
    """The value of variable ``name`` where all contexts but ``now`` agree on it; else, or if unknown, None."""
    found = [view.variable(context, name) for context in view.environments if context.split("/")[0] != "now"]
    values = {variable.value if variable else None for variable in found}
    return values.pop() if len(values) == 1 else None


def config_file(relative: str) -> Callable[[View], str]:
    """``$XDG_CONFIG_HOME/relative`` where all contexts agree on an absolute value, else ``~/.config/relative``."""

    def path(view: View) -> str:
        base = common(view, "XDG_CONFIG_HOME") or ""
        return os.path.join(base if base.startswith("/") else view.here.home + "/.config", relative)

    return path
