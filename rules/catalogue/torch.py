"""torch.hub's models and weights."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Row, VariableLever
from envdoctor.i18n import msg

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
    traces=("~/.cache/torch",),
    usual=("~/.cache/torch/hub",),
    pitfalls=(
        msg("an empty XDG_CACHE_HOME makes it write to torch/hub in the working folder"),
        msg(
            "torch has no command that cleans this folder; weights in hub/checkpoints are downloaded again when needed"
        ),
    ),
    facts=("torch 2.13, torch/hub.py _get_torch_home, run and read",),
)
