"""ModelScope: models and datasets from its hub."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg


def _old_name(view: View, context: str) -> Place | None:
    """MS_CACHE_HOME, read only where MODELSCOPE_CACHE is unset or empty: modelscope 1.40 fails on it."""
    if not view.value(context, "MS_CACHE_HOME"):
        return None
    why = _("MS_CACHE_HOME makes every download fail; MODELSCOPE_CACHE is its name today")
    return sources.stops("modelscope", why, sources.origin_of(view, context, "MS_CACHE_HOME"))


MODELSCOPE = Row(
    id="modelscope",
    tool="modelscope",
    title=msg("models and datasets from ModelScope"),
    holds="mixed",
    sources=(
        sources.variable("MODELSCOPE_CACHE", tilde=True),
        _old_name,
        sources.below_home(".cache/modelscope"),
    ),
    levers=(VariableLever("MODELSCOPE_CACHE"),),
    folder="cache/modelscope",
    variables=("MODELSCOPE_CACHE", "MS_CACHE_HOME"),
    own_commands=("modelscope",),
    traces=("~/.cache/modelscope",),
    usual=("~/.cache/modelscope",),
    cleaners=(
        Cleaner(
            "modelscope scan-cache",
            at="modelscope scan-cache --cache-dir {path}",
            part=msg("lists what is there with its size; modelscope clear-cache --repo-id NAME --yes then frees one"),
        ),
        Cleaner(
            "modelscope clear-cache --yes",
            safe=False,
            at="modelscope clear-cache --yes --cache-dir {path}",
        ),
    ),
    stays=msg("your login stays where it is"),
    relocation=Relocation(
        link="ok",
        how=msg("once MODELSCOPE_CACHE is set, modelscope up to 1.37 looks in models instead of hub/models"),
        commands=move_and_link(),
    ),
    pitfalls=(
        msg("XDG_CACHE_HOME and HF_HOME do not move it"),
        msg("an empty MODELSCOPE_CACHE counts as unset for downloads; older parts then write to the working folder"),
        msg("MS_CACHE_HOME is an old name: with it every download of modelscope 1.40 ends in a TypeError"),
        msg("$NAME in MODELSCOPE_CACHE is taken literally; ~ is replaced"),
        msg("the login in ~/.modelscope is not part of it"),
    ),
    facts=(
        "modelscope 1.40.2 and modelscope-hub 0.5.1, run: modelscope_hub/config.py, modelscope/hub/__init__.py",
        "modelscope 1.40.2, modelscope/utils/file_utils.py, run",
    ),
)
