"""Julia's depot."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg


def _depot(view: View, context: str) -> Place | None:
    """The first depot: an empty entry stands for the bundled ones, so that an empty first one changes nothing."""
    value = view.value(context, "JULIA_DEPOT_PATH")
    if value is None:
        return None
    origin = sources.origin_of(view, context, "JULIA_DEPOT_PATH")
    if not value:
        return Place(None, origin, note=_("JULIA_DEPOT_PATH is empty, so Julia has no depot: nothing can be installed"))
    first = value.split(":")[0]
    if not first:
        return sources.placed(view, sources.home(view, context) + "/.julia", origin)
    return sources.placed(view, sources.expand_user(view, context, first), origin)


JULIA = Row(
    id="julia",
    tool="julia",
    title=msg("Julia's packages, artifacts and environments"),
    holds="mixed",
    sources=(_depot, sources.below_home(".julia")),
    levers=(VariableLever("JULIA_DEPOT_PATH"),),
    folder="julia",
    variables=("JULIA_DEPOT_PATH",),
    own_commands=("julia",),
    traces=("~/.julia",),
    usual=("~/.julia",),
    cleaners=(
        Cleaner(
            "julia -e 'using Pkg; Pkg.gc()'",
            part=msg("frees only packages that no environment has used for a month"),
        ),
    ),
    keep=msg("the environments and packages in dev that are there can be used only from the first depot"),
    relocation=Relocation(
        "ok",
        msg("end Julia and Jupyter, then copy it and leave a link in its place"),
        move_and_link(),
    ),
    needs_exec=True,
    pitfalls=(
        msg("end JULIA_DEPOT_PATH with a colon (/data/me/julia:), else Julia compiles its own packages once more"),
        msg("it must be set before Julia starts: startup.jl is too late"),
        msg("compiled can be deleted at any time, environments and dev cannot"),
    ),
    facts=("Julia's manual, Environment Variables, read; not run",),
)
