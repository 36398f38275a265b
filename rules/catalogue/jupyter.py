"""Jupyter: kernels and other data, settings, connection files."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, Side, Source, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg

_OFF = ("no", "n", "false", "off", "0", "0.0")
"""Values that switch one of Jupyter's flags off; any other switches it on, an empty one too."""


def _platform(source: Source) -> Source:
    """``source`` where JUPYTER_PLATFORM_DIRS is on."""

    def answered(view: View, context: str) -> Place | None:
        value = view.value(context, "JUPYTER_PLATFORM_DIRS")
        return None if value is None or value.lower() in _OFF else source(view, context)

    return answered


def _data(below: str = "") -> tuple[Source, ...]:
    """The data folder, or ``below`` in it; relative values of XDG_DATA_HOME count unless platform folders are on."""
    folder = f"jupyter/{below}" if below else "jupyter"
    return (
        sources.variable("JUPYTER_DATA_DIR", suffix=below),
        _platform(sources.xdg("XDG_DATA_HOME", ".local/share", folder)),
        sources.variable("XDG_DATA_HOME", suffix=folder),
        sources.below_home(f".local/share/{folder}"),
    )


def _no_config(view: View, context: str) -> Place | None:
    if not view.value(context, "JUPYTER_NO_CONFIG"):
        return None
    note = _("JUPYTER_NO_CONFIG: every start uses an empty temporary folder")
    return Place(None, sources.origin_of(view, context, "JUPYTER_NO_CONFIG"), note=note)


JUPYTER = Row(
    id="jupyter",
    tool="jupyter",
    title=msg("Jupyter's kernels and other data"),
    holds="data",
    sources=_data(),
    levers=(VariableLever("JUPYTER_DATA_DIR"),),
    folder="jupyter",
    variables=("JUPYTER_DATA_DIR", "JUPYTER_PLATFORM_DIRS", "XDG_DATA_HOME"),
    traces=("~/.local/share/jupyter",),
    usual=("~/.local/share/jupyter",),
    keep=msg("kernels that are registered there would no longer be found"),
    relocation=Relocation(
        how=msg("no need: it stays small; register kernels again with python -m ipykernel install --user"),
        commands=move_and_link(),
    ),
    sides=(
        Side(
            key="config",
            title=msg("Jupyter's settings"),
            variables=("JUPYTER_CONFIG_DIR",),
            sources=(
                _no_config,
                sources.variable("JUPYTER_CONFIG_DIR"),
                _platform(sources.xdg("XDG_CONFIG_HOME", ".config", "jupyter")),
                sources.below_home(".jupyter"),
            ),
            folder="jupyter/config",
            keep=msg("the settings and the password there would no longer be read"),
        ),
        Side(
            key="runtime",
            title=msg("connection files of running kernels"),
            variables=("JUPYTER_RUNTIME_DIR",),
            sources=(sources.variable("JUPYTER_RUNTIME_DIR"), *_data("runtime")),
            folder="jupyter/runtime",
            follows=True,
            keep=msg("programs that run now could no longer be reached"),
        ),
    ),
    children=(("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR"),),
    bounded=True,
    pitfalls=(
        msg("JUPYTER_PATH adds folders to search, JUPYTER_DATA_DIR replaces the one that is written"),
        msg("JUPYTER_PLATFORM_DIRS counts as on whatever its value, an empty one too, except no, n, false, off and 0"),
        msg("a kernel that was registered with another HOME is not found: install it with --prefix or --sys-prefix"),
        msg("kernel.json names its python by the whole path: moving an environment breaks its kernel"),
    ),
    facts=("jupyter_core 5.9.1, jupyter_core/paths.py, run",),
)
