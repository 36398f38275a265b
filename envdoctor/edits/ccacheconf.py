"""``ccache.conf``, as ccache 4 reads it: ``key = value`` a line, ``#`` begins a comment line, the last one wins.

There are no quotes; spaces at both ends are taken off, ``$NAME`` and ``${NAME}`` are replaced. A line without ``=``
stops ccache, as does a byte order mark, so such a file is refused.
"""

from __future__ import annotations

import re

from envdoctor.edits import assign
from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.model import Entry

_SPACE = " \t\v\f\r"
_VARIABLE = re.compile(r"\$[A-Za-z0-9_{]")
_OPEN = re.compile(r"\$\{[A-Za-z0-9_]*(?![A-Za-z0-9_}])")


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The value of ``key`` before ``$NAME`` is replaced, or None."""
    return assign.get(_SYNTAX, text, _name(key))


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with ``key`` set to ``value``."""
    return assign.put(_SYNTAX, text, _name(key), value)


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the old value, or None."""
    return assign.previous(_SYNTAX, text, _name(key))


def intact(text: str, entry: Entry) -> bool:
    """Whether the key still has our value."""
    return assign.intact(_SYNTAX, text, entry)


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the line."""
    return assign.revert(_SYNTAX, text, entry)


def _name(key: tuple[str, ...]) -> str:
    """The key, which must look like one of ccache's."""
    name = ln.single(key, 1)
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise EditError(_("{name} is no name of a ccache setting.", name=repr(name)))
    return name


def _parse(line: str, number: int) -> assign.Part | None:
    bare = line.strip(_SPACE)
    if not bare or bare.startswith("#"):
        return None
    name, equals, value = line.partition("=")
    if not equals or line.startswith("\ufeff"):
        raise EditError(_("Line {line}: ccache expects key = value.", line=number))
    if _OPEN.search(value):
        raise EditError(
            _("Line {line}: a variable has no end; ccache expects {example}.", line=number, example="${NAME}")
        )
    end = max(len(line.rstrip(_SPACE)), len(name) + 1)
    return assign.Part(name.strip(_SPACE), min(len(line) - len(value.lstrip(_SPACE)), end), end)


def _write(_key: str, value: str) -> str:
    if _VARIABLE.search(value) or value.strip(_SPACE) != value:
        raise assign.unreadable("ccache", value)
    return value


_SYNTAX = assign.Syntax(
    "ccache", _parse, lambda raw: raw, fixed=lambda raw: not _VARIABLE.search(raw), write=_write, glue=" = "
)
