"""Our own files, one per shell family, and the line in a start-up file that reads them.

``parse`` is the exact inverse of ``render``: it takes what it recognises, renders that again and compares, so that any
edit by hand is seen and named by its line. The texts in the files are English whatever the language, because they are
compared too. Quoting: single quotes hold everything in sh and fish but the quote (and, in fish, the backslash); csh
needs ``!`` and, for ``set backslash_quote``, the backslash outside the quotes.
"""

from __future__ import annotations

import re

from envdoctor.edits import lines as ln
from envdoctor.errors import EditError
from envdoctor.i18n import _
from envdoctor.light import dataclass
from envdoctor.steps import Entry

FAMILIES = {"sh": "env.sh", "fish": "env.fish", "csh": "env.csh"}
"""File name of each family: sh is bash, zsh, dash and ksh; csh is also tcsh."""

TAIL = " # envdoctor"
"""End of every line in a start-up file: in a file with CRLF line ends the comment swallows the CR."""

_FAMILY_OF = {
    "bash": "sh",
    "zsh": "sh",
    "dash": "sh",
    "sh": "sh",
    "ksh": "sh",
    "fish": "fish",
    "csh": "csh",
    "tcsh": "csh",
}

_HEADER = """\
# Written by envdoctor, which refuses this file once it was edited by hand.
# "envdoctor undo" takes the last change back, "envdoctor uninstall" everything.
"""

_QUOTED = {
    "sh": r"'[^']*'(?:\\''[^']*')*",
    "fish": r"'(?:[^'\\]|\\.)*'",
    "csh": r"'[^']*'(?:\\.'[^']*')*",
}

_KEEPS = {"sh": 'if [ -z "${{{name}:-}}" ]', "fish": 'if test -z "${name}"', "csh": "if ( ! $?{name} )"}
"""How the line begins that looks whether the variable is set."""

