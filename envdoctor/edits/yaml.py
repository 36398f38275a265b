""".condarc: the value becomes the first item of the list at a top-level key.

``nodes`` says where things stand; the text is edited in place, then loaded again to see that nothing but the one list
changed. conda reads with the same library; it also expands ``$NAME`` in its folders, so such values are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from envdoctor.edits import lines as ln
from envdoctor.edits import nodes
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.steps import Entry

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

_NULL = "\0null:"
"""``Entry.previous`` begins so where the key stood there without a value; the rest is how it was written."""


def get(text: str, key: tuple[str, ...]) -> str | tuple[str, ...] | None:
    """The list at ``key`` as a tuple, a single value as text, None where it is absent or empty."""
    value = _load(text).get(ln.single(key, 1))
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return None if value is None else str(value)


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with ``value`` first in the list at ``key``, which is made if absent."""
    data, name = _load(text), ln.single(key, 1)
    items = _list(data, key, text)
    if value in items[:1]:
        return text
    if value in items:
        raise EditError(_("{value} is in {name} already, but not first; move it up.", value=value, name=name))
    wanted = {**data, name: [_checked(value), *items]}
    after = next((one for one in _candidates(text, name, value) if _holds(one, wanted)), None)
    if after is not None:
        return after
    raise EditError(_("{name} cannot be set here without changing something else.", name=name))


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """None where the list stands, MADE without the key, else how its missing value was written."""
    name = ln.single(key, 1)
    _list(_load(text), key, text)
    found = nodes.value(text, name)
    if found is None:
        return ln.MADE
    if _kind(found) == "null":
        return _NULL + text[found.start_mark.index : found.end_mark.index]
    return None


def intact(text: str, entry: Entry) -> bool:
    """Whether our item is still in the list, once."""
    items = get(text, entry.key)
    return isinstance(items, tuple) and items.count(entry.ours) == 1


def revert(text: str, entry: Entry) -> str:
    """The text without our item, and without the key where we made it and nothing else is in it."""
    data, name = _load(text), entry.key[0]
    rest = [item for item in _list(data, entry.key, text) if str(item) != entry.ours]
    wanted: dict[Any, Any] = {**data, name: rest or None}
    if not rest and entry.previous == ln.MADE:
        del wanted[name]
    after = _without(text, entry, alone=not rest)
    if not _holds(after, wanted) and not _holds(after, {**wanted, name: rest}):
        raise EditError(_("{name} cannot be taken out without changing something else.", name=name))
    return after


# ---- where things stand ------------------------------------------------------------------------------------------


def _kind(node: Node) -> str:
    """``null``, ``flow``, ``block`` or ``other``."""
    if str(node.tag) == "tag:yaml.org,2002:null":
        return "null"
    if str(node.tag) != "tag:yaml.org,2002:seq":
        return "other"
    return "flow" if getattr(node, "flow_style", False) else "block"


def _open(text: str, node: Node, token: str) -> int:
    """Offset of the list's own ``[`` or first ``-``; its node may begin at an anchor before."""
    for found in nodes.library().scan(text):
        if type(found).__name__ == token and found.start_mark.index >= node.start_mark.index:
            return int(found.start_mark.index)
    raise EditError(_("The list is written in a way that envdoctor does not edit."))


# ---- texts to choose from ----------------------------------------------------------------------------------------


def _candidates(text: str, name: str, value: str) -> list[str]:
    """Edited texts, the nicest first."""
    found, item = nodes.value(text, name), nodes.quote(value)
    if found is None:
        return nodes.with_key(text, [f"{name}:", f"  - {item}"])
    start, end = found.start_mark.index, found.end_mark.index
    if _kind(found) == "null":
        space = "" if start < end else " "
        start = start if start < end else nodes.colon(text, name)
        return [f"{text[:start]}{space}[{item}]{text[max(start, end) if not space else start :]}"]
    if _kind(found) == "flow":
        at = _open(text, found, "FlowSequenceStartToken") + 1
        return [text[:at] + item + (", " if found.value else "") + text[at:]]
    dash = _open(text, found, "BlockEntryToken")
    new = [nodes.indent(text, dash) + f"- {item}"]
    return [ln.insert(ln.split(text), nodes.line_of(text, dash), new, ln.ending(text))]


def _without(text: str, entry: Entry, alone: bool) -> str:
    """The text without our item; the caller looks whether that is all that changed."""
    node = nodes.value(text, entry.key[0])
    if node is None or _kind(node) not in ("flow", "block"):
        raise EditError(_("{name} is not there any more.", name=entry.key[0]))
    position = next(n for n, item in enumerate(node.value) if str(item.value) == entry.ours)
    start, end = node.start_mark.index, node.end_mark.index
    if alone and entry.previous and entry.previous.startswith(_NULL):
        written = entry.previous.removeprefix(_NULL)
        start -= not written and text[start - 1] == " "
        return text[:start] + written + text[end:]
    if alone and entry.previous == ln.MADE:
        return nodes.without_key(text, entry.key[0], node.value[0])
    item = node.value[position]
    if _kind(node) == "block":
        line = nodes.line_of(text, item.start_mark.index)
        return ln.drop(ln.split(text), line, line + 1)
    if position + 1 < len(node.value):
        after = item.end_mark.index
        after = after + 2 if text.startswith(", ", after) else node.value[position + 1].start_mark.index
        return text[: item.start_mark.index] + text[after:]
    before = node.value[position - 1].end_mark.index if position else item.start_mark.index
    return text[:before] + text[item.end_mark.index :]


# ---- reading -----------------------------------------------------------------------------------------------------


def _load(text: str) -> dict[Any, Any]:
    return nodes.load(text, "conda")


def _holds(text: str, wanted: dict[Any, Any]) -> bool:
    return nodes.holds(text, wanted, "conda")


def _list(data: dict[Any, Any], key: tuple[str, ...], text: str) -> list[Any]:
    """The items at ``key``, none where it is absent or empty."""
    value, node = data.get(key[0]), nodes.value(text, key[0])
    if value is not None and not isinstance(value, list):
        line = nodes.line_of(text, node.start_mark.index) + 1 if node else "?"
        raise EditError(_("Line {line}: {name} must be a list; conda refuses a single value.", line=line, name=key[0]))
    return value or []


def _checked(value: str) -> str:
    """``value``, unless conda would read something else."""
    if re.search(r"\$[\w{]", value):
        raise EditError(_("conda would expand the $ in {value}; choose another folder.", value=repr(value)))
    return ln.checked(value)
