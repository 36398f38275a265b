"""Config files of tools, text to plain values, each as strict or as tolerant as the tool that reads it.

Parsers are imported late and results are kept, failures too: one file is asked about once a row, context and planned
view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from envdoctor.late import pattern
from envdoctor.light import dataclass

_KEPT = 64
_BRACKETS = 2000  # the YAML scanner takes quadratic time in their depth
_LISTS = pattern(r"(?:[-?:][ \t]+){200}")  # lists in lists on one line
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTS = pattern(rf"(?<![^\s\[{{,])(?:{_PART}[ \t]*\.[ \t]*){{100}}|\[{{100}}")
_STRAY = 100  # lines that are no setting; the ini parser takes quadratic time in their number

T = TypeVar("T")
P = ParamSpec("P")


class Malformed(Exception):
    """The text is not what the tool can read; ``str()`` of it says why, in a clause."""


class Fatal(Malformed):
    """YAML on which conda stops; what it cannot even split into words it ignores, with a warning."""


def kept(error: type[Exception], size: int = _KEPT) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Remember what a reader made of the last ``size`` texts; ``error``, its refusal (arguments only), as well."""

    def decorate(read: Callable[P, T]) -> Callable[P, T]:
        @lru_cache(size)
        def tried(*args: P.args, **kwargs: P.kwargs) -> tuple[T] | Exception:
            try:
                return (read(*args, **kwargs),)
            except error as refusal:
                return refusal.with_traceback(None)

        @wraps(read)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> T:
            got = tried(*args, **kwargs)  # type: ignore[arg-type]
            if isinstance(got, Exception):
                raise type(got)(*got.args)
            return got[0]

        return remembered

    return decorate


def too_deep(text: str) -> bool:
    """Whether YAML is nested so deeply that reading it takes long."""
    return text.count("[") + text.count("{") > _BRACKETS or _LISTS.search(text) is not None


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines from 1, ended by any newline that a text file may have, and nothing else (no form feed, no U+2028)."""
    return enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1)


def _is_text(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


# ---- ini, as pip reads it


@kept(Malformed)
def ini(text: str) -> Mapping[str, Mapping[str, str]]:
    """Section -> key -> value by pip's rules: no interpolation, keys in lower case with ``-``, DEFAULT is inherited.

    Raises:
        Malformed: pip would stop.
    """
    import configparser

    if not _is_text(text):
        raise Malformed("it holds bytes that are not UTF-8")
    if _strays(text) > _STRAY:
        raise Malformed("it holds many lines that are no settings")
    parser = configparser.RawConfigParser()
    parser.optionxform = ini_key  # type: ignore[assignment,method-assign]
    try:
        parser.read_string("\n".join(line for _, line in lines(text)))
    except configparser.Error as error:
        raise Malformed(str(error).replace("<string>", "the file").split("\n")[0]) from None
    return {section: dict(parser.items(section)) for section in parser.sections()}


def _strays(text: str) -> int:
    """How many lines are neither header nor setting nor the continuation of one."""
    count, level, setting = 0, 0, False
    for _number, line in lines(text):
        bare = line.strip()
        indent = len(line) - len(line.lstrip())
        if not bare or bare[0] in "#;" or (setting and indent > level):
            continue
        header = bare[0] == "[" and bare.find("]", 2) > 0
        wrong = not header and (bare[0] in "=:" or ("=" not in bare and ":" not in bare))
        count, level = count + wrong, indent
        setting = not header and bare[0] not in "=:" and (setting or not wrong)
    return count


def ini_key(name: str) -> str:
    """A key as pip compares it."""
    return name.lower().replace("_", "-").removeprefix("--")


def key_line(text: str, key: str, section: str = "") -> int | None:
    """The last line that sets ``key`` (in ``[section]``, where given), to point at; None where none is found."""
    inside, found = not section, None
    for number, line in lines(text):
        bare = line.strip()
        if bare.startswith("[") and bare.endswith("]"):
            inside = not section or bare[1:-1].strip() == section
        name = bare.partition("=")[0].partition(":")[0].strip().strip("\"'")
        if inside and name != bare and ini_key(name) == key:
            found = number
    return found


# ---- toml


@kept(Malformed)
def toml(text: str) -> Mapping[str, Any]:
    """The tables of a TOML file.

    Raises:
        Malformed: it is no TOML.
    """
    import sys

    if not _is_text(text):
        raise Malformed("it holds bytes that are not UTF-8")
    if _DOTS.search(text):
        raise Malformed("it is nested too deeply")
    try:
        if sys.version_info >= (3, 11):
            import tomllib

            return tomllib.loads(text)
        import tomlkit

        return tomlkit.parse(text).unwrap()
    except ValueError as error:
        raise Malformed(str(error).split("\n")[0]) from None
    except RecursionError:
        raise Malformed("it is nested too deeply") from None


# ---- npmrc


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and the line it stands in. npm reads a bare key, ``true``, ``false`` and ``null`` as other than text.

    A list (``key[]=value``) is ``()``: what it holds is not needed.
    """

    value: str | bool | tuple[()] | None
    line: int


