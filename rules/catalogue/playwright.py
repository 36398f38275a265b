"""Playwright: browsers."""

from __future__ import annotations

import os
from dataclasses import replace

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_PREFIXES = ("npm_config_", "npm_package_config_")
"""npm hands its settings to what it runs under these names; the plain name in capitals beats them."""
_NAME = "PLAYWRIGHT_BROWSERS_PATH"


def _setting(view: View, context: str, name: str) -> tuple[str, str] | None:
    """``(name, value)`` of the first of its names that is set, also where that is empty."""
    for one in (name, *(prefix + name.lower() for prefix in _PREFIXES)):
        if (value := view.value(context, one)) is not None:
            return one, value
    return None


def _laid(view: View, context: str, value: str, origin: Origin, suffix: str = "") -> Place:
    """The place for ``value``; where it is relative, it follows the folder from which npm was started, if it was."""
    start = _setting(view, context, "INIT_CWD")
    place = sources.placed(view, value, origin, suffix=suffix)
    if place.relative is None or start is None or not start[1]:
        return place
    return replace(place, path=sources.absolute(view, os.path.join(start[1], value, suffix)))


def _configured(view: View, context: str) -> Place | None:
    name, value = _setting(view, context, _NAME) or ("", "")
    if not value:
        return None
    origin = sources.origin_of(view, context, name)
    if value == "0":
        return Place(None, origin, note=_("{name}=0: browsers go into each environment's own package", name=name))
    return _laid(view, context, value, origin)


def _shared(view: View, context: str) -> Place | None:
    base = view.value(context, "XDG_CACHE_HOME")
    origin = sources.origin_of(view, context, "XDG_CACHE_HOME")
    return _laid(view, context, base, origin, "ms-playwright") if base else None


PLAYWRIGHT = Row(
    id="playwright",
    tool="playwright",
    title=msg("Playwright's browsers"),
    holds="cache",
    sources=(_configured, _shared, sources.below_home(".cache/ms-playwright")),
    levers=(VariableLever(_NAME),),
    folder="cache/ms-playwright",
    variables=(_NAME, *(prefix + _NAME.lower() for prefix in _PREFIXES), "XDG_CACHE_HOME"),
    traces=("~/.cache/ms-playwright",),
    usual=("~/.cache/ms-playwright",),
    cleaners=(Cleaner("playwright uninstall --all", at=_NAME + "={path} playwright uninstall --all"),),
    keep=msg("browsers that are installed are found only there, and Playwright fetches none by itself"),
    relocation=Relocation(
        how=msg(
            "copy them and leave a link in their place, or set PLAYWRIGHT_BROWSERS_PATH and run playwright install anew"
        ),
        commands=move_and_link(),
    ),
    needs_exec=True,
    pitfalls=(
        msg("~ and $HOME in PLAYWRIGHT_BROWSERS_PATH are taken literally: write the whole path"),
        msg("PLAYWRIGHT_BROWSERS_PATH=0 puts the browsers into every environment anew"),
        msg("set it when you install and when you run: a program that does not see it looks in the default folder"),
        msg("playwright uninstall --all removes the browsers of all your projects"),
    ),
    facts=("playwright for Python 1.65.2, driver/package/lib/coreBundle.js, run",),
)
