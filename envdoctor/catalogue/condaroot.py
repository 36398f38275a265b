"""The prefix that conda is told to take for its own (``root_prefix``), instead of the one it is installed in.

By ``conda/base/context.py`` root_prefix and ``conda/common/configuration.py`` (conda 24.7, run).
"""

from __future__ import annotations

from envdoctor.catalogue import condarc, parsers, sources
from envdoctor.catalogue.rows import Place
from envdoctor.catalogue.view import View
from envdoctor.i18n import _
from envdoctor.model import Origin

NAMES = ("root_prefix", "root_dir")
_NO_TEXT = "\0"
VARIABLES = ("CONDA_ROOT_PREFIX", "CONDA_ROOT_DIR")


def _in_file(path: str, text: str) -> tuple[str, Origin, bool] | None:
    """Value, origin, and whether the file says that it is final.

    Raises:
        Stopped: conda gives an error.
    """
    if condarc.simple(text) and not any(name in text for name in NAMES):
        return None
    try:
        keys = parsers.yaml(text)
    except parsers.Fatal as error:
        raise sources.Stopped("conda", f"{path}: {error}", Origin("file", path)) from None
    except parsers.Malformed:
        return None  # conda warns and goes on without the file
    found = [keys[name] for name in NAMES if name in keys]
    if not found:
        return None
    origin = Origin("file", path, found[0].line)
    if len(found) > 1:
        raise sources.Stopped("conda", _("{path} sets both {names}", path=path, names=", ".join(NAMES)), origin)
    if found[0].kind not in ("text", "null"):
        return _NO_TEXT, origin, False
    value = "None" if found[0].kind == "null" else found[0].items[0]  # conda makes this text of a null
    return value, origin, found[0].flag.strip("!#") == "final"


def configured(view: View, context: str, base: str | None) -> Place | None:
    """The prefix that a variable or a file names; None where none does, and conda's own prefix counts.

    Raises:
        Stopped: conda gives an error. Missing, Unavailable: as :meth:`View.read`.
    """
    said = [found for path, text in condarc.files(view, context, base) if (found := _in_file(path, text))]
    values = [(name, value) for name in VARIABLES if (value := view.value(context, name)) is not None]
    if len(values) > 1:
        names = " and ".join(VARIABLES)
        raise sources.Stopped(
            "conda", _("{names} are both set", names=names), sources.origin_of(view, context, VARIABLES[0])
        )
    said += [(value, sources.origin_of(view, context, name), False) for name, value in values]
    if not said:
        return None
    value, origin, _final = next((one for one in said if one[2]), said[-1])
    if value == _NO_TEXT:
        raise sources.Stopped("conda", _("{names} must be a text", names=NAMES[0]), origin)
    return sources.placed(view, sources.expand_user(view, context, value), origin) if value else None
