"""Where members stand in strict JSON, and what it reads as; ``jsonkey`` edits it."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.light import dataclass

BLANK = " \t\r\n"
"""What counts for nothing between values."""
_SPACE = re.compile(r"[ \t\r\n]*")
_ODD = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity)')


@dataclass(frozen=True, slots=True)
class Member:
    """A name and the offsets of its key, behind its key, of its value, and behind its value."""

    name: str
    key: int
    colon: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Object:
    """An object: offset of its opening brace, its members, offset of its closing brace."""

    start: int
    members: tuple[Member, ...]
    end: int


Way = list[tuple[Object, Member]]
"""From the outermost object down, each object with its member that leads on."""


def load(text: str) -> dict[str, Any]:
    """The whole file as plain data, numbers as they are written; nothing for a file without anything in it.

    Raises:
        EditError: it is no strict JSON, or no object.
    """
    if not text.strip(BLANK):
        return {}
    if not text.isascii() and any(0xD800 <= ord(char) < 0xE000 for char in text):
        raise EditError(_("The file is not UTF-8, which JSON needs."))
    if text.startswith("\ufeff"):
        stop(text, 0, _("a byte order mark; take it out"))
    start = skip(text, 0)
    data, end = decode(text, start)
    if skip(text, end) < len(text):
        stop(text, skip(text, end), _("expected the end of the file"))
    if not isinstance(data, dict):
        stop(text, start, _("expected an object in braces"))
    return data


def decode(text: str, at: int) -> tuple[Any, int]:
    """The value at ``at`` and the offset behind it."""
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_no_constant)
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        stop(text, error.pos, error.msg)
    except RecursionError as error:
        raise EditError(_("This is no JSON that anything reads: it is nested too deeply.")) from error
    except ValueError:
        found = next(one for one in _ODD.finditer(text, at) if one[1])
        stop(text, found.start(), _("{name} is no number of JSON", name=found[1]))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def walk(text: str, key: tuple[str, ...]) -> tuple[Way, Object]:
    """As far as ``key`` leads in a text that was loaded, and the last object that it leads into."""
    if not text.strip(BLANK):
        return [], Object(0, (), 0)
    here, way = object_at(text, skip(text, 0)), Way()
    for depth, name in enumerate(key):
        found = [member for member in here.members if member.name == name]
        if len(found) > 1:
            stop(text, found[1].key, _("{name} stands here a second time; keep one", name=name))
        if not found:
            break
        way.append((here, found[0]))
        if depth + 1 < len(key):
            if text[found[0].start] != "{":
                stop(text, found[0].start, _("expected an object in braces"))
            here = object_at(text, found[0].start)
    return way, here


def object_at(text: str, start: int) -> Object:
    """The object whose brace is at ``start``."""
    members: list[Member] = []
    at = skip(text, start + 1)
    while text[at] != "}":
        at = skip(text, at + 1) if text[at] == "," else at
        name, colon = decode(text, at)
        value = skip(text, skip(text, colon) + 1)
        end = decode(text, value)[1]
        members.append(Member(name, at, colon, value, end))
        at = skip(text, end)
    return Object(start, tuple(members), at)


def skip(text: str, at: int) -> int:
    """Offset behind the white space at ``at``."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def stop(text: str, at: int, why: str) -> NoReturn:
    """Refuse, with the place."""
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    raise EditError(_("Line {line}, column {column}: {why}.", line=line, column=column, why=why))


def before(text: str, at: int) -> str:
    """The white space before ``at``."""
    return text[len(text[:at].rstrip(BLANK)) : at]
