"""Simple commands: the builtins that change a start-up file's result, and everything else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from envdoctor.syntax.known import CHANGING, ZSH_AUTOLOADED, ZSH_TIES, printed
from envdoctor.syntax.state import Abort, Break, Return, Var
from envdoctor.syntax.tree import Assign, Opaque, Param, Part, Simple, Word

if TYPE_CHECKING:
    from envdoctor.syntax.evaluate import Reader

_PREFIXES = frozenset(("builtin", "command", "noglob", "nocorrect", "-"))
_ASSIGNMENT = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)", re.ASCII | re.DOTALL)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
Words = tuple[Word | Assign, ...]


def _fields(reader: Reader, words: Words) -> list[str] | None:
    out: list[str] = []
    for word in words:
        found = reader.expander.fields(word) if isinstance(word, Word) else None
        if found is None:
            return None
        out += found
    return out


def _unwrap(parts: tuple[Part, ...]) -> Part | None:
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
    part = _unwrap(node.value.parts) if node.value else None
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
    fields = reader.expander.fields(word)
    if fields is None:
        found = _NAME.match(reader.frames[-1].text[word.start : word.end].lstrip("\"'"))
        if found is None:
            reader.state.cloud(reader.origin(0))
        return [(found.group(), None)] if found else []
    items: list[Assign | tuple[str, str | None]] = []
    for text in fields:
        if match := _ASSIGNMENT.fullmatch(text):
            items.append((match[1], match[2]))
        elif _NAME.fullmatch(text):
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
    names = _fields(reader, tuple(rest))
    if names is None:
        reader.state.cloud(reader.origin(0))
        return None
    for name in names:
        if "-f" in options:
            reader.state.functions.pop(name, None)
            continue
        found = reader.state.variables.get(name)
        _refuse(reader, name)
        if (found is not None and found.tricky) or not _NAME.fullmatch(name):
            reader.state.doubt([_NAME.split(name)[0] or name.split("[")[0]], reader.origin(0, name))
        elif found is not None or reader.state.fog or name in reader.state.marked:
            reader.state.variables.pop(name, None)
            reader.state.marked.pop(name, None)
        elif reader.shell == "bash":
            reader.state.functions.pop(name, None)
        if reader.shell == "zsh":
            _tie(reader, name)
    return True


# ---- other code


def source(reader: Reader, words: Words) -> bool | None:
    """``.`` and ``source``."""
    words = words[1:] if words and isinstance(words[0], Word) and _raw(reader, words[0]) == "--" else words
    if not words or not isinstance(words[0], Word):
        return None
    first = _fields(reader, words[:1])
    own = len(words) > 1 and reader.shell != "dash"
    arguments = _fields(reader, words[1:]) if own else reader.frames[-1].arguments
    path = reader.absolute(first[0] if first and len(first) == 1 else None)
    if path == "/dev/null":
        return True
    if path is None:
        part = _unwrap(words[0].parts)
        return _opaque(reader, part.text if isinstance(part, Opaque) else "")
    status = reader.source(path, arguments)
    if status is False and reader.shell == "dash":
        raise Abort
    return status


def _raw(reader: Reader, word: Word) -> str:
    return reader.frames[-1].text[word.start : word.end]


def _opaque(reader: Reader, made_by: str) -> bool | None:
    """Code that can't be read ran; what it sets is known of some programs."""
    names = printed(made_by) if made_by else None
    if names is None:
        reader.state.cloud(reader.origin(0))
    else:
        reader.state.doubt(names, reader.origin(0), exported=True)
    return None


def evaluate(reader: Reader, words: Words) -> bool | None:
    """``eval``."""
    fields = _fields(reader, words)
    if fields is not None:
        return reader.code(" ".join(fields))
    part = _unwrap(words[0].parts) if len(words) == 1 and isinstance(words[0], Word) else None
    if isinstance(part, Param) and not part.op and (found := reader.expander.lookup(part.name)):
        _opaque(reader, found.maker)
    else:
        _opaque(reader, part.text if isinstance(part, Opaque) else "")
    return None


def _leave(kind: type[Return] | type[Abort]) -> Callable[[Reader, Words], bool | None]:
    def leave(_reader: Reader, _words: Words) -> bool | None:
        raise kind

    return leave


