"""What ``yaml`` and ``yamlkey`` share: where things stand in a YAML text, and what it loads as.

ruamel.yaml's round trip reflows what it touches (indentation of lists, long lines, quotes, CRLF), so it only says where
things stand; the text is edited in place, then loaded again to see that nothing but the one key changed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from ruamel.yaml.nodes import MappingNode, Node

_PLAIN = re.compile(r"[A-Za-z0-9_./+@-]+")
_SETTING = re.compile(r"[:?-](?=\s)|,|:$")
_BRACKETS = 1000
"""Most brackets that are read: the scanner takes quadratic time in their depth."""


def value(text: str, name: str) -> Node | None:
    """The node of the value at the top-level ``name``."""
    return next((found for key, found in pairs(text) if key.value == name), None)


@ln.remembered
def pairs(text: str) -> list[tuple[Node, Node]]:
    """The top level's pairs of nodes; ``text`` was loaded before, so it composes."""
    root: MappingNode | None = _quietly(library().compose, text)
    return list(root.value) if root is not None and isinstance(root.value, list) else []


def line_of(text: str, offset: int) -> int:
    """0-based line of ``offset``."""
    return text.count("\n", 0, offset)


def indent(text: str, offset: int) -> str:
    """What stands before ``offset`` on its line, which must be spaces."""
    before = text[text.rfind("\n", 0, offset) + 1 : offset].removeprefix("\ufeff")
    if before.strip(" "):
        raise EditError(
            _("Line {line}: expected settings and list items on lines of their own.", line=line_of(text, offset) + 1)
        )
    return before


def colon(text: str, name: str) -> int:
    """Offset just behind the colon of ``name``, whose value is missing."""
    key = next(key for key, _value in pairs(text) if key.value == name)
    for found in library().scan(text):
        if type(found).__name__ == "ValueToken" and found.start_mark.index >= key.end_mark.index:
            return int(found.end_mark.index)
    raise EditError(_("{name} is written in a way that envdoctor does not edit.", name=name))


def with_key(text: str, new: list[str]) -> list[str]:
    """The new key at the end; before the first key, where the end belongs to something else."""
    known, all_lines, end = pairs(text), ln.split(text), ln.ending(text)
    if not known:
        return [ln.insert(all_lines, len(all_lines), new, end)]
    first = known[0][0].start_mark.index
    new = [indent(text, first) + line for line in new]
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    rest = ln.split(text.removeprefix(bom))
    return [ln.insert(all_lines, len(all_lines), new, end), bom + ln.insert(rest, line_of(text, first), new, end)]


def without_key(text: str, name: str, last_node: Node) -> str:
    """The text without the lines from the key ``name`` to ``last_node``, the last thing in its value."""
    key = next(key for key, _value in pairs(text) if key.value == name)
    first, last = line_of(text, key.start_mark.index), line_of(text, last_node.end_mark.index)
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    return bom + ln.drop(ln.split(text.removeprefix(bom)), first, last + 1)


def library() -> Any:
    """ruamel.yaml, as conda uses it."""
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True)


def _quietly(read: Callable[[str], Any], text: str) -> Any:
    """``read(text)`` without the library's warning about an anchor that is used again, which is legal."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return read(text)


@ln.remembered
def load(text: str, reader: str) -> dict[Any, Any]:
    """The file as plain data; ``reader`` is the program whose file it is.

    Raises:
        EditError: it is not valid YAML, or no mapping.
    """
    from ruamel.yaml.error import YAMLError

    ln.split(text)
    ln.few(text, _SETTING)
    if text.count("[") + text.count("{") > _BRACKETS:
        raise EditError(_("The file holds more than {n} brackets: too many for a settings file.", n=_BRACKETS))
    try:
        data = _quietly(library().load, text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or str(error).split("\n", 1)[0]
        where = _("Line {line}", line=mark.line + 1) if mark else _("The file")
        raise EditError(
            _("{where} is not valid YAML for {tool}: {why}", where=where, tool=reader, why=str(why).strip())
        ) from error
    except (ValueError, TypeError, RecursionError) as error:
        raise EditError(_("The file is not valid YAML for {tool}: {why}", tool=reader, why=str(error))) from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise EditError(_("Line 1: expected settings such as name: value at the top level."))
    return data


def holds(text: str, wanted: dict[Any, Any], reader: str) -> bool:
    """Whether ``text`` loads as ``wanted``."""
    try:
        return _same(load(text, reader), wanted)
    except EditError:
        return False


def _same(one: Any, two: Any) -> bool:
    """Whether two loaded values are equal; shared and circular parts (anchors) are looked at once."""
    seen: set[tuple[int, int]] = set()
    left = [(one, two)]
    while left:
        a, b = left.pop()
        if type(a) is not type(b):
            return False
        if not isinstance(a, (dict, list)):
            if not (a == b or repr(a) == repr(b)):
                return False
        elif (id(a), id(b)) not in seen:
            seen.add((id(a), id(b)))
            if len(a) != len(b) or (isinstance(a, dict) and a.keys() != b.keys()):
                return False
            left += zip(a, b, strict=True) if isinstance(a, list) else [(a[key], b[key]) for key in a]
    return True


def quote(value: str) -> str:
    """``value`` as a scalar that any YAML reads as this text, also inside brackets."""
    return value if _PLAIN.fullmatch(value) else "'" + value.replace("'", "''") + "'"
