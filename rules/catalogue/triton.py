"""Triton's compiled kernels."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, Side, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg


def _own(view: View, context: str) -> Place | None:
    """TRITON_CACHE_DIR; where it is empty, nothing can be compiled."""
    if view.value(context, "TRITON_CACHE_DIR") == "":
        why = _("{name} is empty", name="TRITON_CACHE_DIR")
        return sources.stops("Triton", why, sources.origin_of(view, context, "TRITON_CACHE_DIR"))
    return sources.variable("TRITON_CACHE_DIR")(view, context)


TRITON = Row(
    id="triton",
    tool="Triton",
    title=msg("kernels that Triton compiles"),
    holds="cache",
    sources=(
        _own,
        sources.variable("TRITON_HOME", empty=True, suffix=".triton/cache"),
        sources.below_home(".triton/cache"),
    ),
    levers=(VariableLever("TRITON_CACHE_DIR"),),
    folder="cache/triton",
    variables=("TRITON_CACHE_DIR", "TRITON_HOME"),
    traces=("~/.triton/cache", "~/.triton/autotune"),
    usual=("~/.triton/cache",),
    relocation=Relocation(
        commands=move_and_link(),
    ),
    sides=(
        Side(
            key="dump",
            title=msg("what TRITON_KERNEL_DUMP writes"),
            variables=("TRITON_DUMP_DIR",),
            sources=(
                sources.variable("TRITON_DUMP_DIR", empty=True),
                sources.variable("TRITON_HOME", empty=True, suffix=".triton/dump"),
                sources.below_home(".triton/dump"),
            ),
            folder="cache/triton-dump",
        ),
    ),
    children=(("TRITON_CACHE_DIR", "TRITON_HOME"),),
    needs_exec=True,
    pitfalls=(
        msg("XDG_CACHE_HOME does not move it"),
        msg("inside torch.compile it is below TorchInductor's folder instead, unless TRITON_CACHE_DIR is set"),
        msg("the disk must not be mounted noexec; on NFS DeepSpeed warns, and a lock may hang: a local disk is best"),
        msg("DeepSpeed keeps ~/.triton/autotune unless TRITON_CACHE_DIR is set"),
        msg("~ and $HOME in these variables are taken literally; an empty TRITON_CACHE_DIR is an error"),
    ),
    facts=("triton 3.9.0, knobs.py cache_knobs and runtime/cache.py FileCacheManager, run",),
)