def _break(again: bool) -> Callable[[Reader, Words], bool | None]:
    def leave(_reader: Reader, _words: Words) -> bool | None:
        raise Break(again)

    return leave


def _exec(_reader: Reader, words: Words) -> bool | None:
    if words:
        raise Abort
    return True


def options(reader: Reader, words: Words) -> bool | None:
    """``set``: options that matter to us, and positional parameters."""
    fields = _fields(reader, words)
    if fields is None:
        reader.frames[-1].arguments = None
        return True
    at = 0
    while at < len(fields) and fields[at][:1] in ("-", "+") and len(fields[at]) > 1:
        on, letters = fields[at][0] == "-", fields[at][1:]
        at += 1
        if letters == "-":
            break
        long = fields[at] if "o" in letters and at < len(fields) else ""
        at += bool(long)
        if "a" in letters or long == "allexport":
            reader.state.allexport = on
        if "u" in letters or long == "nounset":
            reader.state.nounset = on
    if at < len(fields) or "--" in fields:
        reader.frames[-1].arguments = fields[at:]
    return True


def _setopt(on: bool) -> Callable[[Reader, Words], bool | None]:
    def change(reader: Reader, words: Words) -> bool | None:
        for field in _fields(reader, words) or ():
            name = field.lower().replace("_", "")
            wanted = on != name.startswith("no")
            name = name.removeprefix("no")
            if name == "allexport":
                reader.state.allexport = wanted
            elif name == "rcs":
                reader.state.norcs = not wanted
            elif name in ("unset", "shwordsplit", "ksharrays", "globsubst"):
                reader.state.cloud(reader.origin(0))
        return True

    return change


def alias(reader: Reader, words: Words) -> bool | None:
    """``alias``: remembered, because calling one runs its text."""
    for word in words:
        if isinstance(word, Word):
            raw = _raw(reader, word)
            name, sign, _ = raw.partition("=")
            if sign:
                reader.state.aliases[name.strip("\"'")] = reader.expander.text(word) or "?=$(?)"
    return True


def _sets(reader: Reader, words: Words) -> bool | None:
    """``read``, ``getopts``, ``printf -v``: the names among the arguments get values that can't be told."""
    for word in words:
        if found := _NAME.fullmatch(_raw(reader, word) if isinstance(word, Word) else word.name):
            reader.state.assign(found.group(), None, reader.origin(0, found.group()))
    return None


def _printf(reader: Reader, words: Words) -> bool | None:
    return (
        _sets(reader, words[1:2]) if words and isinstance(words[0], Word) and _raw(reader, words[0]) == "-v" else True
    )


def _shift(reader: Reader, words: Words) -> bool | None:
    frame = reader.frames[-1]
    frame.arguments = frame.arguments[1:] if frame.arguments and not words else None
    return None


def _doubtful(reader: Reader, _words: Words) -> bool | None:
    reader.state.cloud(reader.origin(0))
    return None


def _let(reader: Reader, words: Words) -> bool | None:
    for word in words:
        reader.state.doubt(_NAME.findall(_raw(reader, word) if isinstance(word, Word) else word.name), reader.origin(0))
    return None


def _test(reader: Reader, words: Words) -> bool | None:
    return reader.test([word for word in words if isinstance(word, Word)])


def _bracket(reader: Reader, words: Words) -> bool | None:
    plain = [word for word in words if isinstance(word, Word)]
    return reader.test(plain[:-1]) if plain and _raw(reader, plain[-1]) == "]" else None


def _tty(reader: Reader, _words: Words) -> bool | None:
    return None if reader.interactive else False


def _declaration(command: str) -> Callable[[Reader, Words], bool | None]:
    return lambda reader, words: declare(reader, command, words)


def _true(reader: Reader, words: Words) -> bool | None:
    for word in words:
        if isinstance(word, Word):
            reader.expander.text(word)  # ": ${X:=y}" sets X
    return True


def _false(_reader: Reader, _words: Words) -> bool | None:
    return False


