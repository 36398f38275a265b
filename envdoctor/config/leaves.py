"""What one key of a policy may hold, and how a table of keys is laid out flat.

A leaf is a function that checks a value and gives it as Python's own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from envdoctor.config.reading import Value, nearest, told
from envdoctor.i18n import _

Leaf = Callable[[Value], object]
Key = tuple[str, ...]
SEVERITIES = ("note", "warning", "error")
MODES = ("on", "safe", "off")
_UNITS = {"": 1, "B": 1}
_UNITS |= {f"{letter}{end}": 1000 ** (i + 1) for i, letter in enumerate("KMGTP") for end in ("", "B")}
_UNITS |= {f"{letter}IB": 1024 ** (i + 1) for i, letter in enumerate("KMGTP")}


class ShapeError(Exception):
    """A value does not fit; ``line`` is where it stands. The loader knows the file and key and tells the user."""

    def __init__(self, line: int, problem: str, key: Key = ()) -> None:
        super().__init__(problem)
        self.line, self.problem, self.key = line, problem, key


def word(value: Value) -> str:
    """A non-empty text."""
    if not isinstance(value.data, str) or not value.data.strip():
        raise ShapeError(value.line, _("expected a text"))
    return value.data


def listed(example: str) -> Callable[[Value], tuple[str, ...]]:
    """A list of texts."""

    def leaf(value: Value) -> tuple[str, ...]:
        if not isinstance(value.data, list):
            raise ShapeError(value.line, _("expected a list, such as [{example}]", example=example))
        return tuple(word(item) for item in value.data)

    return leaf


words = listed("STO101, TMP")
"""A list of rules."""


def one_of(*allowed: str) -> Leaf:
    """One of some words. To YAML a bare ``on`` or ``off`` is a truth value; here it is a word."""

    def leaf(value: Value) -> str:
        said = {True: "on", False: "off"}[value.data] if isinstance(value.data, bool) else value.data
        if isinstance(said, str) and said in allowed:
            return said
        shown = f"{value.raw[:60]!r}" if value.raw else _("a list or table")
        raise ShapeError(value.line, _("expected {allowed}, not {shown}", allowed=", ".join(allowed), shown=shown))

    return leaf


def truth(value: Value) -> bool | None:
    """``true``, ``false`` or ``null``."""
    if value.data is None or isinstance(value.data, bool):
        return value.data
    raise ShapeError(value.line, _("expected true, false or null"))


def share(value: Value) -> float:
    """A percentage, 0 to 100."""
    if isinstance(value.data, (int, float)) and not isinstance(value.data, bool) and 0 <= value.data <= 100:
        return value.data
    raise ShapeError(value.line, _("expected a number from 0 to 100"))


def amount(value: Value) -> int:
    """Bytes: a whole number, or a number with a unit (``200GB``, ``1.5 TB``, ``64 GiB``)."""
    if isinstance(value.data, int) and not isinstance(value.data, bool) and value.data >= 0:
        return value.data
    if isinstance(value.data, float) and value.data >= 0 and value.data.is_integer():
        return int(value.data)
    if isinstance(value.data, str) and (count := size_of(value.data)) is not None:
        return count
    raise ShapeError(value.line, _("expected a size such as 200GB, 1.5 TB, 64 GiB or a number of bytes"))


def size_of(text: str) -> int | None:
    """Bytes, or None where ``text`` is no size."""
    text = text.strip()
    number = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    unit = _UNITS.get(text[len(number) :].upper())
    whole, point, part = number.rstrip().partition(".")
    digits = whole.isascii() and whole.isdigit() and (not point or (part.isascii() and part.isdigit()))
    if unit is None or not digits or len(number) > 30:
        return None
    return int(whole) * unit + (int(part) * unit // 10 ** len(part) if part else 0)


def place(value: Value) -> str:
    """An absolute path, normalised."""
    text = word(value)
    if not text.startswith("/") or "\0" in text:
        raise ShapeError(value.line, _("expected an absolute path, not {text}", text=repr(text[:60])))
    return "/" + os.path.normpath(text).lstrip("/")


def places(value: Value) -> tuple[str, ...]:
    """A list of absolute paths."""
    if not isinstance(value.data, list):
        raise ShapeError(value.line, _("expected a list of absolute paths, such as [/scratch]"))
    return tuple(place(item) for item in value.data)


def plain(value: Value) -> object:
    """Any value, as Python's own; the rule's options say what it must be."""
    if isinstance(value.data, list):
        return tuple(plain(item) for item in value.data)
    if isinstance(value.data, dict):
        return {key: plain(item) for key, item in value.data.items()}
    return value.data


class Table:
    """A table whose keys are not fixed (rule codes, option names); all its values have one shape."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


class Short(dict[str, Any]):
    """A table that may be written as the value of one of its keys: ``fix: safe`` for ``fix: {mode: safe}``."""

    def __init__(self, key: str, shapes: Mapping[str, Any]) -> None:
        super().__init__(shapes)
        self.key = key


Shape = Leaf | Table | Mapping[str, Any]


def flatten(value: Value, shape: Shape, key: Key = ()) -> dict[Key, tuple[object, int]]:
    """Every leaf of ``value`` by its whole key, checked, with its line. An empty table (``rules:``) says nothing.

    Raises:
        ShapeError: a key nobody knows, or a value of another shape.
    """
    if not isinstance(shape, (Table, Mapping)):
        try:
            return {key: (shape(value), value.line)}
        except ShapeError as wrong:
            raise ShapeError(wrong.line, wrong.problem, (*key, *wrong.key)) from None
    if value.data is None:
        return {}
    if isinstance(shape, Short) and not isinstance(value.data, (dict, list)):
        return flatten(value, shape[shape.key], (*key, shape.key))
    if not isinstance(value.data, dict):
        known = "" if isinstance(shape, Table) else ": " + ", ".join(shape)
        raise ShapeError(value.line, _("expected a table of keys{known}", known=known), key)
    leaves: dict[Key, tuple[object, int]] = {}
    for name, item in value.data.items():
        leaves.update(flatten(item, _inner(shape, name, item, key), (*key, name)))
    return leaves


def _inner(shape: Table | Mapping[str, Any], name: str, item: Value, key: Key) -> Shape:
    if isinstance(shape, Table):
        return shape.shape
    if name not in shape:
        said = _("there is no key{name}{near}", name=told(name), near=nearest(name, shape))
        raise ShapeError(item.line, said, key)
    found: Shape = shape[name]
    return found
