"""Go's downloaded modules and its build cache."""

from __future__ import annotations

import os
from collections.abc import Iterator

from envdoctor.catalogue import offline, settings_files, sources
from envdoctor.catalogue.rows import Cleaner, FileLever, Place, Relocation, Row, Side, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

Found = tuple[str, Origin]


def _env_file(view: View, context: str) -> str | None:
    """The file of ``go env -w``; None where it is switched off."""
    named = view.value(context, "GOENV")
    if named == "off":
        return None
    if named:
        return sources.absolute(view, named)
    base = view.value(context, "XDG_CONFIG_HOME") or sources.home(view, context) + "/.config"
    return sources.absolute(view, base + "/go/env")


def _found(view: View, context: str, name: str) -> Iterator[Found]:
    """A variable, then what ``go env -w`` wrote; empty counts as unset."""
    if value := view.value(context, name):
        yield value, sources.origin_of(view, context, name)
    path = _env_file(view, context)
    text = view.read(path) if path else None
    found = settings_files.goenv(text).get(name) if text else None
    if found and found.value:
        yield found.value, Origin("file", path, found.line)


def _setting(view: View, context: str, name: str) -> Found | None:
    return next(_found(view, context, name), None)


def _settings(view: View, context: str) -> list[Place]:
    """What says where modules go, the strongest first."""
    own = [sources.placed(view, *found) for found in _found(view, context, "GOMODCACHE")]
    parents = ((value.split(":")[0], origin) for value, origin in _found(view, context, "GOPATH"))
    return own + [sources.placed(view, value, origin, suffix="pkg/mod") for value, origin in parents]


def _first_of_gopath(view: View, context: str) -> Found:
    """The first folder of GOPATH, which may be empty.

    Raises:
        Stopped: go does not take GOPATH.
    """
    value, origin = _setting(view, context, "GOPATH") or (sources.home(view, context) + "/go", Origin("default"))
    folders = value.split(":")
    if any(folder and not folder.startswith("/") for folder in folders):
        raise sources.Stopped("go", _("{name} is not absolute", name="GOPATH"), origin)
    return folders[0], origin


@sources.may_stop
def _modules(view: View, context: str) -> Place | None:
    gopath, gopath_origin = _first_of_gopath(view, context)
    found = _setting(view, context, "GOMODCACHE")
    if found is None and not gopath:
        return sources.stops("go", _("{name} begins with an empty folder", name="GOPATH"), gopath_origin)
    if found is None:
        return sources.placed(view, gopath, gopath_origin, suffix="pkg/mod")
    note = "" if found[0].startswith("/") else _("not absolute: newer versions of go stop with an error")
    return sources.placed(view, *found, note=note)


@sources.may_stop
def _built(view: View, context: str) -> Place | None:
    _first_of_gopath(view, context)
    found = _setting(view, context, "GOCACHE")
    if found is None:
        return None
    value, origin = found
    if value == "off":
        return sources.stops("go", _("{name} is off, which it no longer takes", name="GOCACHE"), origin)
    if not value.startswith("/"):
        return sources.stops("go", _("{name} is not absolute", name="GOCACHE"), origin)
    return sources.placed(view, value, origin)


def _lever_file(view: View) -> str:
    named = sources.common(view, "GOENV") or ""
    return named if os.path.isabs(named) else sources.config_file("go/env")(view)


def _switched(view: View, context: str) -> str:
    found = _setting(view, context, "GOPROXY")
    return "GOPROXY=off" if found is not None and found[0].strip() == "off" else ""


def modules_stay(view: View, _contexts: tuple[str, ...]) -> dict[str, str]:
    """Nothing needs to be set with a move.

    Raises:
        EditError: modules that are there could not be fetched again (``GOPROXY=off``).
        Missing: as :meth:`View.look`.
    """
    offline.stays_found(view, "go", _switched, ((_modules,),))
    return {}


BUILD = Side(
    key="build",
    title=msg("go's build cache"),
    variables=("GOCACHE",),
    sources=(
        _built,
        sources.variable("XDG_CACHE_HOME", suffix="go-build"),
        sources.below_home(".cache/go-build"),
    ),
    folder="cache/go/build",
    levers=(FileLever("goenv", _lever_file, ("GOCACHE",)), VariableLever("GOCACHE")),
)

GO = Row(
    id="go",
    tool="go",
    title=msg("go's downloaded modules"),
    holds="cache",
    sources=(_modules,),
    levers=(FileLever("goenv", _lever_file, ("GOMODCACHE",)), VariableLever("GOMODCACHE")),
    folder="cache/go/mod",
    variables=("GOMODCACHE", "GOPATH", "GOENV", "XDG_CONFIG_HOME"),
    own_commands=("go",),
    traces=("~/go/pkg", "~/.cache/go-build"),
    usual=("~/go/pkg/mod",),
    cleaners=(
        Cleaner("go clean -modcache", at="GOMODCACHE={path} go clean -modcache"),
        Cleaner("go clean -cache", part=msg("empties the build cache, not the modules")),
    ),
    together=modules_stay,
    relocation=Relocation(how=msg("it need not be moved, unless GOPROXY is off"), commands=move_and_link()),
    sides=(BUILD,),
    children=(("GOMODCACHE", "GOPATH"),),
    settings=_settings,
    pitfalls=(
        msg("rm cannot delete downloaded modules, they are read-only: go clean -modcache can"),
        msg("XDG_CACHE_HOME moves the build cache, but not the modules"),
        msg("GOPATH moves the modules, and also the programs that go install made"),
        msg("a variable beats what go env -w wrote; an empty one counts as unset"),
    ),
    facts=("go 1.19.8, go env, go build, go clean, run",),
)
