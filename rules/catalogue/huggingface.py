"""Hugging Face: models and datasets from the hub."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Row, Source, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.i18n import msg


def _any_of(*tried: Source) -> Source:
    def source(view: View, context: str) -> Place | None:
        return next((place for one in tried if (place := one(view, context)) is not None), None)

    return source


def _own(name: str, suffix: str = "") -> Source:
    """A variable as huggingface_hub reads it: ``~`` and ``$NAME`` are expanded, empty is the working folder."""
    return sources.variable(name, tilde=True, variables=True, empty=True, suffix=suffix)


def _below_home(suffix: str) -> tuple[Source, Source]:
    """``suffix`` below HF_HOME, as set or by default."""
    folder = f"huggingface/{suffix}"
    base = sources.xdg("XDG_CACHE_HOME", ".cache", folder, loose=True, tilde=True, variables=True)
    return _own("HF_HOME", suffix), base


_token = _any_of(*_below_home("token"))


def token_stays(view: View, contexts: tuple[str, ...]) -> dict[str, str]:
    """HF_TOKEN_PATH at the present token, where there is one and the variable is not set: a move must not log out.

    Raises:
        Missing, Unavailable: as :meth:`View.look`.
    """
    free = [context for context in contexts if view.value(context, "HF_TOKEN_PATH") is None]
    places = [_token(view, context) for context in free]
    paths = list(dict.fromkeys(place.path for place in places if place is not None and place.path is not None))
    held = [path for path, seen in zip(paths, sources.looks(view, paths), strict=True) if seen.kind == "file"]
    return {"HF_TOKEN_PATH": held[0]} if held else {}


HUGGINGFACE = Row(
    id="huggingface",
    tool="huggingface",
    title=msg("models and datasets from the Hugging Face hub"),
    holds="mixed",
    sources=(_own("HF_HUB_CACHE"), _own("HUGGINGFACE_HUB_CACHE"), *_below_home("hub")),
    levers=(VariableLever("HF_HOME", suffix="hub"),),
    folder="cache/huggingface",
    commands=("hf", "huggingface-cli"),
    traces=("~/.cache/huggingface",),
    usual=("~/.cache/huggingface/hub",),
    cleaners=(Cleaner("hf cache prune", at="hf cache prune --cache-dir {path}"),),
    together=token_stays,
    stays=msg("your login token stays where it is"),
    pitfalls=(
        msg("HF_HUB_CACHE and HUGGINGFACE_HUB_CACHE beat HF_HOME; HF_DATASETS_CACHE and HF_XET_CACHE beat it likewise"),
        msg("transformers up to 4.57 also reads TRANSFORMERS_CACHE, which beats HF_HOME; later versions ignore it"),
        msg("HF_HOME moves the login token too, unless HF_TOKEN_PATH is set"),
        msg("an empty HF_HOME or XDG_CACHE_HOME makes it write into the working folder"),
        msg("move or delete the whole folder only: blobs are shared between models by links"),
        msg("gated, removed or own models can not be downloaded again"),
    ),
    facts=("huggingface_hub 2.4.0, constants.py, run and read",),
)
