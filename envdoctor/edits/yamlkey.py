"""``.yarnrc.yml`` of yarn 2 and later: a text at a top-level key.

yarn takes every scalar for text and replaces ``${NAME}`` in it; where nothing stands behind the colon it stops.
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

_READER = "yarn"
_LEGACY = re.compile(r"(?:#.*\r?\n)*?#\s+yarn\s+lockfile\s+v1(?:\r?\n|\Z)", re.IGNORECASE)


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The text at ``key`` before ``${NAME}`` is replaced; None where it is absent or empty."""
    found = _scalar(text, _name(key))
    return str(found.value) or None if found is not None else None


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with the top-level ``key`` set to ``value``."""
    found, name = _scalar(text, _name(key)), key[0]
    if "${" in value:
        raise EditError(_("yarn would replace the ${ in {value}; choose another folder.", value=repr(value)))
    item = nodes.quote(ln.checked(value))
    if found is not None and _is(found, value):
        return text
    wanted = {**_load(text), name: value}
    texts = nodes.with_key(text, [f"{name}: {item}"]) if found is None else [_replaced(text, name, found, item)]
    after = next((one for one in texts if nodes.holds(one, wanted, _READER)), None)
    if after is None:
        raise EditError(_("{name} cannot be set here without changing something else.", name=name))
    return after


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """Source text of the old value, which may be nothing; None without the key."""
    name = _name(key)
    found = _scalar(text, name)
    return text[slice(*_span(text, name, found))] if found is not None else None


def intact(text: str, entry: Entry) -> bool:
    """Whether the key still has our value."""
    found = _scalar(text, entry.key[0])
    return found is not None and _is(found, entry.ours)


def revert(text: str, entry: Entry) -> str:
    """The text with the old value, or without the key."""
    name, data = entry.key[0], _load(text)
    found = _scalar(text, name)
    if found is None:
        raise EditError(_("{name} is not there any more.", name=name))
    if entry.previous is None:
        after = nodes.without_key(text, name, found)
    else:
        start, end = _span(text, name, found)
        after = text[: start - (not entry.previous)] + entry.previous + text[end:]
    if not nodes.holds(text, {**_load(after), name: data[name]}, _READER):
        raise EditError(_("{name} cannot be taken out without changing something else.", name=name))
    return after


def _name(key: tuple[str, ...]) -> str:
    """The key, which must be text for every YAML."""
    name = ln.single(key, 1)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", name) or name.lower() in ("true", "false", "null"):
        raise EditError(_("{name} is no name of a setting.", name=repr(name)))
    return name


def _load(text: str) -> dict[Any, Any]:
    if _LEGACY.match(text.removeprefix("\ufeff")):
        raise EditError(_("Line 1: yarn reads this as an old lockfile, not as YAML; take the first comment out."))
    return nodes.load(text, _READER)


def _scalar(text: str, name: str) -> Node | None:
    """The value of ``name``, which must be a scalar."""
    _load(text)
    found = nodes.value(text, name)
    if found is not None and type(found).__name__ != "ScalarNode":
        line = nodes.line_of(text, found.start_mark.index) + 1
        raise EditError(_("Line {line}: expected {name}: /a/path.", line=line, name=name))
    return found


def _is(found: Node, value: str) -> bool:
    """Whether the scalar is ``value``, for us as well."""
    return bool(found.value == value) and str(found.tag) == "tag:yaml.org,2002:str"


def _span(text: str, name: str, found: Node) -> tuple[int, int]:
    """Where the source of the value stands, without a block's last line end; behind the colon where there is none."""
    start, end = found.start_mark.index, found.end_mark.index
    if start >= end:
        return (nodes.colon(text, name),) * 2
    return start, start + len(text[start:end].rstrip(" \r\n"))


def _replaced(text: str, name: str, found: Node, item: str) -> str:
    """The text with ``item`` for the value."""
    start, end = _span(text, name, found)
    return text[:start] + (" " if start == end else "") + item + text[end:]
