"""Hugging Face: models and datasets from the hub."""

from __future__ import annotations

from pathlib import PurePath

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Cleaner, Place, Row, Side, Source, VariableLever
from envdoctor.catalogue.view import View
from envdoctor.errors import EditError, Unavailable
from envdoctor.i18n import _, msg


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


def _logins(view: View, contexts: tuple[str, ...]) -> list[str]:
    """Paths of ``token`` in contexts without HF_TOKEN_PATH at which logins are kept: there, or in the file beside."""
    free = [context for context in contexts if view.value(context, "HF_TOKEN_PATH") is None]
    places = [_token(view, context) for context in free]
    paths = list(dict.fromkeys(place.path for place in places if place is not None and place.path is not None))
    beside = [str(PurePath(path).with_name("stored_tokens")) for path in paths]
    seen = sources.looks(view, [*paths, *beside])
    pairs = zip(paths, seen[: len(paths)], seen[len(paths) :], strict=True)
    return [path for path, token, stored in pairs if "file" in (token.kind, stored.kind)]


def token_stays(view: View, contexts: tuple[str, ...]) -> dict[str, str]:
    """HF_TOKEN_PATH where logins are kept now and the variable is not set: a move must not log out.

    Raises:
        EditError: they are kept in more than one place, or it can't be told where.
        Missing: as :meth:`View.look`.
    """
    try:
        held = _logins(view, contexts)
    except Unavailable as why:
        raise EditError(_("it can't be told where your Hugging Face login is kept: {why}", why=why)) from None
    if len(held) > 1:
        places = ", ".join(held)
        raise EditError(
            _("Hugging Face logins are kept in more than one place ({places}): set HF_TOKEN_PATH to one", places=places)
        )
    return {"HF_TOKEN_PATH": held[0]} if held else {}


def _side(key: str, title: str, *variables: str, expanded: bool = False) -> Side:
    """A folder below HF_HOME that a variable may move. ``expanded``: ``~`` and ``$NAME`` in it are replaced."""
    own = (_own(name) if expanded else sources.variable(name, empty=True) for name in variables)
    return Side(key, title, variables, (*own, *_below_home(key)), f"cache/huggingface/{key}", follows=True)


_OLD = ("TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE")
_BELOW_TILDE = (
    sources.variable("HF_HOME", tilde=True, empty=True, suffix="datasets"),
    sources.xdg("XDG_CACHE_HOME", ".cache", "huggingface/datasets", loose=True, tilde=True),
)

SIDES = (
    Side(
        "datasets",
        msg("prepared datasets"),
        ("HF_DATASETS_CACHE",),
        (sources.variable("HF_DATASETS_CACHE", empty=True), *_BELOW_TILDE),
        "cache/huggingface/datasets",
        follows=True,
    ),
    _side("xet", msg("pieces of downloads"), "HF_XET_CACHE"),
    _side("assets", msg("assets"), "HF_ASSETS_CACHE", "HUGGINGFACE_ASSETS_CACHE", expanded=True),
    _side("modules", msg("code of models and datasets"), "HF_MODULES_CACHE"),
    Side(
        "transformers",
        msg("models of transformers up to 4.57"),
        _OLD,
        tuple(sources.variable(name) for name in _OLD),
        "cache/huggingface/hub",
        follows=True,
        notes=(msg("only transformers up to 4.57 reads it, later versions do not"),),
    ),
)


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
    cleaners=(
        Cleaner(
            "hf cache prune",
            at="hf cache prune --cache-dir {path}",
            part=msg("frees only revisions that no name leads to any more, often none"),
        ),
        Cleaner(
            "hf cache ls",
            at="hf cache ls --cache-dir {path}",
            part=msg("lists what is there with its size; hf cache rm model/NAME then frees one"),
        ),
    ),
    together=token_stays,
    stays=msg("your login token stays where it is"),
    sides=SIDES,
    pitfalls=(
        msg("HF_HUB_CACHE and HUGGINGFACE_HUB_CACHE beat HF_HOME; HF_DATASETS_CACHE and HF_XET_CACHE beat it likewise"),
        msg("transformers up to 4.57 also reads TRANSFORMERS_CACHE, which beats HF_HOME; later versions ignore it"),
        msg("HF_HOME moves the login token too, unless HF_TOKEN_PATH is set"),
        msg("an empty HF_HOME or XDG_CACHE_HOME makes it write into the working folder"),
        msg("move or delete the whole folder only: blobs are shared between models by links"),
        msg("gated, removed or own models can not be downloaded again"),
    ),
    facts=("huggingface_hub 2.4.0, constants.py, run and read", "datasets 5.2.0, config.py, read"),
)
