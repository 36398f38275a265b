"""uv.toml: a text at the top level.

The place is found by a small scan of the statements before the first table, because tomlkit does not say where a value
stands and renders dotted keys apart; tomlkit then judges that nothing but the one key changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.model import Entry

_STRING = r'"""(?:\\.|[^\\])*?"{3,5}(?!")' + r"|'''.*?'{3,5}(?!')" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'"
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|(?P<comment>#[^\n]*)|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<line>\n)|.", re.DOTALL
)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Statement:
    """``key = value`` before the first table: spans in the text."""

    start: int
    value: int
    end: int


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The text at the top-level ``key``, or None."""
    value = _read(text).get(ln.single(key, 1))
    if value is not None and not isinstance(value, str):
        raise EditError(_('{name} is no text here; expected {name} = "/a/path".', name=key[0]))
    return value


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with the top-level ``key`` set to ``value``, before the first table."""
    old, raw = get(text, key), _quote(ln.checked(value))
    if old == value:
        return text
    found = _find(text, key[0])
    after = text[: found.value] + raw + text[found.end :] if found else _add(text, f"{key[0]} = {raw}")
    if repr(_sorted(_read(after))) != repr(_sorted({**_read(text), key[0]: value})):
        raise EditError(_("{name} cannot be set here without changing something else.", name=key[0]))
    return after


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the old value, or None."""
    get(text, key)
    found = _find(text, key[0])
    return text[found.value : found.end] if found else None


def intact(text: str, entry: Entry) -> bool:
    """Whether the key still has our value."""
    return get(text, entry.key) == entry.ours and _find(text, entry.key[0]) is not None


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the key."""
    found = _find(text, entry.key[0])
    if found is None:
        raise EditError(_("{name} is not there any more.", name=entry.key[0]))
    if entry.previous is not None:
        return text[: found.value] + entry.previous + text[found.end :]
    bom = _BOM if text.startswith(_BOM) else ""
    first = text.count("\n", 0, found.start)
    return bom + ln.drop(ln.split(text[len(bom) :]), first, first + 1)


def _add(text: str, line: str) -> str:
    """The text with ``line`` after the last top-level statement; on top where there is none."""
    bom = _BOM if text.startswith(_BOM) else ""
    statements = _statements(text)
    at = text.count("\n", 0, statements[-1].end) + 1 if statements else 0
    return bom + ln.insert(ln.split(text[len(bom) :]), at, [line], ln.ending(text))


def _find(text: str, name: str) -> _Statement | None:
    """The statement that sets ``name`` itself."""
    import tomlkit

    for found in _statements(text):
        if next(iter(tomlkit.parse(text[found.start : found.end]).unwrap())) == name:
            return found
    return None


def _statements(text: str) -> list[_Statement]:
    """Every ``key = value`` before the first table, in order; ``text`` is valid TOML."""
    found: list[_Statement] = []
    at = 1 if text.startswith(_BOM) else 0
    while at < len(text):
        match = _BLANK.match(text, at)
        at = match.end() if match else at
        if text[at : at + 1] in ("", "["):
            break
        equals = _past(text, at, "=")
        value = equals + len(text[equals:]) - len(text[equals:].lstrip(" \t"))
        at, start = _past(text, value, "\n"), at
        found.append(_Statement(start, value, _last(text, value, at)))
    return found


def _past(text: str, at: int, stop: str) -> int:
    """Offset behind the first ``stop`` from ``at`` on that is in no string, comment or bracket."""
    depth = 0
    for match in _TOKEN.finditer(text, at):
        depth += bool(match["open"]) - bool(match["close"])
        if match[0] == stop and not depth:
            return match.end()
    return len(text)


def _last(text: str, start: int, stop: int) -> int:
    """Offset behind the last character of the value between ``start`` and ``stop``, without comment and spaces."""
    end = start
    for match in _TOKEN.finditer(text, start, stop):
        if not match["comment"] and match[0] not in " \t\r\n":
            end = match.end()
    return end


def _read(text: str) -> dict[str, Any]:
    """The whole file as plain data.

    Raises:
        EditError: it is no TOML.
    """
    import tomlkit
    from tomlkit.exceptions import ParseError, TOMLKitError

    ln.split(text)
    if not text.isascii() and any(0xD800 <= ord(char) < 0xE000 for char in text):
        raise EditError(_("The file is not UTF-8, which TOML needs."))
    try:
        return tomlkit.parse(text.removeprefix(_BOM)).unwrap()
    except ParseError as error:
        raise EditError(_("Line {line} is no TOML: {why}", line=error.line, why=str(error))) from error
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise EditError(_("This is no TOML: {why}", why=str(error))) from error


def _sorted(data: dict[str, Any]) -> list[tuple[str, Any]]:
    """The top level, without its order; compared by ``repr`` because a nan equals nothing."""
    return sorted(data.items(), key=lambda item: item[0])


def _quote(value: str) -> str:
    """``value`` as a basic string."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
