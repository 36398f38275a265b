"""sentence-transformers: models, in Hugging Face's cache unless its own variable is set."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.i18n import _, msg

_own = sources.variable("SENTENCE_TRANSFORMERS_HOME", tilde=True, empty=True)
_HUB = (
    sources.variable("HF_HUB_CACHE", tilde=True, variables=True, empty=True),
    sources.variable("HF_HOME", tilde=True, variables=True, empty=True, suffix="hub"),
)


def _settings(view: View, context: str) -> list[Place]:
    """Its own variable and what that hides; nothing where it is unset."""
    own = _own(view, context)
    hidden = (source(view, context) for source in _HUB) if own is not None else ()
    return [place for place in (own, *hidden) if place is not None]


def _elsewhere(_view: View, _context: str) -> Place:
    """Without a variable of its own it has no place of its own: the row ``huggingface`` tells where its models go."""
    return Place(None, note=_("its models go to Hugging Face's cache"))


SENTENCE_TRANSFORMERS = Row(
    id="sentence-transformers",
    tool="sentence-transformers",
    title=msg("models of sentence-transformers"),
    holds="cache",
    sources=(_own, _elsewhere),
    levers=(VariableLever("SENTENCE_TRANSFORMERS_HOME"),),
    folder="cache/sentence-transformers",
    variables=("SENTENCE_TRANSFORMERS_HOME",),
    traces=("~/.cache/torch/sentence_transformers",),
    usual=("~/.cache/torch/sentence_transformers",),
    children=(("SENTENCE_TRANSFORMERS_HOME", "HF_HOME"), ("SENTENCE_TRANSFORMERS_HOME", "HF_HUB_CACHE")),
    settings=_settings,
    relocation=Relocation(commands=move_and_link()),
    pitfalls=(
        msg("SENTENCE_TRANSFORMERS_HOME beats HF_HOME; without it the models are kept once, with Hugging Face's"),
        msg("up to 2.2 its models went to ~/.cache/torch/sentence_transformers; later versions do not use them"),
    ),
    facts=(
        "sentence-transformers 6.2.0, base/model.py, run",
        "sentence-transformers 2.2.2, SentenceTransformer.py, read",
    ),
)
