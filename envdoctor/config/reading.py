"""YAML text -> values that know their line. Any bytes are safe: only text, numbers, lists and tables are built."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from envdoctor.errors import PolicyError
from envdoctor.guess import near
from envdoctor.i18n import _
from envdoctor.light import dataclass

if TYPE_CHECKING:
    import yaml

LIMIT = 256 * 1024
"""Bytes; a policy is written by hand, a larger file is something else."""
MAX_VALUES = 10_000
MAX_DEPTH = 20
_KEY = re.compile(r"[A-Za-z_][\w.-]{0,60}")
_CORE = "tag:yaml.org,2002:"
_SCALARS = ("str", "int", "float", "bool", "null", "timestamp")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a policy file: its data (tables and lists hold more of these), how it is written, its line."""

    data: Any
    raw: str
    line: int


def nearest(word: str, known: Iterable[str]) -> str:
    """``; did you mean X?`` for the nearest of ``known``, else what is known."""
    names = list(known)
    return near(word, names) or _("; known are {names}", names=", ".join(names))


def told(key: str) -> str:
    """``key`` with a space before it, to stand behind "key"; "" for one that may be a line of some other file.

    A link named like a policy may lead to any file of the account, and what is said of it may end in a public log.
    """
    return f" {key}" if _KEY.fullmatch(key) else ""


def read(data: bytes, path: str) -> Value | None:
    """The value of a whole policy file, or None for an empty one.

    Args:
        data: the file's bytes, at most one more than ``LIMIT``.
        path: for messages.

    Raises:
        PolicyError: it is not a policy: too big, not UTF-8, not YAML, or YAML that a policy does not need.
    """
    if len(data) > LIMIT:
        raise PolicyError(path, None, _("larger than {n} KiB; that is no policy file", n=LIMIT // 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PolicyError(path, line, _("not UTF-8 text; save the file as UTF-8")) from None
    return _Reader(path).whole(text)


def _loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Reader:
    def __init__(self, path: str) -> None:
        self.path, self._count = path, 0

    def whole(self, text: str) -> Value | None:
        import yaml

        try:
            self._measure(yaml.parse(text, Loader=_loader()))
            node = yaml.compose(text, Loader=_loader())
        except yaml.YAMLError as error:
            raise self._broken(error, text) from None
        return None if node is None else self._value(node, 0)

    def _broken(self, error: yaml.YAMLError, text: str) -> PolicyError:
        mark = getattr(error, "problem_mark", None)
        position = getattr(error, "position", None)
        line = mark.line + 1 if mark else text.count("\n", 0, position) + 1 if isinstance(position, int) else None
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        return PolicyError(self.path, line, _("not valid YAML: {problem}", problem=str(problem).rstrip(".")))

    def _measure(self, events: Iterable[Any]) -> None:
        # Nesting is measured on the flat stream of events: composing deep nesting would overflow the stack.
        depth = 0
        for event in events:
            kind = type(event).__name__
            depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
            if depth > MAX_DEPTH:
                raise PolicyError(self.path, event.start_mark.line + 1, _("nested too deeply for a policy"))

    def _value(self, node: Any, depth: int) -> Value:
        line = node.start_mark.line + 1
        self._count += 1
        # Aliases are laid out here, so a small file could stand for billions of values, or for itself.
        if self._count > MAX_VALUES or depth > MAX_DEPTH:
            raise PolicyError(self.path, line, _("too many values for a policy; write it without YAML aliases"))
        if node.id == "mapping" and node.tag == _CORE + "map":
            return Value(self._table(node, depth), "", line)
        if node.id == "sequence" and node.tag == _CORE + "seq":
            return Value([self._value(item, depth + 1) for item in node.value], "", line)
        if node.id == "scalar" and node.tag.removeprefix(_CORE) in _SCALARS:
            return Value(self._scalar(node, line), node.value, line)
        tag = node.tag.replace(_CORE, "!!")
        raise PolicyError(self.path, line, _("the YAML tag {tag} has no place in a policy; remove it", tag=tag))

    def _scalar(self, node: Any, line: int) -> object:
        from yaml.constructor import SafeConstructor

        if node.tag == _CORE + "timestamp":
            return node.value
        try:
            return SafeConstructor().construct_object(node)
        except ValueError:
            raise PolicyError(self.path, line, _("{value} is not a number", value=node.value[:60])) from None

    def _table(self, node: Any, depth: int) -> dict[str, Value]:
        table: dict[str, Value] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if key.id != "scalar":
                raise PolicyError(self.path, line, _("a key must be plain text"))
            if key.value in table:
                first = table[key.value].line
                name = told(key.value)
                raise PolicyError(
                    self.path, line, _("the key{key} is set twice, first near line {first}", key=name, first=first)
                )
            value = self._value(item, depth + 1)
            # Nested values report where their key stands: that is the line a person looks for.
            table[key.value] = Value(value.data, value.raw, line)
        return table
