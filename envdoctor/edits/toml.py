"""TOML settings: a text at the top level (uv), or in a table (poetry, podman, cargo).

The text is edited in place, then tomlkit judges that nothing but the one key changed.
"""

from __future__ import annotations

import re
from typing import Any

from envdoctor.edits import lines as ln
from envdoctor.edits import tomltext as tt
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.steps import Entry

_EXPANDED = {"storage": ("podman", re.compile(r"\$[\w{]")), "virtualenvs": ("poetry", re.compile(r"\{.+\}"))}
"""Table -> the program whose file has it, and what that program replaces in its paths."""


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The text at ``key``, or None."""
    return _text(tt.read(text), _parts(key))


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with ``key`` set to ``value``; a missing table is made at the end."""
    data = tt.read(text)
    old, raw = _text(data, _parts(key)), tt.quote(_checked(key, value))
    if old == value:
        return text
    found = _find(text, key)
    after = text[: found.value] + raw + text[found.end :] if found else _add(text, key, raw)
    if tt.plain(tt.read(after)) != tt.plain(_with(data, key, value)):
        raise EditError(_("{name} cannot be set here without changing something else.", name=key[-1]))
    return after


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the old value; None without the key, MADE without its table."""
    get(text, key)
    found = _find(text, key)
    if found:
        return text[found.value : found.end]
    return ln.MADE if len(key) > 1 and not _beside(tt.statements(text), key) else None


def intact(text: str, entry: Entry) -> bool:
    """Whether the key still has our value."""
    return get(text, entry.key) == entry.ours and _find(text, entry.key) is not None


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the key, and without a table that was ours and is empty now."""
    data, found = tt.read(text), _find(text, entry.key)
    if found is None:
        raise EditError(_("{name} is not there any more.", name=entry.key[-1]))
    if entry.previous is not None and entry.previous != ln.MADE:
        return text[: found.value] + entry.previous + text[found.end :]
    after = _without(text, entry, found)
    if tt.plain(_with(tt.read(after), entry.key, entry.ours)) != tt.plain(data):
        raise EditError(_("{name} cannot be taken out without changing something else.", name=entry.key[-1]))
    return after


def _parts(key: tuple[str, ...]) -> tuple[str, ...]:
    """``key``, whose parts must be plain names."""
    if not 1 <= len(key) <= 3 or not all(re.fullmatch(r"[A-Za-z0-9_-]+", part) for part in key):
        raise EditError(_("The key {key} does not fit this format.", key=".".join(key)))
    return key


_WORDS = (("storage", "driver"),)
"""Keys that hold a word, not a path."""


def _checked(key: tuple[str, ...], value: str) -> str:
    """``value``, unless the program would replace something in it."""
    tool, pattern = _EXPANDED.get(key[0], ("", None)) if len(key) > 1 else ("", None)
    if pattern and pattern.search(value):
        raise EditError(
            _("{tool} would replace a part of {value}; choose another folder.", tool=tool, value=repr(value))
        )
    if key in _WORDS and re.fullmatch(r"[a-z][a-z0-9-]*", value):
        return value
    return ln.checked(value)


def _text(data: Any, key: tuple[str, ...]) -> str | None:
    """The text at ``key`` of what was read."""
    for depth, part in enumerate(key):
        if not isinstance(data, dict):
            raise EditError(_("{name} is no single table here; expected [{name}].", name=".".join(key[:depth])))
        data = data.get(part, {} if depth + 1 < len(key) else None)
    if data is not None and not isinstance(data, str):
        raise EditError(_('{name} is no text here; expected {name} = "/a/path".', name=key[-1]))
    return data


def _with(data: dict[str, Any], key: tuple[str, ...], value: str) -> dict[str, Any]:
    """``data`` with ``value`` at ``key``."""
    if len(key) == 1:
        return {**data, key[0]: value}
    return {**data, key[0]: _with(data.get(key[0], {}), key[1:], value)}


def _find(text: str, key: tuple[str, ...]) -> tt.Statement | None:
    """The statement that sets ``key`` itself.

    Raises:
        EditError: it stands in an inline table.
    """
    for found in tt.statements(text):
        if found.key and not found.array and found.path == key:
            return found
        if found.key and not found.array and found.path == key[: len(found.path)]:
            line, name = tt.line_of(text, found.start) + 1, ".".join(found.path)
            raise EditError(_("Line {line}: {name} is an inline table; write it as [{name}].", line=line, name=name))
    return None


def _beside(all_of_them: list[tt.Statement], key: tuple[str, ...]) -> tt.Statement | None:
    """The statement that a new ``key`` goes behind: the last of its table, its header, or a dotted one of its table."""
    if len(key) == 1:
        top = [one for one in all_of_them if one.key and not one.table]
        return top[-1] if top else None
    here = [one for one in all_of_them if not one.array and one.table == key[:-1]]
    dotted = [one for one in all_of_them if one.key and not one.array and one.path[: len(key) - 1] == key[:-1]]
    here = here or [one for one in dotted if len(one.table) < len(key) - 1]
    return here[-1] if here else None


def _add(text: str, key: tuple[str, ...], raw: str) -> str:
    """The text with a new line for ``key``, in its table; a table that is missing is made."""
    bom = tt.BOM if text.startswith(tt.BOM) else ""
    all_lines, end = ln.split(text[len(bom) :]), ln.ending(text)
    place = _beside(tt.statements(text), key)
    if place is None and len(key) > 1:
        new = [f"[{'.'.join(key[:-1])}]", f"{key[-1]} = {raw}"]
        return bom + ln.insert(all_lines, len(all_lines), ["", *new] if all_lines else new, end)
    at, indent, depth = 0, "", 0
    if place is not None:
        at, depth = tt.line_of(text, place.end) + 1, len(place.table)
        before = text[text.rfind("\n", 0, place.start) + 1 : place.start].removeprefix(bom)
        indent = before if place.key and place.table else ""
    return bom + ln.insert(all_lines, at, [f"{indent}{'.'.join(key[depth:])} = {raw}"], end)


def _without(text: str, entry: Entry, found: tt.Statement) -> str:
    """The text without the statement's lines, and without its header where that is ours and nothing else is below."""
    bom = tt.BOM if text.startswith(tt.BOM) else ""
    all_lines = ln.split(text[len(bom) :])
    first, last = tt.line_of(text, found.start), tt.line_of(text, found.end)
    above = next((one for one in tt.statements(text) if not one.key and one.table == found.table), None)
    made = entry.previous == ln.MADE and above is not None and tt.line_of(text, above.start) == first - 1
    if made and _ends_table(all_lines, last + 1):
        first = first - 2 if first > 1 and not all_lines[first - 2].strip() else first - 1
    return bom + ln.drop(all_lines, first, last + 1)


def _ends_table(all_lines: list[str], at: int) -> bool:
    """Whether nothing of the table's own stands from line ``at`` on; a user's comment is something."""
    return next((line.strip() for line in all_lines[at:] if line.strip()), "[").startswith("[")
