"""The CUDA driver's cache of code compiled for the card at hand."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import msg


def _switched_off(view: View, context: str) -> Place | None:
    if view.value(context, "CUDA_CACHE_DISABLE") != "1":
        return None
    return sources.switched_off("CUDA_CACHE_DISABLE", sources.origin_of(view, context, "CUDA_CACHE_DISABLE"))


CUDA_JIT = Row(
    id="cuda-jit",
    tool="CUDA",
    title=msg("code that the CUDA driver compiles"),
    holds="cache",
    sources=(_switched_off, sources.variable("CUDA_CACHE_PATH"), sources.below_home(".nv/ComputeCache")),
    levers=(VariableLever("CUDA_CACHE_PATH"),),
    folder="cache/nv",
    variables=("CUDA_CACHE_PATH", "CUDA_CACHE_DISABLE"),
    traces=("~/.nv/ComputeCache",),
    usual=("~/.nv/ComputeCache",),
    relocation=Relocation(
        how=msg("no need: CUDA_CACHE_MAXSIZE limits it, by default to 1 GiB (older drivers: 256 MiB)")
    ),
    bounded=True,
    pitfalls=(
        msg("programs built without code for your card compile at their first start, and again where this is full"),
        msg("CUDA_CACHE_DISABLE=1 switches it off: every start compiles again"),
    ),
    facts=("CUDA C++ Programming Guide, environment variables, read; not run, that needs a card",),
)