COMMON: dict[str, Callable[[Reader, Words], bool | None]] = {
    "export": _declaration("export"),
    "readonly": _declaration("readonly"),
    "local": _declaration("local"),
    "unset": unset,
    ".": source,
    "eval": evaluate,
    "return": _leave(Return),
    "exit": _leave(Abort),
    "logout": _leave(Abort),
    "exec": _exec,
    "break": _break(False),
    "continue": _break(True),
    "set": options,
    "alias": alias,
    "read": _sets,
    "getopts": _sets,
    "printf": _printf,
    "shift": _shift,
    "test": _test,
    "[": _bracket,
    "tty": _tty,
    ":": _true,
    "true": _true,
    "echo": _true,
    "false": _false,
}
_MORE: dict[str, Callable[[Reader, Words], bool | None]] = {
    "declare": _declaration("declare"),
    "typeset": _declaration("typeset"),
    "source": source,
    "let": _let,
    "mapfile": _sets,
    "readarray": _sets,
}
_ZSH: dict[str, Callable[[Reader, Words], bool | None]] = {
    "setopt": _setopt(True),
    "unsetopt": _setopt(False),
    "emulate": _doubtful,
    "integer": _declaration("typeset"),
    "float": _declaration("typeset"),
    "vared": _sets,
}
TABLES = {"bash": {**COMMON, **_MORE}, "zsh": {**COMMON, **_MORE, **_ZSH}, "dash": COMMON}


# ---- one simple command


def simple(reader: Reader, node: Simple) -> bool | None:
    """Run one simple command."""
    if not node.words:
        for item in node.assigns:
            assign(reader, item)
        opaque = any(isinstance(part, Opaque) for item in node.assigns if item.value for part in item.value.parts)
        return (
            None
            if opaque or any("$(" in _slice(reader, item) or "`" in _slice(reader, item) for item in node.assigns)
            else True
        )
    words, command, plain = _command(reader, node.words)
    if command is None:
        reader.state.cloud(reader.origin(0))
        return None
    if command == "":
        return None
    table = TABLES[reader.shell]
    if not plain and command in reader.state.functions:
        return _with(reader, node, lambda: reader.call(command, _fields(reader, words)))
    if not plain and _aliased(reader, command):
        reader.state.cloud(reader.origin(0))
        return None
    if command in table:
        return _with(reader, node, lambda: table[command](reader, words))
    return _unknown(reader, command, words)


def _slice(reader: Reader, item: Assign) -> str:
    return reader.frames[-1].text[item.start : item.end]


def _aliased(reader: Reader, command: str) -> bool:
    """Would an alias run something else than the command of that name."""
    value = reader.state.aliases.get(command)
    if value is None or (reader.shell == "bash" and not reader.interactive):
        return False
    first = value.partition("=")[2].split(" ")[0].strip("\"'")
    return first != command or "$" in value or ";" in value


def _command(reader: Reader, words: Words) -> tuple[Words, str | None, bool]:
    """The command's name (None: not to be told, "": none), its arguments, and whether functions are passed over."""
    plain = False
    while words:
        first = words[0]
        fields = reader.expander.fields(first) if isinstance(first, Word) else None
        if fields is None or len(fields) > 1:
            return (), None, False
        words = words[1:]
        if not fields:
            continue
        if fields[0] not in _PREFIXES:
            return words, fields[0], plain
        if words and isinstance(words[0], Word) and _raw(reader, words[0]) in ("-v", "-V", "-p"):
            return (), "", True
        if fields[0] == "command" and reader.shell == "zsh":
            return (), "", True  # there it means a program
        plain = plain or fields[0] in ("builtin", "command")
    return (), "", plain


def _with(reader: Reader, node: Simple, run: Callable[[], bool | None]) -> bool | None:
    """Assignments before a builtin or function: there while it runs, in doubt after it."""
    for item in node.assigns:
        assign(reader, item, exported=True)
    status = run()
    reader.state.doubt([item.name for item in node.assigns], reader.origin(0))
    return status


def _unknown(reader: Reader, command: str, words: Words) -> bool | None:
    """A program cannot change the shell that calls it; some functions that we have not seen can."""
    for word in words:
        if isinstance(word, Word):
            reader.expander.fields(word)  # for what "${X:=y}" and "set -u" do
    if reader.shell == "zsh" and command in ZSH_AUTOLOADED:
        reader.state.doubt(ZSH_AUTOLOADED[command], reader.origin(0))
    elif command in CHANGING:
        reader.state.cloud(reader.origin(0))
    return None
