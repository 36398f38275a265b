"""What torch.compile makes."""

from __future__ import annotations

from envdoctor.catalogue import sources, temporary
from envdoctor.catalogue.rows import Relocation, Row, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import msg

_NAMES = ("LOGNAME", "USER", "LNAME", "USERNAME")
"""Asked for the account's name in this order. No variables of the row: nobody sets them to move a cache."""
_PLAIN = str.maketrans(dict.fromkeys('\\/:*?"<>|', "_"))


def _folder(view: View, context: str) -> str:
    names = (view.value(context, name) for name in _NAMES)
    return "torchinductor_" + (next(filter(None, names), None) or view.here.user).translate(_PLAIN)


INDUCTOR = Row(
    id="inductor",
    tool="TorchInductor",
    title=msg("code that torch.compile makes"),
    holds="cache",
    sources=(sources.variable("TORCHINDUCTOR_CACHE_DIR", empty=True), temporary.below(_folder)),
    levers=(VariableLever("TORCHINDUCTOR_CACHE_DIR"),),
    folder="cache/inductor",
    variables=("TORCHINDUCTOR_CACHE_DIR", *temporary.VARIABLES),
    relocation=Relocation(
        how=msg("no need to move it: it is compiled again; by default it lies below TMPDIR and is lost with it"),
    ),
    needs_exec=True,
    pitfalls=(
        msg(
            "its default is below TMPDIR, not in home: in /tmp each node compiles for itself, and again after a restart"
        ),
        msg(
            "the disk must not be mounted noexec (failed to map segment from shared object); the error always names "
            "the folder for temporary files, also where TORCHINDUCTOR_CACHE_DIR is what is wrong"
        ),
        msg("precompiled headers go below TMPDIR whatever TORCHINDUCTOR_CACHE_DIR says (cannot write PCH file)"),
        msg("Triton's kernels of torch.compile go here too, unless TRITON_CACHE_DIR is set"),
        msg("~ and $HOME in TORCHINDUCTOR_CACHE_DIR are taken literally; an empty one means the working folder"),
    ),
    facts=("torch 2.15.0 and 2.13.0, _inductor/runtime/cache_dir_utils.py, run",),
)
