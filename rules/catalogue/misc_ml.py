"""fastembed's models, and numba's compiled functions."""

from __future__ import annotations

from dataclasses import replace

from envdoctor.catalogue import sources, temporary
from envdoctor.catalogue.rows import Place, Relocation, Row, Side, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg

_below_temporary = temporary.below(lambda _view, _context: "fastembed_cache")
_own = sources.variable("NUMBA_CACHE_DIR")
_for_all = sources.xdg("XDG_CACHE_HOME", ".cache", "numba", loose=True)


def _fastembed(view: View, context: str) -> Place | None:
    """The default, whose name is the same for all accounts: the first that uses it keeps it."""
    place = _below_temporary(view, context)
    assert place is not None
    assert place.path is not None
    seen = view.look(place.path)
    if seen.kind == "folder" and not seen.writable:
        note = _("{path} belongs to another account: fastembed needs FASTEMBED_CACHE_PATH here", path=place.path)
        return Place(None, place.origin, note=note)
    return place


def _numba(view: View, context: str) -> Place | None:
    """Where numba writes what it may not put beside the source."""
    place = _own(view, context)
    if place is None or place.path is None or sources.creatable(view, place.path):
        return place
    found = _for_all(view, context)
    assert found is not None
    return replace(found, note=_("{path} cannot be written, so it is passed over", path=place.path))


MISC_ML = Row(
    id="misc-ml",
    tool="fastembed",
    title=msg("models that fastembed downloads"),
    holds="cache",
    sources=(sources.variable("FASTEMBED_CACHE_PATH", empty=True), _fastembed),
    levers=(VariableLever("FASTEMBED_CACHE_PATH"),),
    folder="cache/fastembed",
    variables=("FASTEMBED_CACHE_PATH", *temporary.VARIABLES),
    relocation=Relocation(
        commands=move_and_link(),
    ),
    sides=(
        Side(
            key="numba",
            title=msg("functions that numba compiles"),
            variables=("NUMBA_CACHE_DIR",),
            sources=(_numba, _for_all),
            folder="cache/numba",
            notes=(msg("without NUMBA_CACHE_DIR only what numba may not write beside the source goes here"),),
        ),
    ),
    pitfalls=(
        msg("fastembed's default is fastembed_cache below TMPDIR: in /tmp it is one folder for all accounts"),
        msg("numba writes beside the source, into __pycache__, unless NUMBA_CACHE_DIR is set"),
        msg("~ and $HOME in FASTEMBED_CACHE_PATH and NUMBA_CACHE_DIR are taken literally: write the whole path"),
        msg("an empty FASTEMBED_CACHE_PATH makes it write to the working folder"),
    ),
    facts=("fastembed 0.9.1, common/utils.py define_cache_dir, run", "numba 0.68.1, core/caching.py, run"),
)
