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
from envdoctor.i18n import _, msg

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_BARE = r"(?!true|false)[A-Za-z/.\-][^:\s,]*(?![^:\s,])"
_LINE = re.compile(rf"(?P<name>{_QUOTED}|{_BARE})(?: *: *| +|)(?P<value>{_QUOTED}|{_BARE}|true|false|[0-9]+) *(?:#.*)?")
_FLAG = re.compile(r"--(?:[^.]+\.)?")


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
    "yarn",
    _parse,
    meaning=lambda raw: _read(raw) or "",
    fixed=lambda _raw: True,
    write=_write,
    glue=" ",
    names=r"(?!true|false)[a-z][a-z-]*",
    misnamed=msg("{name} is no name of a yarn setting."),
    refuse=_no_flag,
)
get, put, previous, intact, revert = _SYNTAX.get, _SYNTAX.put, _SYNTAX.previous, _SYNTAX.intact, _SYNTAX.revert
