"""~/.npmrc as npm reads it (its ``ini`` package, then its ``${NAME}`` replacement).

``;`` and ``#`` begin a comment anywhere outside quotes, a value in quotes is JSON, the later of two keys wins, and a
key after a ``[section]`` is no npm setting any more. Access tokens stand in the
same file: no other line is ever touched.
"""

from __future__ import annotations

import json
import re

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.steps import Entry

_SPACE = "\t\v\f\r\n \xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x200B)))
"""What JavaScript's ``trim`` takes off."""

_VARIABLE = re.compile(r"(?<!\\)(\\*)\$\{([^${}?]+\??)\}")
_PLAIN = re.compile(r"[^;#\\=\"'\s]+(?: [^;#\\=\"'\s]+)*")


@dataclass(frozen=True, slots=True)
class _Spot:
    """A top-level key: its line (0-based) and the span of its value in the text."""

    line: int
    start: int
    end: int


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The value of ``key`` before ``${NAME}`` is replaced, or None."""
    spot = _find(text, ln.single(key, 1))
    return _meaning(text[spot.start : spot.end])[0] if spot else None


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with the top-level ``key`` set to ``value``."""
    spot = _find(text, _allowed(ln.single(key, 1)))
    raw = _quote(ln.checked(value))
    if spot is None:
        all_lines = ln.split(text)
        after = ln.insert(all_lines, _top(all_lines), [f"{key[0]}={raw}"], ln.ending(text))
    elif _meaning(text[spot.start : spot.end]) == (value, True):
        return text
    else:
        after = text[: spot.start] + raw + text[spot.end :]
    spot = _find(after, key[0])
    if spot is None or _meaning(after[spot.start : spot.end]) != (value, True):
        raise EditError(_("npm would not read {value} back as it is written.", value=repr(value)))
    return after


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the old value, or None."""
    spot = _find(text, ln.single(key, 1))
    return text[spot.start : spot.end] if spot else None


def intact(text: str, entry: Entry) -> bool:
    """Whether the key still has our value."""
    spot = _find(text, ln.single(entry.key, 1))
    return spot is not None and _meaning(text[spot.start : spot.end]) == (entry.ours, True)


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the key."""
    spot = _find(text, entry.key[0])
    if spot is None:
        raise EditError(_("{name} is not there any more.", name=entry.key[0]))
    if entry.previous is None:
        return ln.drop(ln.split(text), spot.line, spot.line + 1)
    return text[: spot.start] + entry.previous + text[spot.end :]


def _allowed(name: str) -> str:
    """``name``, unless it holds a secret or would not be a plain key."""
    if name.startswith("//") or name.lower().lstrip("_") in ("auth", "authtoken", "password", "username"):
        raise EditError(_("{name} belongs to a login; envdoctor does not write it.", name=name))
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9@:_.-]*", name):
        raise EditError(_("{name} is no name of an npm setting.", name=repr(name)))
    return name


def _find(text: str, name: str) -> _Spot | None:
    """The last top-level ``name``: the one that wins."""
    found, offset, all_lines = None, 0, ln.split(text)
    top = _top(all_lines)
    for number, line in enumerate(all_lines):
        left, equals, right = ln.body(line).partition("=")
        label = _unquote(left) if _counts(line) else ""
        if label in (name, f"{name}[]") and (label != name or not equals) and number < top:
            raise EditError(_("Line {line}: expected {name}=value.", line=number + 1, name=name))
        if label == name and number < top:
            start = offset + len(left) + 1 + len(right) - len(right.lstrip(_SPACE))
            found = _Spot(number, start, start + len(right.strip(_SPACE)))
        if number >= top and _section(line) == name:
            raise EditError(_("Line {line}: [{name}] hides the setting {name}.", line=number + 1, name=name))
        offset += len(line)
    return found


def _top(all_lines: list[str]) -> int:
    """Index of the first section header: settings of npm end there."""
    return next((n for n, line in enumerate(all_lines) if _section(line) is not None), len(all_lines))


def _section(line: str) -> str | None:
    """The name in a header line, or None."""
    match = re.match(r"\[([^\]]*)\]$", ln.body(line).rstrip(_SPACE))
    return _unquote(match[1]) if match else None


def _counts(line: str) -> bool:
    """Whether npm looks at ``line``: no comment, not blank, and something before ``=``."""
    bare = ln.body(line).lstrip(_SPACE)
    broken = any(mark in ln.body(line).partition("=")[2] for mark in "\u2028\u2029")
    return bool(bare) and bare[0] not in ";#" and not ln.body(line).startswith("=") and not broken


def _unquote(raw: str) -> str:
    """``raw`` as npm's ini package reads it."""
    value = raw.strip(_SPACE)
    if value and value[0] == value[-1] and value[0] in "\"'":
        inner = value[1:-1] if value[0] == "'" else value
        try:
            read = json.loads(inner)
        except (ValueError, RecursionError):
            return inner
        return read if isinstance(read, str) else inner
    match = re.match(r"(?:\\.|[^\\;#]|\\$)*", value, re.DOTALL)
    return re.sub(r"\\([\\;#])", r"\1", match[0] if match else "").strip(_SPACE)


def _meaning(raw: str) -> tuple[str, bool]:
    """The value of ``raw``, and whether it is the same whatever the environment holds."""
    read = _unquote(raw)
    fixed = all(len(match[1]) % 2 for match in _VARIABLE.finditer(read))
    return (_VARIABLE.sub(_unescape, read) if fixed else read), fixed


def _unescape(match: re.Match[str]) -> str:
    r"""``\${NAME}`` stands for ``${NAME}``; npm takes the first half of the backslashes, and one more, off."""
    return match[0][(len(match[1]) + 1) // 2 :]


def _quote(value: str) -> str:
    """``value`` as npm reads it back: as it is, or as JSON in double quotes."""
    safe = _VARIABLE.sub(lambda match: "\\" * (len(match[1]) + 1) + match[0], value)
    return safe if _PLAIN.fullmatch(safe) else json.dumps(safe, ensure_ascii=False)
