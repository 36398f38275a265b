"""Settings files with blocks and tags (``.yarnrc``, YAML, ``settings.xml``), each as its own tool reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from envdoctor.catalogue.parsers import Malformed, kept, too_deep
from envdoctor.catalogue.settings_files import Line


class NoKeys(Malformed):
    """YAML that is no mapping."""


def _odd(text: str) -> bool:
    return any("\ud800" <= char <= "\udfff" for char in text)


# ---- .yarnrc of yarn 1

_TOKEN = re.compile(
    r"""(?P<newline>\r?\n|\r)|(?P<comment>\#[^\n]*)|(?P<space>[ ]+)|(?P<quoted>"(?:[^"\\]|\\.)*"?)
    |(?P<number>[0-9]+)|(?P<boolean>true|false)|(?P<colon>:)|(?P<comma>,)|(?P<text>[a-zA-Z/.\-][^: \n\r,]*)""",
    re.VERBOSE | re.DOTALL,
)
_VALUES = ("text", "quoted", "number", "boolean")


@kept(Malformed)
def yarnrc(text: str) -> Mapping[str, Line]:
    """The keys at the top; what stands in a block is left out.

    Raises:
        Malformed: yarn would stop.
    """
    text = text.removeprefix("\ufeff")
    try:
        return _yarn_keys(list(_yarn_tokens(text)))
    except Malformed as error:
        if "<<<<<<<" in text or not text.strip():
            raise
        try:  # what yarn's own parser does not take may still be YAML
            return yaml_keys(text)
        except NoKeys:
            return {}
        except Malformed:
            raise error from None


def _yarn_tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """``(kind, value, line)``; ``indent`` only at the start of a line, its value the depth in blanks."""
    import json

    at, line, fresh = 0, 1, False
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise Malformed(f"line {line}: unexpected {text[at]!r}")
        kind, value = found.lastgroup, found[0]
        at = found.end()
        if kind == "quoted":
            try:
                value = json.loads(value)
            except ValueError:
                raise Malformed(f"line {line}: a text in quotes that has no end") from None
        if kind == "space" and fresh:
            if len(value) % 2:
                raise Malformed(f"line {line}: an odd number of blanks")
            yield "indent", str(len(value)), line
        elif kind not in ("space", "comment"):
            yield kind, value, line
        fresh = kind == "newline"
        line += fresh
    yield "end", "", line


def _yarn_keys(tokens: list[tuple[str, str, int]]) -> dict[str, Line]:
    """``key value``, ``key: value`` or ``a, b value``; an indented line belongs to a block."""
    found: dict[str, Line] = {}
    at, block = 0, False
    while tokens[at][0] != "end":
        kind = tokens[at][0]
        inside = kind == "indent"
        at += inside or kind == "newline"
        if kind == "newline":
            continue
        if inside and not block:
            return found  # yarn reads no further than to blanks where no block is open
        names, at = _yarn_names(tokens, at)
        colon = tokens[at][0] == "colon"
        at += colon
        block = inside or colon
        kind, value, line = tokens[at]
        if kind in _VALUES:
            at += 1
            if not inside:
                found.update(dict.fromkeys(names, Line(value, line, "text" if kind in _VALUES[:2] else kind)))
        elif not colon:
            raise Malformed(f"line {line}: expected a value after {names[-1][:60]}")
    return found


def _yarn_names(tokens: list[tuple[str, str, int]], at: int) -> tuple[list[str], int]:
    names: list[str] = []
    while True:
        kind, value, line = tokens[at]
        if kind not in ("text", "quoted") or not value:
            raise Malformed(f"line {line}: expected a key")
        names.append(value)
        at += 1
        if tokens[at][0] != "comma":
            return names, at
        at += 1


# ---- top-level keys of YAML, as JavaScript's and Rust's readers take them: the last of two keys wins


@kept(Malformed)
def yaml_keys(text: str) -> Mapping[str, Line]:
    """The scalar values at the top; a list or mapping is ``other``, an empty value ``null``.

    Raises:
        Malformed: it is no YAML. NoKeys: it is no mapping.
    """
    import yaml as pyyaml

    if _odd(text):
        raise Malformed("it holds bytes that are not UTF-8")
    if too_deep(text):
        raise Malformed("it is nested too deeply")
    loader: Any = getattr(pyyaml, "CSafeLoader", pyyaml.SafeLoader)
    try:
        events = list(pyyaml.parse(text, loader))
    except pyyaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Malformed(f"it is not valid YAML (line {mark.line + 1})" if mark else "it is not valid YAML") from None
    except RecursionError:  # the parser in pure Python, on deep nesting
        raise Malformed("it is nested too deeply") from None
    return _yaml_top(events)


def _yaml_top(events: list[Any]) -> dict[str, Line]:
    import yaml as pyyaml

    found: dict[str, Line] = {}
    depth, key = 0, ""
    for event in events[2:]:
        scalar = isinstance(event, pyyaml.ScalarEvent)
        if depth == 0:
            if not isinstance(event, pyyaml.MappingStartEvent):
                if isinstance(event, (pyyaml.StreamEndEvent, pyyaml.DocumentEndEvent)) or (scalar and not event.value):
                    return found
                raise NoKeys("it holds no keys")
        elif depth == 1 and not isinstance(event, pyyaml.CollectionEndEvent):
            if not key:
                key = event.value if scalar and event.value else "\0"
            else:
                kind = "other" if not scalar else "null" if event.implicit[0] and event.value == "" else "text"
                found[key] = Line(event.value if kind == "text" else "", event.start_mark.line + 1, kind)
                key = ""
        depth += isinstance(event, pyyaml.CollectionStartEvent) - isinstance(event, pyyaml.CollectionEndEvent)
        if depth == 0:
            return found
    return found


# ---- Maven's settings.xml


@kept(Malformed)
def local_repository(text: str) -> Line | None:
    """``localRepository`` below the root, trimmed, before ``${...}`` is replaced; None where there is none.

    Raises:
        Malformed: Maven would stop, or the file makes entities of its own.
    """
    from xml.parsers import expat

    found: list[Line] = []
    inside: list[str] = []
    parts: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, _attributes: dict[str, str]) -> None:
        inside.append(name)
        parts.clear()

    def end(name: str) -> None:
        if len(inside) == 2 and name == "localRepository":
            found.append(Line("".join(parts).strip(), parser.CurrentLineNumber))
        inside.pop()

    def refuse(*_declared: object) -> None:
        raise Malformed("it declares entities")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.EntityDeclHandler = parts.append, refuse
    try:
        parser.Parse(text.encode("utf-8", "surrogateescape"), True)
    except expat.ExpatError as error:
        raise Malformed(str(error)) from None
    except UnicodeEncodeError:
        raise Malformed("it holds bytes that are not UTF-8") from None
    if len(found) > 1:
        raise Malformed(f"line {found[1].line}: localRepository stands twice")
    return found[0] if found and found[0].value else None
