"""micromamba's root prefix, with its environments and packages."""

from __future__ import annotations

from pathlib import PurePath

from envdoctor.catalogue import condarc, sources
from envdoctor.catalogue.condabase import base
from envdoctor.catalogue.rows import Cleaner, Place, Relocation, Row, Source, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_MARKS = ("pkgs", "conda-meta", "envs")
"""One of these makes a folder a root prefix."""
_LINKING = ("always_softlink", "softlink", "allow_softlinks")


def _expanded(view: View, context: str, value: str) -> str:
    """``~`` and ``~/`` replaced, ``~name`` not."""
    return sources.expand_user(view, context, value) if value == "~" or value.startswith("~/") else value


def _named(name: str) -> Source:
    """A variable; empty counts as unset. A mamba that came with conda has conda's prefix, which is no second one."""

    def source(view: View, context: str) -> Place | None:
        value = view.value(context, name)
        if not value:
            return None
        origin = sources.origin_of(view, context, name)
        place = sources.placed(view, _expanded(view, context, value), origin)
        if place.path is not None and view.look(f"{place.path}/bin/conda").exists:
            return Place(None, origin, note=_("it is conda's own prefix"))
        return place

    return source


def _is_prefix(view: View, folder: str) -> bool:
    return any(seen.exists for seen in sources.looks(view, [f"{folder}/{mark}" for mark in _MARKS]))


def _beside_program(view: View, _context: str) -> Place | None:
    """The prefix that the program itself stands in (``PREFIX/bin``), or is an environment of (``PREFIX/envs/NAME``)."""
    program = view.which("micromamba")
    own = PurePath(view.look(program).real or program).parent.parent if program is not None else None
    for folder in (str(own.parent.parent), str(own)) if own is not None else ():
        if _is_prefix(view, folder):
            return sources.placed(view, folder, Origin("default"), note=_("micromamba itself stands there"))
    return None


def _first(view: View, context: str) -> Place | None:
    """The default of micromamba 1, as long as something stands there."""
    path = f"{sources.home(view, context)}/micromamba"
    return sources.placed(view, path, Origin("default")) if _is_prefix(view, path) else None


def _second(view: View, context: str) -> Place | None:
    """The default of micromamba 2, which must be a prefix already or be absent."""
    value = view.value(context, "XDG_DATA_HOME")
    origin = sources.origin_of(view, context, "XDG_DATA_HOME") if value else Origin("default")
    base_folder = _expanded(view, context, value) if value else f"{sources.home(view, context)}/.local/share"
    place = sources.placed(view, base_folder, origin, suffix="mamba")
    assert place.path is not None
    if view.look(place.path).exists and not _is_prefix(view, place.path):
        return sources.stops("micromamba", _("{path} stands in the way", path=place.path), origin)
    return place


def _links(view: View, context: str) -> str:
    """What cleaning the packages breaks where environments are made of links into them."""
    origin = condarc.switched_on(view, context, base(view, context), _LINKING)
    if origin is None:
        return ""
    return _("environments may be links into it ({where})", where=origin.variable or origin.path)


MAMBA = Row(
    id="mamba",
    tool="micromamba",
    title=msg("micromamba's environments and packages"),
    holds="mixed",
    sources=(_named("MAMBA_ROOT_PREFIX"), _named("MAMBA_DEFAULT_ROOT_PREFIX"), _beside_program, _first, _second),
    levers=(VariableLever("MAMBA_ROOT_PREFIX"),),
    folder="mamba",
    variables=("MAMBA_ROOT_PREFIX", "MAMBA_DEFAULT_ROOT_PREFIX", "XDG_DATA_HOME"),
    own_commands=("micromamba",),
    traces=("~/micromamba/pkgs", "~/micromamba/envs", "~/.local/share/mamba", "~/.mamba/pkgs"),
    usual=("~/micromamba", "~/.local/share/mamba"),
    cleaners=(
        Cleaner(
            "micromamba clean --packages --tarballs --index-cache",
            breaks=_links,
            part=msg("frees only packages that no environment uses"),
        ),
    ),
    keep=msg("environments stand there, and micromamba finds them by name only there"),
    relocation=Relocation(
        link="needed",
        how=msg(
            "environments name the old folder in their files, so a link must stay there. Move the whole folder at "
            "once: environments and packages share their files"
        ),
        commands=move_and_link(),
    ),
    children=(("MAMBA_ROOT_PREFIX", "XDG_DATA_HOME"),),
    pitfalls=(
        msg("MAMBA_ROOT_PREFIX must be set before the block that micromamba shell init wrote"),
        msg("it reads .condarc files too: envs_dirs and pkgs_dirs in ~/.condarc also move what micromamba makes next"),
        msg("a leftover ~/micromamba with pkgs or envs in it wins over ~/.local/share/mamba"),
        msg("on NFS an installation may hang while it waits for a lock: micromamba config set use_lockfiles False"),
    ),
    facts=("mamba 2 (03564bf4), libmamba/src/api/configuration.cpp get_root_prefix, api/clean.cpp, read, not run",),
)
