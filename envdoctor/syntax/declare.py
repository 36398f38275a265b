"""Assignments and declarations: ``A=1``, ``export``, ``declare``, ``local``, ``readonly``, ``unset``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from envdoctor.light import dataclass, replace
from envdoctor.syntax.known import ZSH_TIES
from envdoctor.syntax.state import Var
from envdoctor.syntax.tree import Assign, Opaque, Param, Part, Word

if TYPE_CHECKING:
    from envdoctor.syntax.evaluate import Reader

_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.ASCII | re.DOTALL)
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
Words = tuple[Word | Assign, ...]


def fields(reader: Reader, words: Words) -> list[str] | None:
    """The arguments that ``words`` become; None where that can't be told."""
    out: list[str] = []
    for word in words:
        found = reader.expander.fields(word) if isinstance(word, Word) else None
        if found is None:
            return None
        out += found
    return out


def unwrap(parts: tuple[Part, ...]) -> Part | None:
    """The only part of a word, out of its double quotes."""
    while len(parts) == 1 and isinstance(part := parts[0], Param) and part.op == "quote":
        parts = part.argument
    return parts[0] if len(parts) == 1 else None


@dataclass(frozen=True, slots=True)
class _Value:
    """What an assignment gives its variable; ``text`` is None where it can't be told."""

    text: str | None
    maker: str = ""
    filled: bool = False


def _value(reader: Reader, node: Assign, declared: bool) -> _Value:
    text = reader.expander.text(node.value, assigned=True, declared=declared)
    part = unwrap(node.value.parts) if node.value else None
    maker = part.text if isinstance(part, Opaque) else ""
    if node.element or maker.startswith("("):
        return _Value(None)
    if node.add:
        before = reader.state.get(node.name)
        old = before.value if before else ""
        return _Value(None if text is None or old is None else old + text)
    return _Value(text, maker, bool(node.value and text is None and reader.expander.blank(node.value) is False))


def assign(reader: Reader, node: Assign, value: _Value | None = None, *, exported: bool = False) -> None:
    """``name=value``; ``value`` where it was worked out before."""
    value = value or _value(reader, node, False)
    _refuse(reader, node.name)
    origin = reader.origin(node.start, node.name) if not reader.quiet else reader.origin(0, node.name)
    reader.state.assign(node.name, value.text, origin, value.maker, value.filled)
    if exported:
        reader.state.export(node.name, True)
    if reader.shell == "zsh":
        _tie(reader, node.name)


def _refuse(reader: Reader, name: str) -> None:
    """A read-only variable can't be changed, and some shells stop reading then."""
    found = reader.state.variables.get(name)
    if found is not None and found.tricky:
        reader.may_end()


def _tie(reader: Reader, name: str) -> None:
    upper = ZSH_TIES.get(name)
    if upper is not None:
        known = reader.state.variables.get(upper)
        reader.state.doubt([upper], reader.origin(0, upper), exported=known is not None and known.exported is not False)


# ---- declarations


def _split_options(reader: Reader, words: Words) -> tuple[set[str], list[Word | Assign]]:
    options: set[str] = set()
    rest = list(words)
    while rest and isinstance(rest[0], Word):
        text = reader.expander.text(rest[0])
        if text is None or len(text) < 2 or text[0] not in "-+":
            break
        rest.pop(0)
        if text == "--":
            break
        options.update(text[0] + letter for letter in text[1:])
    return options, rest


def declare(reader: Reader, command: str, words: Words) -> bool | None:
    """``export``, ``declare``, ``typeset``, ``local``, ``readonly``."""
    options, rest = _split_options(reader, words)
    if options & {"-f", "-F", "-p"}:
        return True
    local = reader.frames[-1].function and command in ("local", "declare", "typeset") and "-g" not in options
    exported = command == "export" and "-n" not in options
    exported |= "-x" in options
    items = [item for word in rest for item in _declared(reader, word)]  # all are expanded before any is set
    values = [_value(reader, item, True) if isinstance(item, Assign) and item.value else None for item in items]
    for item, value in zip(items, values, strict=True):
        _declare_one(reader, command, item, value, options, exported, local)
    if "-n" in options and command != "export":
        reader.state.cloud(reader.origin(0))  # a name for another variable
    return True


def _declared(reader: Reader, word: Word | Assign) -> list[Assign | tuple[str, str | None]]:
    if isinstance(word, Assign):
        return [word]
    given = reader.expander.fields(word)
    if given is None:
        found = NAME.match(reader.frames[-1].text[word.start : word.end].lstrip("\"'"))
        if found is None:
            reader.state.cloud(reader.origin(0))
        return [(found.group(), None)] if found else []
    items: list[Assign | tuple[str, str | None]] = []
    for text in given:
        if match := _ASSIGNMENT.fullmatch(text):
            items.append((match[1], match[2]))
        elif NAME.fullmatch(text):
            items.append(Assign(text, False, False, None, word.start, word.end))
    return items


def _declare_one(
    reader: Reader,
    command: str,
    item: Assign | tuple[str, str | None],
    value: _Value | None,
    options: set[str],
    exported: bool,
    local: bool,
) -> None:
    state = reader.state
    name = item.name if isinstance(item, Assign) else item[0]
    if local:
        _localise(reader, name)
    if isinstance(item, tuple):
        state.assign(name, item[1], reader.origin(0, name))
    elif value is not None:
        assign(reader, item, value)
    elif reader.shell == "zsh" and name in state.marked and name not in state.variables:
        state.assign(name, None, reader.origin(0, name))
    elif reader.shell == "zsh" and (local or command != "export") and name not in state.variables:
        state.assign(name, "", reader.origin(0, name))
    if exported:
        state.export(name, True)
    elif ("-n" in options and command == "export") or "+x" in options:
        state.export(name, False)
    _attributes(reader, command, name, options)


def _localise(reader: Reader, name: str) -> None:
    state = reader.state
    reader.frames[-1].locals.setdefault(name, state.variables.get(name))
    if reader.shell != "dash":
        state.variables.pop(name, None)


def _attributes(reader: Reader, command: str, name: str, options: set[str]) -> None:
    odd = options - {"-x", "-g", "+x", "-n"} if command == "export" else options - {"-x", "-g", "+x"}
    if command != "readonly" and not odd:
        return
    found = reader.state.variables.get(name) or Var(None, origin=reader.origin(0, name))
    value = found.value if command == "readonly" or odd <= {"-r"} else None
    reader.state.variables[name] = replace(found, tricky=True, value=value)
    if reader.shell == "zsh":
        _tie(reader, name)


def unset(reader: Reader, words: Words) -> bool | None:
    """``unset``: variables, and functions where there is no such variable."""
    options, rest = _split_options(reader, words)
    names = fields(reader, tuple(rest))
    if names is None:
        reader.state.cloud(reader.origin(0))
        return None
    for name in names:
        if "-f" in options:
            reader.state.functions.pop(name, None)
            continue
        found = reader.state.variables.get(name)
        _refuse(reader, name)
        if (found is not None and found.tricky) or not NAME.fullmatch(name):
            reader.state.doubt([NAME.split(name)[0] or name.split("[")[0]], reader.origin(0, name))
        elif found is not None or reader.state.fog or name in reader.state.marked:
            reader.state.variables.pop(name, None)
            reader.state.marked.pop(name, None)
        elif reader.shell == "bash":
            reader.state.functions.pop(name, None)
        if reader.shell == "zsh":
            _tie(reader, name)
    return True
