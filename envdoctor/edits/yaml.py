""".condarc: the value becomes the first item of the list at a top-level key.

ruamel.yaml's round trip reflows what it touches (indentation of lists, long lines, quotes, CRLF), so it only says where
things stand; the text is edited in place, then loaded again to see that nothing but the one list changed. conda reads
with the same library; it also expands ``$NAME`` in its folders, so such values are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.model import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from ruamel.yaml.nodes import MappingNode, Node

_NULL = "\0null:"
"""``Entry.previous`` begins so where the key stood there without a value; the rest is how it was written."""

_PLAIN = re.compile(r"[A-Za-z0-9_./+@-]+")


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
    found = _value(text, name)
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


def _value(text: str, name: str) -> Node | None:
    """The node of the value at the top-level ``name``."""
    return next((value for key, value in _pairs(text) if key.value == name), None)


def _pairs(text: str) -> list[tuple[Node, Node]]:
    """The top level's pairs of nodes; ``text`` was loaded before, so it composes."""
    root: MappingNode | None = _quietly(_yaml().compose, text)
    return list(root.value) if root is not None and isinstance(root.value, list) else []


def _kind(node: Node) -> str:
    """``null``, ``flow``, ``block`` or ``other``."""
    if str(node.tag) == "tag:yaml.org,2002:null":
        return "null"
    if str(node.tag) != "tag:yaml.org,2002:seq":
        return "other"
    return "flow" if getattr(node, "flow_style", False) else "block"


def _open(text: str, node: Node, token: str) -> int:
    """Offset of the list's own ``[`` or first ``-``; its node may begin at an anchor before."""
    for found in _yaml().scan(text):
        if type(found).__name__ == token and found.start_mark.index >= node.start_mark.index:
            return int(found.start_mark.index)
    raise EditError(_("The list is written in a way that envdoctor does not edit."))


def _line(text: str, offset: int) -> int:
    """0-based line of ``offset``."""
    return text.count("\n", 0, offset)


def _indent(text: str, offset: int) -> str:
    """What stands before ``offset`` on its line, which must be spaces."""
    before = text[text.rfind("\n", 0, offset) + 1 : offset].removeprefix("\ufeff")
    if before.strip(" "):
        raise EditError(
            _("Line {line}: expected settings and list items on lines of their own.", line=_line(text, offset) + 1)
        )
    return before


# ---- texts to choose from ----------------------------------------------------------------------------------------


def _candidates(text: str, name: str, value: str) -> list[str]:
    """Edited texts, the nicest first."""
    found, item = _value(text, name), _quote(value)
    if found is None:
        return _new_key(text, [f"{name}:", f"  - {item}"])
    start, end = found.start_mark.index, found.end_mark.index
    if _kind(found) == "null":
        space = "" if start < end else " "
        start = start if start < end else _colon(text, name)
        return [f"{text[:start]}{space}[{item}]{text[max(start, end) if not space else start :]}"]
    if _kind(found) == "flow":
        at = _open(text, found, "FlowSequenceStartToken") + 1
        return [text[:at] + item + (", " if found.value else "") + text[at:]]
    dash = _open(text, found, "BlockEntryToken")
    new = [_indent(text, dash) + f"- {item}"]
    return [ln.insert(ln.split(text), _line(text, dash), new, ln.ending(text))]


def _colon(text: str, name: str) -> int:
    """Offset just behind the colon of ``name``, whose value is missing."""
    key = next(key for key, _value in _pairs(text) if key.value == name)
    for found in _yaml().scan(text):
        if type(found).__name__ == "ValueToken" and found.start_mark.index >= key.end_mark.index:
            return int(found.end_mark.index)
    raise EditError(_("The list is written in a way that envdoctor does not edit."))


def _new_key(text: str, new: list[str]) -> list[str]:
    """The new key at the end; before the first key, where the end belongs to something else."""
    pairs, all_lines, end = _pairs(text), ln.split(text), ln.ending(text)
    if not pairs:
        return [ln.insert(all_lines, len(all_lines), new, end)]
    first = pairs[0][0].start_mark.index
    new = [_indent(text, first) + line for line in new]
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    rest = ln.split(text.removeprefix(bom))
    return [ln.insert(all_lines, len(all_lines), new, end), bom + ln.insert(rest, _line(text, first), new, end)]


