"""The file of ``go env -w`` (``~/.config/go/env``), as go's ``cmd/go`` reads it.

A line ``NAME=value`` counts if it begins with a capital letter; everything behind ``=`` is the value, spaces, quotes
and a carriage return included, nothing is replaced, the last one wins. Other lines are ignored.
"""

from __future__ import annotations

import re

from envdoctor.edits import assign
from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.model import Entry


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The value of ``key``, or None."""
    return assign.get(_SYNTAX, text, _name(key))


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with ``key`` set to ``value``."""
    return assign.put(_SYNTAX, text, _name(key), value)


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """The old value, or None."""
    return assign.previous(_SYNTAX, text, _name(key))


def intact(text: str, entry: Entry) -> bool:
    """Whether the variable still has our value."""
    return assign.intact(_SYNTAX, text, entry)


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the line."""
    return assign.revert(_SYNTAX, text, entry)


def _name(key: tuple[str, ...]) -> str:
    """The variable, which go must take for one."""
    name = ln.single(key, 1)
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
        raise EditError(_("{name} is no name of a go variable.", name=repr(name)))
    return name


def _parse(line: str, _number: int) -> assign.Part | None:
    name, equals, _value = line.partition("=")
    return assign.Part(name, len(name) + 1, len(line)) if equals and "A" <= name[:1] <= "Z" else None


def _write(name: str, value: str) -> str:
    if name == "GOPATH" and ":" in value:
        raise EditError(_("{tool} takes a : in {value} for the end of a folder.", tool="go", value=repr(value)))
    return value


_SYNTAX = assign.Syntax("go", _parse, meaning=lambda raw: raw, fixed=lambda _raw: True, write=_write, lf_only=True)
