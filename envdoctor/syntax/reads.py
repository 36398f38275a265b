"""What a start-up file reads by name, and what of its content is missed where nobody reads the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from posixpath import basename, normpath

from envdoctor.light import dataclass
from envdoctor.syntax.startup import Span
from envdoctor.syntax.steps import Step, steps

BASH_LOGIN = (".bash_profile", ".bash_login", ".profile")
"""A login bash reads the first of them that is there, and no other."""
_NAMED = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})", re.ASCII)
_RUN = re.compile(r"(?:\$\(|`)\s*(?:\w+=\S+\s+)*['\"]?([^\s'\"`)]+)")
_BRACES = re.compile(r"\{([^{}]*)\}")
_PLACES = re.compile(r"\$\{?HOME\}?/\.?(?:local/)?s?bin|~/\.?(?:local/)?s?bin|\$\{?PATH\}?")
_HOME = "/\x01home"
"""Stands for home in names that are shown with ``~``."""
_MOST = 50
"""Words that braces are written out to."""


# ---- which file a word names


def path_of(word: str, home: str, known: Mapping[str, str] | None = None) -> str | None:
    """The absolute path that a word is, told from its text; None where only the shell can tell.

    ``known``: variables of the file whose values are plain.
    """
    values = {"HOME": home, **(known or {})}
    text = word
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1]
        return normpath(text) if text.startswith("/") else None
    for tilde in ("~/", '"$HOME"/', "'$HOME'/"):
        if text.startswith(tilde):
            text = f"{home}/{text[len(tilde) :]}"
    text = text.replace('"', "")
    names = {found[1] or found[2] for found in _NAMED.finditer(text)}
    if not names <= values.keys():
        return None
    text = _NAMED.sub(lambda found: values[found[1] or found[2]], text)
    if not text.startswith("/") or re.search(r"[$`\\'*?\[{(<>;&|\s\0]", text):
        return None
    return normpath(text)


def plain_values(found: tuple[Step, ...], home: str) -> dict[str, str]:
    """Variables that a file sets to a plain path, the first value of each; not those it sets again to another."""
    values: dict[str, str] = {}
    doubtful: set[str] = set()
    for step in found:
        for name, value in step.sets:
            path = path_of(value, home, values) if value else None
            if path is None or values.get(name, path) != path:
                doubtful.add(name)
            else:
                values[name] = path
    return {name: value for name, value in values.items() if name not in doubtful}


# ---- what a file reads


@dataclass(frozen=True, slots=True)
class Reads:
    """What a file reads.

    Attributes:
        paths: by plain name. patterns: last parts of what loops go over (``.bash*``).
        open: also something that can't be told. replaced: another program takes the shell's place (``exec zsh``).
    """

    paths: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    open: bool = False
    replaced: bool = False


def reads(text: str, shell: str, home: str) -> Reads:
    """What a file reads with ``.`` or ``source``, whatever the conditions."""
    found = steps(text, shell)
    known = plain_values(found, home)
    paths, patterns, unknown, replaced = dict[str, None](), dict[str, None](), False, False
    for step in found:
        replaced |= step.command == "exec" and any(not word.startswith("-") for word in step.arguments)
        if step.command not in (".", "source"):
            continue
        words = [word for word in step.arguments if word != "--"]
        path = path_of(words[0], home, known) if words else None
        if path is not None:
            paths[path] = None
            continue
        patterns.update(dict.fromkeys(basename(word) for loop in step.around.loops for word in _written_out(loop)))
        unknown |= not step.around.loops or any("$(" in loop or "`" in loop for loop in step.around.loops)
    return Reads(tuple(paths), tuple(patterns), unknown, replaced)


def _written_out(word: str) -> list[str]:
    """A word with its braces written out: ``~/.{a,b}`` is two."""
    done, todo = list[str](), [word.replace('"', "")]
    while todo and len(done) + len(todo) < _MOST:
        text = todo.pop()
        found = _BRACES.search(text)
        if found is None or "," not in found[1]:
            done.append(text)
        else:
            todo += [text[: found.start()] + one + text[found.end() :] for one in found[1].split(",")]
    return done + todo


def names(text: str, shell: str, name: str) -> bool:
    """A file speaks of another (``.bashrc``) in what it runs, or goes over files of such names; comments don't count.

    The other is then taken to be read: how exactly it is done may not be told.
    """
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)|\.\{{[^}}\n]*(?<!\w){re.escape(name.lstrip('.'))}(?!\w)")
    for step in steps(text, shell):
        if step.command == "alias":
            continue
        if word.search(step.text) or any(word.search(text) for text in step.around.loops):
            return True
    return any(fnmatchcase(name, pattern) for pattern in reads(text, shell, "/home").patterns)


# ---- what is missed


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that a start-up file does for the programs that are started later, or for the person at the prompt.

    Attributes:
        name: the variable, alias or function; the file that is read; the program whose output is run.
        kind: ``variable``, ``file``, ``output``, ``alias``.
    """

    name: str
    kind: str
    place: Span


def matters(text: str, shell: str) -> tuple[Matter, ...]:
    """What a file brings, once each; not what every fresh account has (``~/bin`` in ``PATH``, colours, prompt)."""
    found: dict[tuple[str, str], Matter] = {}
    all_ = steps(text, shell)
    marked = {name for step in all_ if step.exports for name, _value in step.sets} | {"PATH"}
    known = plain_values(all_, _HOME)
    for step in all_:
        for matter in _of_step(step, marked, known) if not step.around.aside else ():
            found.setdefault((matter.kind, matter.name), matter)
    return tuple(found.values())


def _of_step(step: Step, exported: set[str], known: Mapping[str, str]) -> Iterator[Matter]:
    for name, value in step.sets:
        if name in exported and value is not None and not (name == "PATH" and _only_own_folders(value)):
            yield Matter(name, "variable", step.place)
    words = [word for word in step.arguments if word != "--"]
    path = path_of(words[0], _HOME, known) if words else None
    if step.command in (".", "source") and path is not None and not _usual(path):
        yield Matter(path.replace(_HOME, "~", 1), "file", step.place)
    elif step.command == "eval" and (ran := _RUN.search(step.text)):
        if basename(ran[1]) not in ("dircolors", "lesspipe"):
            yield Matter(basename(ran[1]), "output", step.place)
    elif step.command == "alias":
        for word in words:
            if "=" in word and "color=auto" not in step.text:
                yield Matter(word.partition("=")[0].strip("\"'"), "alias", step.place)


def _only_own_folders(value: str) -> bool:
    """A PATH with nothing but ``~/bin``, ``~/.local/bin`` and what it held before: so in the files of new accounts."""
    return not _PLACES.sub("", value).strip("\"':")


def _usual(path: str) -> bool:
    """A file that fresh accounts read, or that another rule looks at."""
    return path.startswith(("/etc/", "/usr/")) or "bashrc" in path or ".bash_aliases" in path or "envdoctor" in path
