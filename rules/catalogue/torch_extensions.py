"""Extensions that PyTorch compiles when a program first needs them."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Relocation, Row, VariableLever, move_and_link
from envdoctor.i18n import msg

TORCH_EXTENSIONS = Row(
    id="torch-extensions",
    tool="torch.utils.cpp_extension",
    title=msg("extensions that PyTorch compiles"),
    holds="cache",
    sources=(
        sources.variable("TORCH_EXTENSIONS_DIR", empty=True),
        sources.xdg("XDG_CACHE_HOME", ".cache", "torch_extensions", loose=True),
    ),
    levers=(VariableLever("TORCH_EXTENSIONS_DIR"),),
    folder="cache/torch_extensions",
    variables=("TORCH_EXTENSIONS_DIR", "XDG_CACHE_HOME"),
    traces=("~/.cache/torch_extensions",),
    usual=("~/.cache/torch_extensions",),
    keep=msg("TORCH_EXTENSIONS_DIR would put the builds of all Pythons and CUDA versions into one folder"),
    relocation=Relocation(
        how=msg("move the folder and leave a link; once all works, delete the one that ends in .before"),
        commands=move_and_link(),
    ),
    children=(("TORCH_EXTENSIONS_DIR", "XDG_CACHE_HOME"),),
    needs_exec=True,
    pitfalls=(
        msg("with TORCH_EXTENSIONS_DIR Pythons and CUDAs have no folder each: they overwrite each other's builds"),
        msg("the disk must not be mounted noexec: what is built here is loaded from here"),
        msg("PyTorch up to 2.13: a build that was killed leaves a file named lock, and later ones wait: delete it"),
        msg("~ and $HOME in TORCH_EXTENSIONS_DIR are taken literally: write the whole path"),
        msg("an empty TORCH_EXTENSIONS_DIR or XDG_CACHE_HOME makes it build in the working folder"),
    ),
    facts=(
        "torch 2.15.0 and 2.13.0, utils/cpp_extension.py _get_build_directory and get_default_build_root, run",
        "torch 2.13.0, utils/file_baton.py, read",
    ),
)
