"""kagglehub: datasets and models from Kaggle."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Relocation, Row, VariableLever, move_and_link
from envdoctor.i18n import msg

KAGGLEHUB = Row(
    id="kagglehub",
    tool="kagglehub",
    title=msg("datasets and models from Kaggle"),
    holds="cache",
    sources=(sources.variable("KAGGLEHUB_CACHE", empty=True), sources.below_home(".cache/kagglehub")),
    levers=(VariableLever("KAGGLEHUB_CACHE"),),
    folder="cache/kagglehub",
    variables=("KAGGLEHUB_CACHE",),
    traces=("~/.cache/kagglehub",),
    usual=("~/.cache/kagglehub",),
    relocation=Relocation(commands=move_and_link()),
    pitfalls=(
        msg("XDG_CACHE_HOME does not move it"),
        msg("~ and $HOME in KAGGLEHUB_CACHE are taken literally: write the whole path"),
        msg("an empty KAGGLEHUB_CACHE makes it write to the working folder"),
        msg("kagglehub has no command that empties it; what is deleted is downloaded again when needed"),
    ),
    facts=("kagglehub 1.0.2, config.py get_cache_folder and cache.py, run",),
)
