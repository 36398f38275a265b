"""Strict JSON, such as Docker's ``daemon.json``: a text at a key of the object, or of an object in it.

Only the value's characters change; a new member is written as its neighbours are. A file without anything in it, which
dockerd refuses, becomes an object. What dockerd refuses (a byte order mark, comments, a comma too many) is refused with
its place, and so is a key that stands twice.
"""

from __future__ import annotations

import json
from typing import Any

from envdoctor.edits import jsontext as jt
from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.steps import Entry

_FILE = ln.MADE + ":file:"
"""``Entry.previous`` begins so where the file held nothing; the rest is the nothing."""
_PARENTS = ln.MADE + ":parents:"
"""``Entry.previous`` begins so where objects around the key were made; the rest is how many."""


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The text at ``key``; None where it is absent or null."""
    jt.load(text)
    way, _last = jt.walk(text, _parts(key))
    if len(way) < len(key):
        return None
    member = way[-1][1]
    value = jt.decode(text, member.start)[0]
    if value is not None and not (isinstance(value, str) and text[member.start] == '"'):
        jt.stop(text, member.start, _('expected a text: "{name}": "/a/path"', name=key[-1]))
    return value


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with ``key`` set to ``value``; objects that are missing on the way are made."""
    old, raw = get(text, key), json.dumps(ln.checked(value), ensure_ascii=False)
    if old == value:
        return text
    if not text.strip(jt.BLANK):
        made = json.dumps(_nested(key, value), ensure_ascii=False, indent=2) + "\n"
        return made.replace("\n", ln.ending(text))
    way, last = jt.walk(text, key)
    if len(way) == len(key):
        after = text[: way[-1][1].start] + raw + text[way[-1][1].end :]
    else:
        after = _add(text, last, key[len(way) :], value)
    if jt.load(after) != _with(jt.load(text), key, value):
        raise EditError(_("{name} cannot be set here without changing something else.", name=key[-1]))
    return after


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the old value; without the key None, or what was made around it."""
    get(text, key)
    if not text.strip(jt.BLANK):
        return _FILE + text
    way, _last = jt.walk(text, key)
    if len(way) == len(key):
        return text[way[-1][1].start : way[-1][1].end]
    made = len(key) - 1 - len(way)
    return f"{_PARENTS}{made}" if made else None


def intact(text: str, entry: Entry) -> bool:
    """Whether the key still has our value."""
    return get(text, entry.key) == entry.ours


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the key and whatever was made around it and holds nothing else."""
    way, was = jt.walk(text, entry.key)[0], entry.previous
    if len(way) < len(entry.key):
        raise EditError(_("{name} is not there any more.", name=entry.key[-1]))
    if was is not None and not was.startswith((_FILE, _PARENTS)):
        return text[: way[-1][1].start] + was + text[way[-1][1].end :]
    in_file = was is not None and was.startswith(_FILE)
    made = len(way) - 1 if in_file else int((was or "0").removeprefix(_PARENTS))
    while made and len(way[-1][0].members) == 1:
        way, made = way[:-1], made - 1
    if was is not None and in_file and len(way) == 1 and len(way[0][0].members) == 1:
        return was.removeprefix(_FILE)
    return _without(text, *way[-1])


def _parts(key: tuple[str, ...]) -> tuple[str, ...]:
    if not key or not all(key):
        raise EditError(_("The key {key} does not fit this format.", key=".".join(key)))
    return key


def _nested(key: tuple[str, ...], value: str) -> Any:
    """``value`` in as many objects as ``key`` has parts."""
    return {key[0]: _nested(key[1:], value)} if key else value


def _with(data: dict[str, Any], key: tuple[str, ...], value: str) -> dict[str, Any]:
    """``data`` with ``value`` at ``key``."""
    return {**data, key[0]: _with(data.get(key[0], {}), key[1:], value) if len(key) > 1 else value}


def _add(text: str, into: jt.Object, key: tuple[str, ...], value: str) -> str:
    """The text with a new last member of ``into``, written as the others are."""
    inside = text[into.start + 1 : into.members[0].key if into.members else into.end]
    lead = jt.before(text, into.members[-1].key) if into.members else inside
    end = "\r\n" if "\r\n" in lead else "\n"
    colon = text[into.members[0].colon : into.members[0].start] if into.members else ": "
    colon = colon if colon in (":", ": ", " : ") else ": "
    if "\n" not in lead:
        member = json.dumps(_nested(key, value), ensure_ascii=False, separators=(", ", colon))[1:-1]
        gap = lead if len(into.members) > 1 else colon[1:]
        return _insert(text, into, f",{gap}{member}" if into.members else f"{inside}{member}")
    base = jt.before(text, jt.skip(text, text.rfind("\n", 0, into.start) + 1)).rpartition("\n")[2]
    unit = _unit(text)
    indent = lead.rpartition("\n")[2] if into.members else base + unit
    lines = json.dumps(_nested(key, value), ensure_ascii=False, indent=unit, separators=(",", colon)).split("\n")[1:-1]
    member = "".join(end + indent + line.removeprefix(unit) for line in lines)
    return _insert(text, into, f",{member}" if into.members else member)


def _insert(text: str, into: jt.Object, new: str) -> str:
    """The text with ``new`` behind the last member, or behind the brace."""
    at = into.members[-1].end if into.members else into.start + 1
    return text[:at] + new + text[at:]


def _unit(text: str) -> str:
    """One step of indentation: that of the outermost object's first member, two spaces where it has none."""
    outer = jt.object_at(text, jt.skip(text, 0))
    lead = jt.before(text, outer.members[0].key) if outer.members else ""
    return (lead.rpartition("\n")[2] if "\n" in lead else "") or "  "


def _without(text: str, holder: jt.Object, member: jt.Member) -> str:
    """The text without ``member`` and one comma."""
    at = holder.members.index(member)
    if at:
        return text[: holder.members[at - 1].end] + text[member.end :]
    if len(holder.members) > 1:
        return text[: member.key] + text[holder.members[1].key :]
    return text[: holder.start + 1] + text[member.end :]
