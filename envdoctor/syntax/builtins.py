"""Simple commands: the builtins that change a start-up file's result, and everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from envdoctor.syntax.declare import NAME, Words, assign, declare, fields, unset, unwrap
from envdoctor.syntax.known import CHANGING, ZSH_AUTOLOADED, printed
from envdoctor.syntax.state import Abort, Break, Return
from envdoctor.syntax.tree import Assign, Opaque, Param, Simple, Word

if TYPE_CHECKING:
    from envdoctor.syntax.evaluate import Reader

_PREFIXES = frozenset(("builtin", "command", "noglob", "nocorrect", "-"))
_PURE = frozenset(("true", "false", "echo", "test", "[", "tty"))
"""Builtins after which what stood before them is as it was."""


# ---- other code


def source(reader: Reader, words: Words) -> bool | None:
    """``.`` and ``source``."""
    words = words[1:] if words and isinstance(words[0], Word) and _raw(reader, words[0]) == "--" else words
    if not words or not isinstance(words[0], Word):
        return None
    first = fields(reader, words[:1])
    own = len(words) > 1 and reader.shell != "dash"
    arguments = fields(reader, words[1:]) if own else reader.frames[-1].arguments
    path = reader.absolute(first[0] if first and len(first) == 1 else None)
    if path == "/dev/null":
        return True
    if path is None:
        part = unwrap(words[0].parts)
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
    given = fields(reader, words)
    if given is not None:
        return reader.code(" ".join(given))
    part = unwrap(words[0].parts) if len(words) == 1 and isinstance(words[0], Word) else None
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


def _exec(reader: Reader, words: Words) -> bool | None:
    if words:
        reader.replaced = True
        raise Abort
    return True


def options(reader: Reader, words: Words) -> bool | None:
    """``set``: options that matter to us, and positional parameters."""
    given = fields(reader, words)
    if given is None:
        reader.frames[-1].arguments = None
        return True
    at = 0
    while at < len(given) and given[at][:1] in ("-", "+") and len(given[at]) > 1:
        on, letters = given[at][0] == "-", given[at][1:]
        at += 1
        if letters == "-":
            break
        long = given[at] if "o" in letters and at < len(given) else ""
        at += bool(long)
        if "a" in letters or long == "allexport":
            reader.state.allexport = on
        if "u" in letters or long == "nounset":
            reader.state.nounset = on
    if at < len(given) or "--" in given:
        reader.frames[-1].arguments = given[at:]
    return True


def _setopt(on: bool) -> Callable[[Reader, Words], bool | None]:
    def change(reader: Reader, words: Words) -> bool | None:
        for field in fields(reader, words) or ():
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
        if found := NAME.fullmatch(_raw(reader, word) if isinstance(word, Word) else word.name):
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
        reader.state.doubt(NAME.findall(_raw(reader, word) if isinstance(word, Word) else word.name), reader.origin(0))
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
        return _with(reader, node, command, lambda: reader.call(command, fields(reader, words)))
    if not plain and _aliased(reader, command):
        reader.state.cloud(reader.origin(0))
        return None
    if command in table:
        return _with(reader, node, command, lambda: table[command](reader, words))
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
        given = reader.expander.fields(first) if isinstance(first, Word) else None
        if given is None or len(given) > 1:
            return (), None, False
        words = words[1:]
        if not given:
            continue
        if given[0] not in _PREFIXES:
            return words, given[0], plain
        if words and isinstance(words[0], Word) and _raw(reader, words[0]) in ("-v", "-V", "-p"):
            return (), "", True
        if given[0] == "command" and reader.shell == "zsh":
            return (), "", True  # there it means a program
        plain = plain or given[0] in ("builtin", "command")
    return (), "", plain


def _with(reader: Reader, node: Simple, command: str, run: Callable[[], bool | None]) -> bool | None:
    """Assignments before a builtin or function: there while it runs, in doubt after it."""
    if not node.assigns:
        return run()
    if command in _PURE:
        before = reader.state.variables.copy()
    for item in node.assigns:
        assign(reader, item, exported=True)
    status = run()
    if command in _PURE:
        reader.state.variables = before
        return status
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
