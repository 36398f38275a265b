"""matplotlib: its list of fonts, and its settings."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, Side, Source, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg


def _folder(base: str, below_home: str) -> Source:
    """MPLCONFIGDIR, else below an XDG base; a folder that can't be written is not used. It always answers."""
    tried = (
        sources.variable("MPLCONFIGDIR"),
        sources.variable(base, suffix="matplotlib"),
        sources.below_home(f"{below_home}/matplotlib"),
    )

    def source(view: View, context: str) -> Place | None:
        place = next(place for one in tried if (place := one(view, context)) is not None)
        if place.path is None or sources.creatable(view, place.path):
            return place
        note = _("{path} cannot be written: every start makes a folder in TMPDIR, and is slow", path=place.path)
        return Place(None, place.origin, note=note)

    return source


MATPLOTLIB = Row(
    id="matplotlib",
    tool="matplotlib",
    title=msg("matplotlib's list of fonts"),
    holds="cache",
    sources=(_folder("XDG_CACHE_HOME", ".cache"),),
    levers=(VariableLever("MPLCONFIGDIR"),),
    folder="cache/matplotlib",
    variables=("MPLCONFIGDIR", "XDG_CACHE_HOME"),
    traces=("~/.cache/matplotlib",),
    usual=("~/.cache/matplotlib",),
    sides=(
        Side(
            key="config",
            title=msg("matplotlib's settings"),
            variables=("MPLCONFIGDIR",),
            sources=(_folder("XDG_CONFIG_HOME", ".config"),),
            folder="cache/matplotlib",
            follows=True,
            keep=msg("a matplotlibrc there would no longer be read"),
        ),
    ),
    bounded=True,
    relocation=Relocation(how=msg("no need: it stays below a few megabytes")),
    pitfalls=(
        msg("MPLCONFIGDIR moves the settings file matplotlibrc too"),
        msg("~ and $HOME in MPLCONFIGDIR are taken literally: write the whole path"),
        msg("where it cannot write, every start makes a new temporary folder and looks for all fonts again"),
    ),
    facts=("matplotlib 3.11.2, matplotlib/__init__.py _get_config_or_cache_dir, run",),
)
