"""``~/.Renviron``, as R 4 reads it (``process_Renviron`` in its ``Renviron.c``).

``NAME=value`` a line, spaces around both taken off; ``${NAME}`` and ``${NAME-default}`` are replaced first, quoted or
not, then quotes and backslashes are taken off. The last one wins, but an empty one changes nothing. In the library
variables R also replaces ``%v`` and the like, and ``:`` parts folders.
"""

from __future__ import annotations

import re

from envdoctor.edits import assign
from envdoctor.i18n import msg

_SPACE = " \t\v\f\r"
_LISTS = ("R_LIBS", "R_LIBS_USER", "R_LIBS_SITE")
_PLAIN = re.compile(r"[^\s\"'\\#]+")
_VERSION = re.compile(r"%[vVpoa]")
"""What a library folder may name on purpose: version, platform, system of the R that reads it."""


def _parse(line: str, _number: int) -> assign.Part | None:
    name, equals, value = line.partition("=")
    if not equals or name.lstrip(_SPACE).startswith("#"):
        return None
    end = len(line.rstrip(_SPACE))
    start = min(len(name) + 1 + len(value) - len(value.lstrip(_SPACE)), end)
    return assign.Part(name.strip(_SPACE), max(start, len(name) + 1), max(end, len(name) + 1))


def _meaning(raw: str) -> str:
    r"""``raw`` without quotes and backslashes: ``\\x`` gives ``\x``, in quotes only ``\`` before that quote goes."""
    out, quote = "", ""
    for at, char in enumerate(raw):
        follows = raw[at + 1 : at + 2]
        if char in "\"'" and raw[at - 1 : at] != "\\" and quote in ("", char):
            quote = "" if quote else char
        elif char != "\\" or (follows != quote if quote else follows == "\\"):
            out += char
    return out


def _write(name: str, value: str) -> str:
    """The plainest of the ways to write ``value`` that R reads back."""
    bare = _VERSION.sub("", value) if name in _LISTS else ""
    if "${" in value or "%" in bare or ":" in bare:
        raise assign.unreadable("R", value)
    if _PLAIN.fullmatch(value):
        return value
    escaped = re.sub(r"(\\*)([\"'])|(\\+)", lambda found: "\\" + found[0], value)
    for raw in (f'"{value}"', f"'{value}'", escaped):
        if _meaning(raw) == value and raw.strip(_SPACE) == raw:
            return raw
    raise assign.unreadable("R", value)


_SYNTAX = assign.Syntax(
    "R",
    _parse,
    _meaning,
    fixed=lambda raw: "${" not in raw,
    write=_write,
    skips_empty=True,
    names=r"[A-Za-z_][A-Za-z0-9_]*",
    misnamed=msg("{name} is no name of a variable."),
)
get, put, previous, intact, revert = _SYNTAX.get, _SYNTAX.put, _SYNTAX.previous, _SYNTAX.intact, _SYNTAX.revert
