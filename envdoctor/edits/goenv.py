"""The file of ``go env -w`` (``~/.config/go/env``), as go's ``cmd/go`` reads it.

A line ``NAME=value`` counts if it begins with a capital letter; everything behind ``=`` is the value, spaces, quotes
and a carriage return included, nothing is replaced, the last one wins. Other lines are ignored.
"""

from __future__ import annotations

from envdoctor.edits import assign
from envdoctor.errors import EditError
from envdoctor.i18n import _, msg


def _parse(line: str, _number: int) -> assign.Part | None:
    name, equals, _value = line.partition("=")
    return assign.Part(name, len(name) + 1, len(line)) if equals and "A" <= name[:1] <= "Z" else None


def _write(name: str, value: str) -> str:
    if name == "GOPATH" and ":" in value:
        raise EditError(_("{tool} takes a : in {value} for the end of a folder.", tool="go", value=repr(value)))
    return value


_SYNTAX = assign.Syntax(
    "go",
    _parse,
    meaning=lambda raw: raw,
    fixed=lambda _raw: True,
    write=_write,
    lf_only=True,
    names=r"[A-Z][A-Z0-9_]*",
    misnamed=msg("{name} is no name of a go variable."),
)
get, put, previous, intact, revert = _SYNTAX.get, _SYNTAX.put, _SYNTAX.previous, _SYNTAX.intact, _SYNTAX.revert