_NEVER = ("PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "HOME", "USER", "SHELL", "ENV", "BASH_ENV", "IFS", "XDG_CACHE_HOME")


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable.

    Attributes:
        name: the variable.
        value: an absolute path (or http address), never empty.
        folders: absolute paths that must all exist, else nothing happens.
        keep: set it only where it is unset or empty, and the folders are writable: a job's own TMPDIR stays.
    """

    name: str
    value: str
    folders: tuple[str, ...] = ()
    keep: bool = False


def family(shell: str) -> str | None:
    """The family of ``shell`` (``bash`` -> ``sh``), None for a shell we do not know."""
    return _FAMILY_OF.get(shell)


def check_command(shell: str) -> tuple[str, ...]:
    """A command that, with a file's path appended, only parses it; exit code 0 if it is well-formed.

    Measured with bash 5.2, zsh 5.9, dash 0.5.12, fish 3.6, tcsh 6.24: none runs anything or reads the user's files.
    tcsh sees unmatched quotes and parentheses, but not a missing ``endif``.
    """
    if shell == "fish":
        return ("fish", "--no-execute")
    if shell not in _FAMILY_OF:
        raise EditError(_("envdoctor does not know the shell {name}.", name=shell))
    return (shell, "-f", "-n") if shell in ("zsh", "csh", "tcsh") else (shell, "-n")


def hook_line(family: str, path: str) -> str:
    """The line for a start-up file that reads ``path`` if it is there."""
    quoted = _quote(_family(family), _word(path))
    if family == "fish":
        return f"if test -r {quoted}; source {quoted}; end{TAIL}"
    if family == "csh":
        return f"if ( -r {quoted} ) source {quoted}{TAIL}"
    return f"if [ -r {quoted} ]; then . {quoted}; fi{TAIL}"


def hook_target(line: str) -> tuple[str, str] | None:
    """Family and path if ``line`` is exactly one of :func:`hook_line`, else None."""
    if not line.endswith(TAIL):
        return None
    for family, quoted in _QUOTED.items():
        match = re.search(rf"-r ({quoted})", line, re.DOTALL)
        path = _unquote(family, match[1]) if match else ""
        if path.startswith("/") and not _control(path) and hook_line(family, path) == line:
            return family, path
    return None


def render(family: str, settings: tuple[Setting, ...]) -> str:
    """The file of ``family`` that makes ``settings``: silent, without a subprocess, harmless to read twice."""
    _family(family)
    names = [setting.name for setting in settings]
    if len(set(names)) < len(names):
        raise EditError(_("A variable is set twice: {names}.", names=", ".join(names)))
    return _HEADER + "".join("\n" + stanza(family, setting) for setting in settings)


def stanza(family: str, setting: Setting) -> str:
    """The lines of one setting: what ``put``, ``entry`` and ``get`` take as the value at ``(family, name)``."""
    _family(family), _name(setting.name), _word(setting.value)
    tests = [
        (f"-{op}", _quote(family, _word(path))) for path in setting.folders for op in ("dw" if setting.keep else "d")
    ]
    value = _quote(family, setting.value)
    if family == "sh":
        return _sh(setting, tests, value)
    return _fish(setting, tests, value) if family == "fish" else _csh(setting, tests, value)


def parse(family: str, text: str) -> tuple[Setting, ...]:
    """The settings of a file that :func:`render` wrote.

    Raises:
        EditError: it was edited; names the first line that is not ours.
    """
    _family(family)
    parts = text.split("\n\n")[1:]
    found = tuple(setting for part in parts if (setting := _recognise(family, part)))
    try:
        ours = render(family, found)
    except EditError:
        ours = _HEADER
    if text != ours:
        line = _first_difference(text, ours)
        raise EditError(_("From line {line} on this file was edited by hand, so envdoctor leaves it alone.", line=line))
    return found


def _first_difference(text: str, ours: str) -> int:
    """1-based line where ``text`` stops being ``ours``."""
    pairs = zip(text.split("\n"), ours.split("\n"), strict=False)
    same = next((n for n, (one, two) in enumerate(pairs) if one != two), None)
    return 1 + (min(text.count("\n"), ours.count("\n")) if same is None else same)


# ---- as a format of edits: the key is (family, name), the value a stanza; or () and the whole text ------------------


def get(text: str, key: tuple[str, ...]) -> str | None:
    """The stanza of a variable, None where it is not set; with an empty key the whole text."""
    if not key:
        return text or None
    return next((stanza(key[0], one) for one in _settings(key[0], text) if one.name == ln.single(key, 2)), None)


def put(text: str, key: tuple[str, ...], value: str) -> str:
    """The text with the stanza of a variable in place, or at the end; with an empty key ``value`` is the whole text."""
    if not key:
        return value
    new = _recognise(key[0], value.removesuffix("\n"))
    if new is None or new.name != ln.single(key, 2) or stanza(key[0], new) != value:
        raise EditError(_("This is no setting of {name} as envdoctor writes it.", name=key[-1]))
    old = _settings(key[0], text)
    kept = tuple(new if one.name == new.name else one for one in old)
    return render(key[0], kept if any(one.name == new.name for one in old) else (*kept, new))


def previous(text: str, key: tuple[str, ...]) -> str | None:
    """The stanza before; MADE where the file itself is new."""
    return get(text, key) if text or not key else ln.MADE


def intact(text: str, entry: Entry) -> bool:
    """Whether the variable is still set as we left it."""
    return get(text, entry.key) == entry.ours


def revert(text: str, entry: Entry) -> str:
    """The text with the old stanza or without it; empty where we made the file and nothing else is in it."""
    if not entry.key:
        return entry.previous or ""
    if entry.previous is not None and entry.previous != ln.MADE:
        return put(text, entry.key, entry.previous)
    left = tuple(one for one in parse(entry.key[0], text) if one.name != entry.key[1])
    return render(entry.key[0], left) if left or entry.previous is None else ""


def _settings(family: str, text: str) -> tuple[Setting, ...]:
    """Settings of a file that may not be there yet."""
    return parse(family, text) if text else ()


# ---- the three languages -----------------------------------------------------------------------------------------


def _sh(setting: Setting, tests: list[tuple[str, str]], value: str) -> str:
    words = [f"[ {op} {path} ]" for op, path in tests]
    if setting.keep:
        words.insert(0, f'[ -z "${{{setting.name}:-}}" ]')
    if not words:
        return f"export {setting.name}={value}\n"
    return f"if {' && '.join(words)}; then\n  export {setting.name}={value}\nfi\n"


def _fish(setting: Setting, tests: list[tuple[str, str]], value: str) -> str:
    words = [f"test {op} {path}" for op, path in tests]
    if setting.keep:
        words.insert(0, f'test -z "${setting.name}"')
    if not words:
        return f"set -gx {setting.name} {value}\n"
    return f"if {'; and '.join(words)}\n    set -gx {setting.name} {value}\nend\n"


def _csh(setting: Setting, tests: list[tuple[str, str]], value: str) -> str:
    """Nested ``if``: csh expands a whole expression first, and an unset variable in it is an error."""
    inner = [f"setenv {setting.name} {value}"]
    if setting.keep:
        empty = f"else if ( ${{%{setting.name}}} == 0 ) then"
        inner = [f"if ( ! $?{setting.name} ) then", f"  {inner[0]}", empty, f"  {inner[0]}", "endif"]
    if not tests:
        return "".join(line + "\n" for line in inner)
    words = " && ".join(f"{op} {path}" for op, path in tests)
    return f"if ( {words} ) then\n" + "".join(f"  {line}\n" for line in inner) + "endif\n"


def _recognise(family: str, part: str) -> Setting | None:
    """The setting that ``part`` looks like; the caller renders it again and compares."""
    quoted = _QUOTED[family]
    verb = {"sh": r"export (\w+)=", "fish": r"set -gx (\w+) ", "csh": r"setenv (\w+) "}[family]
    line = next((one.strip() for one in part.split("\n") if re.match(rf"{verb}'", one.strip())), "")
    match = re.fullmatch(rf"{verb}({quoted})", line)
    if not match:
        return None
    condition = part.split("\n", 1)[0] if part.startswith("if ") else ""
    tests = re.findall(rf"-d ({quoted})|-w {quoted}", condition)
    folders = tuple(_unquote(family, path) for path in tests if path)
    keep = any(one.strip().startswith(_KEEPS[family].format(name=match[1])) for one in part.split("\n"))
    return Setting(match[1], _unquote(family, match[2]), folders, keep)


def _quote(family: str, value: str) -> str:
    """``value`` as one word of the shell."""
    if family == "fish":
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if family == "csh":
        return "'" + re.sub(r"['\\!]", lambda match: "'\\" + match[0] + "'", value) + "'"
    return "'" + value.replace("'", "'\\''") + "'"


def _unquote(family: str, word: str) -> str:
    """Undo :func:`_quote`."""
    if family == "fish":
        return re.sub(r"\\(.)", r"\1", word[1:-1], flags=re.DOTALL)
    return re.sub(r"'\\(.)'", r"\1", word[1:-1], flags=re.DOTALL)


def _family(family: str) -> str:
    if family not in FAMILIES:
        raise EditError(_("No shell family is called {name}; there are {all}.", name=family, all=", ".join(FAMILIES)))
    return family


def _name(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name in _NEVER:
        raise EditError(_("{name} is no variable that envdoctor sets.", name=repr(name)))
    return name


def _word(value: str) -> str:
    """``value``, if it is absolute and one line; unlike a settings file, a shell keeps any other byte."""
    if not value.startswith(("/", "https://", "http://")):
        raise EditError(_("{value} is not an absolute path; write it in full, from / on.", value=repr(value)))
    if _control(value):
        raise EditError(_("{value} holds a control character or line break.", value=repr(value)))
    return value


def _control(value: str) -> bool:
    return any(ord(char) < 32 or ord(char) == 127 for char in value)
