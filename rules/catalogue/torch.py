"""torch.hub's models and weights."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Legacy, Relocation, Row, VariableLever, move_and_link
from envdoctor.i18n import msg

_HOW = msg("it need not be moved: torch downloads again; move weights that can no longer be had")
TORCH_HUB = Row(
    id="torch-hub",
    tool="torch.hub",
    title=msg("weights that torch.hub and torchvision download"),
    holds="cache",
    sources=(
        sources.variable("TORCH_HOME", tilde=True, empty=True, suffix="hub"),
        sources.xdg("XDG_CACHE_HOME", ".cache", "torch/hub", loose=True, tilde=True),
    ),
    levers=(VariableLever("TORCH_HOME", suffix="hub"),),
    folder="cache/torch",
    variables=("TORCH_HOME", "XDG_CACHE_HOME"),
    traces=("~/.cache/torch",),
    usual=("~/.cache/torch/hub",),
    relocation=Relocation(how=_HOW, commands=move_and_link("/hub")),
    children=(("TORCH_HOME", "XDG_CACHE_HOME"),),
    legacy=tuple(
        Legacy(
            name=name,
            instead="TORCH_HOME",
            package="torch",
            ignored_from="1.1",
            says=msg("torch warns and ignores it; only 1.0 read it"),
        )
        for name in ("TORCH_MODEL_ZOO", "TORCH_HUB")
    ),
    pitfalls=(
        msg("an empty XDG_CACHE_HOME makes it write to torch/hub in the working folder"),
        msg(
            "torch has no command that cleans this folder; weights in hub/checkpoints are downloaded again when needed"
        ),
    ),
    facts=("torch 2.13, torch/hub.py _get_torch_home, run and read",),
)
