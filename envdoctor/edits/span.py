"""Some lines of any text replaced by others, as fixes of scripts do; undone by their words, wherever they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.steps import Entry

NEAR = 3
"""Equal lines; places with no more of them between are one: what was moved must not be undone by half."""

_COSTLY = 1_000_000
"""Pairs of equal lines; with more of them the places are told without looking for lines that were moved."""


def entries(before: str, after: str) -> tuple[Entry, ...]:
    """What undo needs to take the change from ``before`` to ``after`` back, a place at a time.

    Where lines are only taken out, the one before or behind them goes along, so that the place can be found again.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    places: list[list[int]] = []
    for a, b, c, d in _changed(old, new):
        if places and a - places[-1][1] <= NEAR:
            places[-1][1], places[-1][3] = b, d
        else:
            places.append([a, b, c, d])
    return tuple(_entry(old, new, *place) for place in places)


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """(begin, end) of the lines in ``old`` and in ``new``, for each place that differs."""
    most = max(Counter(old).values(), default=0)
    if most * len(new) <= _COSTLY:
        from difflib import SequenceMatcher

        codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        yield from ((a, b, c, d) for kind, a, b, c, d in codes if kind != "equal")
    elif len(old) == len(new):
        yield from ((at, at + 1, at, at + 1) for at in range(len(old)) if old[at] != new[at])
    else:
        least = min(len(old), len(new))
        first = next((at for at in range(least) if old[at] != new[at]), least)
        last = next((at for at in range(least - first) if old[-1 - at] != new[-1 - at]), least - first)
        yield first, len(old) - last, first, len(new) - last


def _entry(old: list[str], new: list[str], a: int, b: int, c: int, d: int) -> Entry:
    if c == d:
        above = 1 if a and c else 0
        a, b, c, d = a - above, b + 1 - above, c - above, d + 1 - above
    return Entry("span", (), "".join(new[c:d]), "".join(old[a:b]))


def _at(text: str, lines: str) -> int:
    """Where ``lines`` stand as whole lines; -1 if they do not, or more than once."""
    at = ("\n" + text).find("\n" + lines) if lines else -1
    again = ("\n" + text).find("\n" + lines, at + 1) if at >= 0 else -1
    ends = lines.endswith("\n") or at + len(lines) == len(text)
    return at if at >= 0 and again < 0 and ends else -1


def get(text: str, key: tuple[str, ...]) -> str | None:
    """There are no keys in any text."""
    del text, key
    return None


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """Lines are put by what found them, not by a key.

    Raises:
        EditError: always.
    """
    del text, key, value
    raise EditError(_("A text without keys cannot be set by key."))


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """There are no keys in any text."""
    return get(text, key)


def intact(text: str, entry: Entry) -> bool:
    """Whether the lines stand as they were put, in one place."""
    return _at(text, entry.ours) >= 0


def revert(text: str, entry: Entry) -> str:
    """The text with what stood there before.

    Raises:
        EditError: the lines are not there, or more than once.
    """
    at = _at(text, entry.ours)
    if at < 0:
        raise EditError(_("The lines were changed since, so they stay as they are."))
    return text[:at] + (entry.previous or "") + text[at + len(entry.ours) :]
