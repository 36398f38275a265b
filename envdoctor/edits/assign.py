"""What ``goenv``, ``renviron``, ``ccacheconf`` and ``yarnrc`` share: one assignment a line, the last one wins.

A format is a :class:`Syntax`: how its reader takes a line apart and what a value means. Its methods are what every
module of this package offers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import Template, _, render
from envdoctor.light import dataclass
from envdoctor.steps import Entry


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
        names: what a key must look like; ``misnamed`` is said of one that does not, with ``{name}``.
        refuse: (text, name): raises EditError where something else in the text beats the name.
        lf_only: the reader takes a carriage return for a part of the value.
        skips_empty: an assignment without a value changes nothing.
    """

    reader: str
    parse: Callable[[str, int], Part | None]
    meaning: Callable[[str], str]
    fixed: Callable[[str], bool]
    write: Callable[[str, str], str]
    names: str
    misnamed: Template
    glue: str = "="
    lf_only: bool = False
    skips_empty: bool = False
    refuse: Callable[[str, str], None] | None = None

    def get(self, text: str, key: tuple[str, ...], /) -> str | None:
        """The value at ``key`` before variables are replaced in it, or None."""
        spot = _find(self, text, self._name(key))
        value = self.meaning(text[spot.start : spot.end]) if spot else None
        return None if self.skips_empty and not value else value

    def put(self, text: str, key: tuple[str, ...], value: str, /) -> str:
        """The text with ``key`` set to ``value``: where the last one stands, at the end where there is none."""
        name = self._name(key)
        if self.refuse is not None:
            self.refuse(text, name)
        raw, spot = self.write(name, ln.checked(value)), _find(self, text, name)
        if spot is None:
            all_lines = ln.split(text)
            end = "\n" if self.lf_only else ln.ending(text)
            after = ln.insert(all_lines, len(all_lines), [f"{name}{self.glue}{raw}"], end)
        elif _is(self, text, spot, value):
            return text
        else:
            after = text[: spot.start] + raw + text[spot.end :]
        spot = _find(self, after, name)
        if spot is None or not _is(self, after, spot, value):
            raise unreadable(self.reader, value)
        return after

    def previous(self, text: str, key: tuple[str, ...], /) -> str | None:
        """Source text of the old value, or None."""
        spot = _find(self, text, self._name(key))
        return text[spot.start : spot.end] if spot else None

    def intact(self, text: str, entry: Entry) -> bool:
        """Whether the key still has our value."""
        spot = _find(self, text, entry.key[0])
        return spot is not None and _is(self, text, spot, entry.ours)

    def revert(self, text: str, entry: Entry) -> str:
        """The text with the old value, or without the line."""
        spot = _find(self, text, entry.key[0])
        if spot is None:
            raise EditError(_("{name} is not there any more.", name=entry.key[0]))
        if entry.previous is None:
            return ln.drop(ln.split(text), spot.line, spot.line + 1)
        return text[: spot.start] + entry.previous + text[spot.end :]

    def _name(self, key: tuple[str, ...]) -> str:
        """The only part of ``key``, if the reader would take it for a name."""
        name = ln.single(key, 1)
        if not re.fullmatch(self.names, name):
            raise EditError(render(self.misnamed, {"name": repr(name)}))
        return name


@dataclass(frozen=True, slots=True)
class _Spot:
    """The assignment that counts: its line (0-based) and the span of its value in the text."""

    line: int
    start: int
    end: int


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
