"""Keras' downloads and settings."""

from __future__ import annotations

from collections.abc import Mapping

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Place, Relocation, Row, VariableLever, move_and_link
from envdoctor.catalogue.view import View
from envdoctor.errors import EditError, Unavailable
from envdoctor.i18n import _, msg
from envdoctor.model import Origin

_FALLBACK = "/tmp/.keras"
_SETTINGS: Mapping[str, object] = {
    "floatx": "float32",
    "epsilon": 1e-07,
    "backend": "tensorflow",
    "image_data_format": "channels_last",
    "nnx_enabled": False,
}
"""What Keras takes where keras.json does not say otherwise, and what it writes into a new one."""


def _named(view: View, context: str) -> tuple[str, Origin]:
    """The folder as Keras is told, not yet expanded; ``.keras`` in ``/tmp`` where home can't be written."""
    value = view.value(context, "KERAS_HOME")
    if value is not None:
        return value, sources.origin_of(view, context, "KERAS_HOME")
    home = sources.home(view, context)
    return (home if view.look(home).writable else "/tmp") + "/.keras", Origin("default")


def _downloads(view: View, context: str) -> Place | None:
    """The folder that ``get_file`` fills.

    On import Keras makes the folder without expanding ``~``, ``get_file`` then expands it: with ``~`` it must exist.
    """
    value, origin = _named(view, context)
    place = sources.placed(view, sources.expand_user(view, context, value), origin)
    if value and place.path is not None:
        seen = view.look(place.path)
        if seen.kind == "file" and seen.writable:
            return sources.stops("Keras", _("{path} is not a folder", path=place.path), origin)
        made = not value.startswith("~") and sources.creatable(view, place.path)
        if seen.writable or (not seen.exists and made):
            return place
    asked = place.path if value else _("an empty {name}", name="KERAS_HOME")
    note = _("{path} cannot be used, so downloads go to {fallback}", path=asked, fallback=_FALLBACK)
    return sources.placed(view, _FALLBACK, origin, note=note)


def _changed(view: View, context: str) -> tuple[str, list[str]]:
    """Where keras.json is, and what it sets otherwise than Keras by itself; the backend where no variable names one."""
    import json

    value, _origin = _named(view, context)
    path = sources.absolute(view, sources.expand_user(view, context, f"{value}/keras.json" if value else "keras.json"))
    try:
        found = json.loads(view.read(path) or "{}")
    except (ValueError, RecursionError):
        return path, []
    if not isinstance(found, dict):
        return path, []
    ignored = {"backend"} if view.value(context, "KERAS_BACKEND") else set()
    return path, [key for key, usual in _SETTINGS.items() if key not in ignored and found.get(key, usual) != usual]


def settings_stay(view: View, contexts: tuple[str, ...]) -> dict[str, str]:
    """Nothing to set; but a move must not leave behind a keras.json that says more than Keras by itself.

    Raises:
        EditError: it does, or it can't be told.
        Missing: as :meth:`View.read`.
    """
    for context in contexts:
        try:
            path, changed = _changed(view, context)
        except Unavailable as why:
            raise EditError(_("it can't be told where your keras.json is: {why}", why=why)) from None
        if changed:
            says = _("{path} sets {names}", path=path, names=", ".join(changed))
            raise EditError(_("{says}: copy it to a folder on another disk and set KERAS_HOME to that", says=says))
    return {}


KERAS = Row(
    id="keras",
    tool="Keras",
    title=msg("what Keras downloads"),
    holds="mixed",
    sources=(_downloads,),
    levers=(VariableLever("KERAS_HOME"),),
    folder="cache/keras",
    variables=("KERAS_HOME",),
    traces=("~/.keras",),
    usual=("~/.keras",),
    together=settings_stay,
    relocation=Relocation(
        how=msg("keras.json must move along: it names your backend"),
        commands=move_and_link(),
    ),
    pitfalls=(
        msg("KERAS_HOME moves keras.json too, which names the backend"),
        msg("Keras 2 (TensorFlow up to 2.15) downloads to ~/.keras whatever KERAS_HOME says"),
        msg("a folder that cannot be written is passed over without a word: downloads go to /tmp/.keras"),
        msg("write the whole path: $HOME in KERAS_HOME is taken literally, and ~ works only where the folder exists"),
        msg("XDG_CACHE_HOME does not move it; datasets and models in it are downloaded again, keras.json is not"),
    ),
    facts=(
        "keras 3.15.1, src/backend/config.py and src/utils/file_utils.py get_file, run",
        "keras 2.15.0, src/utils/data_utils.py get_file, read",
    ),
)
