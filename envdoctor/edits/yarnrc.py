"""``.yarnrc`` of yarn 1, as its lockfile parser reads it: ``key "value"`` a line, the last one wins.

A value in double quotes is JSON, but a quote behind two backslashes ends it; one without quotes runs to the next space,
colon or comma. Of what the parser takes (lists of keys, nested blocks, YAML where it fails) only one setting a line is
edited; the rest is refused.
"""

from __future__ import annotations

import json
import re

from envdoctor.edits import assign
from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.model import Entry

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_BARE = r"(?!true|false)[A-Za-z/.\-][^:\s,]*(?![^:\s,])"
_LINE = re.compile(rf"(?P<name>{_QUOTED}|{_BARE})(?: *: *| +|)(?P<value>{_QUOTED}|{_BARE}|true|false|[0-9]+) *(?:#.*)?")
_FLAG = re.compile(r"--(?:[^.]+\.)?")


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The value of ``key``, or None."""
    return assign.get(_SYNTAX, text, _name(key))


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with ``key`` set to ``value``."""
    _no_flag(text, _name(key))
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
    """The key, which must be a plain one."""
    name = ln.single(key, 1)
    if not re.fullmatch(_BARE, name) or not re.fullmatch(r"[a-z][a-z-]*", name):
        raise EditError(_("{name} is no name of a yarn setting.", name=repr(name)))
    return name


def _no_flag(text: str, name: str) -> None:
    """Refuse a file that also gives the setting as an argument, which beats it."""
    for number, line in enumerate(ln.split(text), 1):
        part = _parse(ln.body(line), number)
        if part and _FLAG.match(part.name) and _FLAG.sub("", part.name, count=1) == name:
            raise EditError(_("Line {line}: {flag} beats {name}; take it out.", line=number, flag=part.name, name=name))


def _parse(line: str, number: int) -> assign.Part | None:
    shift = 1 if number == 1 and line.startswith("\ufeff") else 0
    if line[shift : shift + 1] in ("", "#"):
        return None
    match = _LINE.fullmatch(line, shift)
    name = _read(match["name"]) if match else None
    if not match or not name or _read(match["value"]) is None:
        raise EditError(_('Line {line}: expected key "value", from the first column on.', line=number))
    return assign.Part(name, match.start("value"), match.end("value"))


def _read(raw: str) -> str | None:
    """``raw`` without quotes; None where yarn cannot read it."""
    if not raw.startswith('"'):
        return raw
    if re.search(r'\\\\"(?!$)', raw):
        return None
    try:
        return str(json.loads(raw))
    except ValueError:
        return None


def _write(_key: str, value: str) -> str:
    """``value`` as JSON; bare where yarn would lose its way in the backslashes."""
    quoted = json.dumps(value, ensure_ascii=False)
    if _read(quoted) == value:
        return quoted
    if re.fullmatch(_BARE, value):
        return value
    raise assign.unreadable("yarn", value)


_SYNTAX = assign.Syntax(
    "yarn", _parse, meaning=lambda raw: _read(raw) or "", fixed=lambda _raw: True, write=_write, glue=" "
)
