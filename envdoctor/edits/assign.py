"""What ``goenv``, ``renviron``, ``ccacheconf`` and ``yarnrc`` share: one assignment a line, the last one wins.

A format says with a :class:`Syntax` how its reader takes a line apart and what a value means; the work is done here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.model import Entry


@dataclass(frozen=True, slots=True)
class Part:
    """What a line assigns: the name, and the columns (0-based) of its value's source."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Syntax:
    """A line format.

    Attributes:
        reader: the program whose file it is, for messages.
        parse: (line without its end, its number from 1) -> what it assigns, None for nothing; raises EditError.
        meaning: source of a value -> the value.
        fixed: whether the source means the same whatever the environment holds.
        write: (name, value) -> source of the value, which ``meaning`` must give back; raises EditError.
        glue: what stands between name and value in a new line.
        lf_only: the reader takes a carriage return for a part of the value.
        skips_empty: an assignment without a value changes nothing.
    """

    reader: str
    parse: Callable[[str, int], Part | None]
    meaning: Callable[[str], str]
    fixed: Callable[[str], bool]
    write: Callable[[str, str], str]
    glue: str = "="
    lf_only: bool = False
    skips_empty: bool = False


@dataclass(frozen=True, slots=True)
class _Spot:
    """The assignment that counts: its line (0-based) and the span of its value in the text."""

    line: int
    start: int
    end: int


def get(syntax: Syntax, text: str, name: str) -> str | None:
    """The value of ``name`` before variables are replaced in it, or None."""
    spot = _find(syntax, text, name)
    value = syntax.meaning(text[spot.start : spot.end]) if spot else None
    return None if syntax.skips_empty and not value else value


def put(syntax: Syntax, text: str, name: str, value: str) -> str:
    """The text with ``name`` set to ``value``: where the last one stands, at the end where there is none."""
    raw, spot = syntax.write(name, ln.checked(value)), _find(syntax, text, name)
    if spot is None:
        all_lines = ln.split(text)
        end = "\n" if syntax.lf_only else ln.ending(text)
        after = ln.insert(all_lines, len(all_lines), [f"{name}{syntax.glue}{raw}"], end)
    elif _is(syntax, text, spot, value):
        return text
    else:
        after = text[: spot.start] + raw + text[spot.end :]
    spot = _find(syntax, after, name)
    if spot is None or not _is(syntax, after, spot, value):
        raise unreadable(syntax.reader, value)
    return after


def previous(syntax: Syntax, text: str, name: str) -> str | None:
    """Source text of the old value, or None."""
    spot = _find(syntax, text, name)
    return text[spot.start : spot.end] if spot else None


def intact(syntax: Syntax, text: str, entry: Entry) -> bool:
    """Whether the name still has our value."""
    spot = _find(syntax, text, entry.key[0])
    return spot is not None and _is(syntax, text, spot, entry.ours)


def revert(syntax: Syntax, text: str, entry: Entry) -> str:
    """The text with the old value, or without the line."""
    spot = _find(syntax, text, entry.key[0])
    if spot is None:
        raise EditError(_("{name} is not there any more.", name=entry.key[0]))
    if entry.previous is None:
        return ln.drop(ln.split(text), spot.line, spot.line + 1)
    return text[: spot.start] + entry.previous + text[spot.end :]


def unreadable(reader: str, value: str) -> EditError:
    """The refusal of a value that this format cannot hold."""
    return EditError(
        _("{tool} cannot read {value} from this file; choose another folder.", tool=reader, value=repr(value))
    )


def _is(syntax: Syntax, text: str, spot: _Spot, value: str) -> bool:
    """Whether ``spot`` gives ``value``, whatever the environment holds."""
    raw = text[spot.start : spot.end]
    return syntax.fixed(raw) and syntax.meaning(raw) == value


def _find(syntax: Syntax, text: str, name: str) -> _Spot | None:
    """The assignment of ``name`` that counts: the last one, and of those that change something where there are any."""
    found, filled, offset = None, None, 0
    for number, line in enumerate(ln.split(text)):
        part = syntax.parse(line.removesuffix("\n") if syntax.lf_only else ln.body(line), number + 1)
        if part and part.name == name:
            found = _Spot(number, offset + part.start, offset + part.end)
            filled = found if part.end > part.start else filled
        offset += len(line)
    return filled or found if syntax.skips_empty else found