def _without(text: str, entry: Entry, alone: bool) -> str:
    """The text without our item; the caller looks whether that is all that changed."""
    node = _value(text, entry.key[0])
    if node is None or _kind(node) not in ("flow", "block"):
        raise EditError(_("{name} is not there any more.", name=entry.key[0]))
    position = next(n for n, item in enumerate(node.value) if str(item.value) == entry.ours)
    start, end = node.start_mark.index, node.end_mark.index
    if alone and entry.previous and entry.previous.startswith(_NULL):
        written = entry.previous.removeprefix(_NULL)
        start -= not written and text[start - 1] == " "
        return text[:start] + written + text[end:]
    if alone and entry.previous == ln.MADE:
        return _drop_key(text, entry.key[0], node)
    item = node.value[position]
    if _kind(node) == "block":
        line = _line(text, item.start_mark.index)
        return ln.drop(ln.split(text), line, line + 1)
    if position + 1 < len(node.value):
        after = item.end_mark.index
        after = after + 2 if text.startswith(", ", after) else node.value[position + 1].start_mark.index
        return text[: item.start_mark.index] + text[after:]
    before = node.value[position - 1].end_mark.index if position else item.start_mark.index
    return text[:before] + text[item.end_mark.index :]


def _drop_key(text: str, name: str, node: Node) -> str:
    """The text without the lines from the key to its only item."""
    key = next(key for key, _value in _pairs(text) if key.value == name)
    first, last = _line(text, key.start_mark.index), _line(text, node.value[0].end_mark.index)
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    return bom + ln.drop(ln.split(text.removeprefix(bom)), first, last + 1)


# ---- reading -----------------------------------------------------------------------------------------------------


def _yaml() -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True)


def _quietly(read: Callable[[str], Any], text: str) -> Any:
    """``read(text)`` without the library's warning about an anchor that is used again, which is legal."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read(text)


def _load(text: str) -> dict[Any, Any]:
    """The file as plain data, as conda loads it.

    Raises:
        EditError: conda would refuse the text, or it is no mapping.
    """
    from ruamel.yaml.error import YAMLError

    ln.split(text)
    try:
        data = _quietly(_yaml().load, text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
        where = _("Line {line}", line=mark.line + 1) if mark else _("The file")
        raise EditError(_("{where} is not valid YAML for conda: {why}", where=where, why=str(why).strip())) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise EditError(_("The file is not valid YAML for conda: {why}", why=str(error))) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise EditError(_("Line 1: expected settings such as channels: at the top level."))
    return data


def _list(data: dict[Any, Any], key: tuple[str, ...], text: str) -> list[Any]:
    """The items at ``key``, none where it is absent or empty."""
    value, node = data.get(key[0]), _value(text, key[0])
    if value is not None and not isinstance(value, list):
        line = _line(text, node.start_mark.index) + 1 if node else "?"
        raise EditError(_("Line {line}: {name} must be a list; conda refuses a single value.", line=line, name=key[0]))
    return value or []


def _holds(text: str, wanted: dict[Any, Any]) -> bool:
    """Whether ``text`` loads as ``wanted``."""
    try:
        return _same(_load(text), wanted)
    except EditError:
        return False


def _same(one: Any, two: Any, seen: set[tuple[int, int]] | None = None) -> bool:
    """Whether two loaded values are equal; shared and circular parts (anchors) are looked at once."""
    seen = set() if seen is None else seen
    if type(one) is not type(two):
        return False
    if not isinstance(one, (dict, list)):
        return bool(one == two) or repr(one) == repr(two)
    if (id(one), id(two)) in seen:
        return True
    seen.add((id(one), id(two)))
    if len(one) != len(two):
        return False
    if isinstance(one, list):
        return all(_same(a, b, seen) for a, b in zip(one, two, strict=True))
    return all(key in two and _same(one[key], two[key], seen) for key in one)


def _checked(value: str) -> str:
    """``value``, unless conda would read something else."""
    if re.search(r"\$[\w{]", value):
        raise EditError(_("conda would expand the $ in {value}; choose another folder.", value=repr(value)))
    return ln.checked(value)


def _quote(value: str) -> str:
    """``value`` as a scalar that any YAML reads as this text, also inside brackets."""
    return value if _PLAIN.fullmatch(value) else "'" + value.replace("'", "''") + "'"
