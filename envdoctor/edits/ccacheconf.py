"""``ccache.conf``, as ccache 4 reads it: ``key = value`` a line, ``#`` begins a comment line, the last one wins.

There are no quotes; spaces at both ends are taken off, ``$NAME`` and ``${NAME}`` are replaced. A line without ``=``
stops ccache, as does a byte order mark, so such a file is refused.
"""

from __future__ import annotations

import re

from envdoctor.edits import assign
from envdoctor.errors import EditError
from envdoctor.i18n import _, msg

_SPACE = " \t\v\f\r"
_VARIABLE = re.compile(r"\$[A-Za-z0-9_{]")
_OPEN = re.compile(r"\$\{[A-Za-z0-9_]*(?![A-Za-z0-9_}])")


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
    "ccache",
    _parse,
    lambda raw: raw,
    fixed=lambda raw: not _VARIABLE.search(raw),
    write=_write,
    glue=" = ",
    names=r"[a-z][a-z0-9_]*",
    misnamed=msg("{name} is no name of a ccache setting."),
)
get, put, previous, intact, revert = _SYNTAX.get, _SYNTAX.put, _SYNTAX.previous, _SYNTAX.intact, _SYNTAX.revert
