"""Where statements and headers stand in a TOML text, and what it reads as; ``toml`` edits it.

tomlkit does not say where a value stands and renders dotted keys apart, so a small scan finds the places in a text that
tomlkit has taken for valid.
"""

from __future__ import annotations

import re
from typing import Any

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.light import dataclass

BOM = "\ufeff"
_STRING = r'"""(?:\\.|[^\\])*?"{3,5}(?!")' + r"|'''.*?'{3,5}(?!')" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'"
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|(?P<comment>#[^\n]*)|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<line>\n)|.", re.DOTALL
)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_SPACES = re.compile(r"[ \t]*")
_SETTING = re.compile(r"=|^[ \t]*\[", re.MULTILINE)
_DOTTED = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")


@dataclass(frozen=True, slots=True)
class Statement:
    """A ``key = value`` or a header.

    Attributes:
        table: path of the table it stands in; for a header, of the table that begins.
        key: its own path, shorter than two but for dotted keys; empty for a header.
        array: it belongs to an array of tables, so that its path names many places.
        start: offset of its first character. value, end: span of the value; for a header, of nothing behind it.
    """

    table: tuple[str, ...]
    key: tuple[str, ...]
    array: bool
    start: int
    value: int
    end: int

    @property
    def path(self) -> tuple[str, ...]:
        """From the top level on."""
        return self.table + self.key


def statements(text: str) -> list[Statement]:
    """Everything in the file, in order; ``text`` is valid TOML."""
    found: list[Statement] = []
    arrays: set[tuple[str, ...]] = set()
    at = len(BOM) if text.startswith(BOM) else 0
    while True:
        blank = _BLANK.match(text, at)
        at = blank.end() if blank else at
        if at >= len(text):
            return found
        if text[at] == "[":
            found.append(_header(text, at, arrays))
        else:
            found.append(_assignment(text, at, found[-1] if found else None))
        at = _past(text, found[-1].end, "\n")


def _header(text: str, at: int, arrays: set[tuple[str, ...]]) -> Statement:
    """The header at ``at``; ``arrays`` are the arrays of tables so far, and are added to."""
    brackets = 2 if text.startswith("[[", at) else 1
    stop = _past(text, at + brackets, "]")
    table = _path(text[at + brackets : stop - 1])
    if brackets == 2:
        arrays.add(table)
    array = any(table[:size] in arrays for size in range(1, len(table) + 1))
    return Statement(table, (), array, at, stop + brackets - 1, stop + brackets - 1)


def _assignment(text: str, at: int, before: Statement | None) -> Statement:
    """The ``key = value`` at ``at``; ``before`` is what stands before it."""
    equals = _past(text, at, "=")
    spaces = _SPACES.match(text, equals)
    value = spaces.end() if spaces else equals
    table, array = (before.table, before.array) if before else ((), False)
    key, end = _path(text[at : equals - 1]), _last(text, value, _past(text, value, "\n"))
    return Statement(table, key, array, at, value, end)


def line_of(text: str, offset: int) -> int:
    """0-based line of ``offset``."""
    return text.count("\n", 0, offset)


def _path(source: str) -> tuple[str, ...]:
    """The parts of a key as it is written."""
    bare = source.strip(" \t")
    if _DOTTED.fullmatch(bare):
        return tuple(bare.split("."))
    import tomlkit

    parts: list[str] = []
    data: Any = tomlkit.parse(f"{bare} = 0").unwrap()
    while isinstance(data, dict):
        parts.append(next(iter(data)))
        data = data[parts[-1]]
    return tuple(parts)


def _past(text: str, at: int, stop: str) -> int:
    """Offset behind the first ``stop`` from ``at`` on that is in no string, comment or bracket."""
    depth = 0
    for match in _TOKEN.finditer(text, at):
        if match[0] == stop and not depth:
            return match.end()
        depth += bool(match["open"]) - bool(match["close"])
    return len(text)


def _last(text: str, start: int, stop: int) -> int:
    """Offset behind the last character of the value between ``start`` and ``stop``, without comment and spaces."""
    end = start
    for match in _TOKEN.finditer(text, start, stop):
        if not match["comment"] and match[0] not in " \t\r\n":
            end = match.end()
    return end


@ln.remembered
def read(text: str) -> dict[str, Any]:
    """The whole file as plain data.

    Raises:
        EditError: it is no TOML.
    """
    import tomlkit
    from tomlkit.exceptions import ParseError, TOMLKitError

    ln.split(text)
    ln.few(text, _SETTING)
    if not text.isascii() and any(0xD800 <= ord(char) < 0xE000 for char in text):
        raise EditError(_("The file is not UTF-8, which TOML needs."))
    try:
        return tomlkit.parse(text.removeprefix(BOM)).unwrap()
    except ParseError as error:
        raise EditError(_("Line {line} is no TOML: {why}", line=error.line, why=str(error))) from error
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise EditError(_("This is no TOML: {why}", why=str(error))) from error


def plain(data: Any) -> str:
    """``data`` as a text that is the same whatever the order of keys; a nan is itself there."""
    if isinstance(data, dict):
        return "{" + ",".join(f"{name!r}:{plain(data[name])}" for name in sorted(data)) + "}"
    if isinstance(data, list):
        return "[" + ",".join(plain(one) for one in data) + "]"
    return repr(data)


def quote(value: str) -> str:
    """``value`` as a basic string."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
