"""JAX's compiled functions."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_NAME, _SWITCH = "JAX_COMPILATION_CACHE_DIR", "JAX_ENABLE_COMPILATION_CACHE"


def _switch(view: View, context: str) -> Place | None:
    """JAX_ENABLE_COMPILATION_CACHE, as strictly as JAX reads it when it is imported."""
    value = view.value(context, _SWITCH)
    if value is None or value.lower() in sources.TRUE:
        return None
    origin = sources.origin_of(view, context, _SWITCH)
    if value.lower() in sources.FALSE:
        return sources.switched_off(_SWITCH, origin)
    return sources.stops("JAX", _("{name}={value} is not a boolean", name=_SWITCH, value=value), origin)


def _folder(view: View, context: str) -> Place | None:
    value = view.value(context, _NAME) or ""
    if "://" in value:
        return Place(None, sources.origin_of(view, context, _NAME), note=_("{value} is no folder here", value=value))
    return sources.variable(_NAME)(view, context)


def _nothing(_view: View, _context: str) -> Place | None:
    return Place(None, Origin("default"), note=_("nothing is kept unless {name} is set", name=_NAME))


JAX = Row(
    id="jax",
    tool="JAX",
    title=msg("functions that JAX compiles"),
    holds="cache",
    sources=(_switch, _folder, _nothing),
    levers=(VariableLever(_NAME),),
    folder="cache/jax",
    variables=(_NAME, _SWITCH),
    relocation=Relocation(how=msg("no need to move it: it is compiled again")),
    pitfalls=(
        msg("JAX keeps nothing on disk unless you set JAX_COMPILATION_CACHE_DIR or the program does"),
        msg("it grows without limit unless JAX_COMPILATION_CACHE_MAX_SIZE is set"),
        msg("~ and $HOME in JAX_COMPILATION_CACHE_DIR are taken literally: write the whole path"),
        msg("use a folder that nobody else may write to: what lies there is run"),
    ),
    facts=("jax 0.10.2, _src/config.py, compilation_cache.py and lru_cache.py, run",),
)
