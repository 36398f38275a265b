"""Hugging Face: models and datasets from the hub."""

from __future__ import annotations

from pathlib import PurePath

from envdoctor.catalogue import offline, sources
from envdoctor.catalogue.rows import Cleaner, Legacy, Place, Relocation, Row, Side, Source, VariableLever, move_and_link
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


def _bare(name: str, suffix: str = "") -> Source:
    """A variable as datasets and hf_xet read it: ``~`` is expanded, ``$NAME`` is not."""
    return sources.variable(name, tilde=True, empty=True, suffix=suffix)


def _below_tilde(folder: str) -> tuple[Source, Source]:
    """``folder`` below HF_HOME, as datasets and hf_xet read that."""
    base = sources.xdg("XDG_CACHE_HOME", ".cache", f"huggingface/{folder}", loose=True, tilde=True)
    return _bare("HF_HOME", folder), base


def _side(key: str, title: str, variables: tuple[str, ...], *tried: Source) -> Side:
    """A folder below HF_HOME that variables of its own may move."""
    return Side(key, title, variables, tried, f"cache/huggingface/{key}", follows=True)


def _old(name: str) -> Source:
    """A variable of transformers up to 4.57; a leading ``~`` makes its downloads fail half-way."""
    taken = sources.variable(name, empty=True)

    def source(view: View, context: str) -> Place | None:
        if not (view.value(context, name) or "").startswith("~"):
            return taken(view, context)
        why = _("{name} begins with ~: downloads end half-way; write the whole path", name=name)
        return sources.stops("transformers", why, sources.origin_of(view, context, name))

    return source


_OLD = ("TRANSFORMERS_CACHE", "PYTORCH_TRANSFORMERS_CACHE", "PYTORCH_PRETRAINED_BERT_CACHE")
_ASSETS = ("HF_ASSETS_CACHE", "HUGGINGFACE_ASSETS_CACHE")

SIDES = (
    _side(
        "datasets",
        msg("prepared datasets"),
        ("HF_DATASETS_CACHE",),
        _bare("HF_DATASETS_CACHE"),
        *_below_tilde("datasets"),
    ),
    _side("xet", msg("pieces of downloads"), ("HF_XET_CACHE",), _bare("HF_XET_CACHE"), *_below_tilde("xet")),
    _side("assets", msg("assets"), _ASSETS, *map(_own, _ASSETS), *_below_home("assets")),
    _side(
        "modules",
        msg("code of models and datasets"),
        ("HF_MODULES_CACHE",),
        sources.variable("HF_MODULES_CACHE", empty=True),
        *_below_home("modules"),
    ),
    Side(
        "transformers",
        msg("models of transformers up to 4.57"),
        _OLD,
        tuple(map(_old, _OLD)),
        "cache/huggingface/hub",
        follows=True,
        notes=(msg("only transformers up to 4.57 reads it, later versions do not"),),
    ),
)

_LEGACY = tuple(
    Legacy(
        name,
        instead="HF_HOME",
        package="transformers",
        ignored_from="5",
        says=msg("transformers up to 4.57 reads it, from 5 on it is ignored without a word"),
    )
    for name in _OLD
)
_OUT_OF_DATE = tuple(
    Legacy(name, instead, says=msg("an old name that every version still reads"))
    for name, instead in (("HUGGINGFACE_HUB_CACHE", "HF_HUB_CACHE"), ("HUGGINGFACE_ASSETS_CACHE", "HF_ASSETS_CACHE"))
)
_CHILDREN = (
    *("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_DATASETS_CACHE", "HF_XET_CACHE"),
    *("HF_ASSETS_CACHE", "HUGGINGFACE_ASSETS_CACHE", "HF_MODULES_CACHE", *_OLD),
)

_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")
_HUB = (_own("HF_HUB_CACHE"), _own("HUGGINGFACE_HUB_CACHE"), *_below_home("hub"))


def _switched(view: View, context: str) -> str:
    """The variable that keeps one of the libraries off the network, as they read it."""
    on = ("1", "ON", "YES", "TRUE")
    named = (name for name in _OFFLINE if (view.value(context, name) or "").upper() in on)
    return next((f"{name}={view.value(context, name)}" for name in named), "")


def all_stays(view: View, contexts: tuple[str, ...]) -> dict[str, str]:
    """:func:`token_stays`, where models and datasets that are there can be fetched again.

    Raises:
        EditError: as there, or an account without the network would lose them from sight.
        Missing: as :meth:`View.look`.
    """
    following = (side.sources for side in SIDES if side.key in ("datasets", "modules"))
    offline.stays_found(view, "huggingface", _switched, (_HUB, *following))
    return token_stays(view, contexts)


HUGGINGFACE = Row(
    id="huggingface",
    tool="huggingface",
    title=msg("models and datasets from the Hugging Face hub"),
    holds="mixed",
    sources=_HUB,
    levers=(VariableLever("HF_HOME", suffix="hub"),),
    folder="cache/huggingface",
    variables=("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE", "HF_HOME", "XDG_CACHE_HOME"),
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
    together=all_stays,
    stays=msg("your login token stays where it is"),
    sides=SIDES,
    legacy=(*_LEGACY, *_OUT_OF_DATE),
    children=tuple((child, "HF_HOME") for child in _CHILDREN),
    relocation=Relocation(
        link="ok",
        how=msg("move the folder as a whole and with its links; models are links into it"),
        commands=move_and_link("/hub"),
    ),
    pitfalls=(
        msg("HF_HUB_CACHE and HUGGINGFACE_HUB_CACHE beat HF_HOME; HF_DATASETS_CACHE and HF_XET_CACHE beat it likewise"),
        msg("transformers up to 4.57 also reads TRANSFORMERS_CACHE, which beats HF_HOME; later versions ignore it"),
        msg("HF_HOME moves the login token too, unless HF_TOKEN_PATH is set"),
        msg("an empty HF_HOME or XDG_CACHE_HOME makes it write into the working folder"),
        msg("$NAME in HF_HOME: models follow it, datasets and downloads in pieces take it literally"),
        msg("move or delete the whole folder only: blobs are shared between models by links"),
        msg("gated, removed or own models can not be downloaded again"),
        msg("with HF_HUB_OFFLINE=1 only what is there can be used: copy it along before HF_HOME names another folder"),
    ),
    facts=(
        "huggingface_hub 0.36.2, 1.33.0 and 2.4.0, constants.py, a download run",
        "hf_xet 1.8.0, run: it reads the variables itself, not what huggingface_hub makes of them",
        "datasets 2.19.2 and 5.2.0, config.py and builder.py, a load run",
        "transformers 4.57.6 and 5.23.0, utils/hub.py, a download run",
    ),
)