@lru_cache(_KEPT)
def npmrc(text: str) -> Mapping[str, Setting]:
    """The settings before the first section; npm has no sections, what stands in one is not a setting of its own."""
    found: dict[str, Setting] = {}
    for number, line in lines(text):
        bare = line.strip()
        if not bare or bare[0] in ";#":
            continue
        if line.startswith("[") and line.rstrip().endswith("]") and "]" not in line.rstrip()[1:-1]:
            break
        left, equals, raw = line.partition("=")
        name = _unquoted(left)
        if len(name) > 2 and name.endswith("[]"):
            found[name[:-2]] = Setting((), number)
        elif left and not (name in found and found[name].value == ()):
            found[name] = Setting(_npm_value(raw) if equals else True, number)
    return found


def _npm_value(raw: str) -> str | bool | None:
    value = _unquoted(raw)
    constants: dict[str, bool | None] = {"true": True, "false": False, "null": None}
    return constants.get(value, value)


def _unquoted(raw: str) -> str:
    text = raw.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return _json_text(text[1:-1] if text[0] == "'" else text)
    out, escaped = "", False
    for char in text:
        if escaped:
            out += char if char in "\\;#" else "\\" + char
        elif char in ";#":
            return out.strip()
        elif char != "\\":
            out += char
        escaped = char == "\\" and not escaped
    return (out + "\\" if escaped else out).strip()


def _json_text(text: str) -> str:
    import json

    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


# ---- yaml


@dataclass(frozen=True, slots=True)
class Node:
    """The value of a top-level key: ``kind`` is ``list``, ``text``, ``null`` or ``other`` (a mapping, an alias).

    Attributes:
        items: values of a list, or the one text. item_lines: their lines. line: the key's line.
        flag: what stands in a comment beside the key, without ``#``; item_flags: beside the items.
    """

    kind: str
    items: tuple[str, ...]
    item_lines: tuple[int, ...]
    line: int
    flag: str = ""
    item_flags: tuple[str, ...] = ()


@kept(Malformed)
def yaml(text: str) -> Mapping[str, Node]:
    """The top-level keys, as conda reads them.

    Read from events: composing nodes recurses in C and can be made to overflow the stack.

    Raises:
        Malformed: it is no YAML. Fatal: it is none that conda can work with.
    """
    import yaml as pyyaml
    from yaml.parser import ParserError

    if not _is_text(text):
        raise Fatal("it holds bytes that are not UTF-8")
    if too_deep(text):
        raise Fatal("it is nested too deeply")
    loader: Any = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)
    try:
        return _top_level(list(pyyaml.parse(text, loader)), text.split("\n"))
    except pyyaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        kind = Fatal if isinstance(error, ParserError) else Malformed
        raise kind(f"it is not valid YAML{where}") from None
    except RecursionError:  # the parser in pure Python, on deep nesting
        raise Fatal("it is nested too deeply") from None


def _top_level(events: list[Any], text: list[str]) -> dict[str, Node]:
    import yaml as pyyaml

    roots = [at + 1 for at, event in enumerate(events) if isinstance(event, pyyaml.DocumentStartEvent)]
    if len(roots) > 1:
        raise Fatal("it holds more than one document")
    if not roots or _null(events[roots[0]]):
        return {}
    at = roots[0] + 1
    if not isinstance(events[roots[0]], pyyaml.MappingStartEvent):
        if isinstance(events[at], pyyaml.CollectionEndEvent):
            return {}
        raise Fatal("it holds no keys")
    found: dict[str, Node] = {}
    while not isinstance(events[at], pyyaml.MappingEndEvent):
        key, value = events[at], _end(events, at)
        at = _end(events, value)
        if isinstance(key, pyyaml.ScalarEvent):
            node = _node(key, events[value:at], text)
            if key.value in found:
                raise Fatal(f"{key.value} stands twice (line {node.line})")
            found[key.value] = node
    return found


def _null(event: Any) -> bool:
    import yaml as pyyaml

    plain = isinstance(event, pyyaml.ScalarEvent) and event.implicit[0]
    return plain and event.value in ("", "~", "null", "Null", "NULL")


def _end(events: list[Any], at: int) -> int:
    import yaml as pyyaml

    depth = 0
    while True:
        if isinstance(events[at], pyyaml.CollectionStartEvent):
            depth += 1
        elif isinstance(events[at], pyyaml.CollectionEndEvent):
            depth -= 1
        at += 1
        if depth == 0:
            return at


def _node(key: Any, value: list[Any], text: list[str]) -> Node:
    import yaml as pyyaml

    line = int(key.start_mark.line)
    first, inner = value[0], value[1:-1]
    if isinstance(first, pyyaml.ScalarEvent):
        return Node("null" if _null(first) else "text", (first.value,), (line + 1,), line + 1, _comment(text, line))
    if not isinstance(first, pyyaml.SequenceStartEvent) or not all(isinstance(e, pyyaml.ScalarEvent) for e in inner):
        return Node("other", (), (), line + 1)
    beside = int(value[-1].end_mark.line) if first.flow_style else line
    rows = [int(event.start_mark.line) for event in inner]
    flags = () if first.flow_style else tuple(_comment(text, row) for row in rows)
    items = tuple("None" if _null(event) else event.value for event in inner)  # conda makes this text of a null
    return Node("list", items, tuple(row + 1 for row in rows), line + 1, _comment(text, beside), flags)


def _comment(text: list[str], line: int) -> str:
    row = text[line] if line < len(text) else ""
    at = row.rfind(" #")
    return row[at + 2 :].strip() if at >= 0 else ""
