"""The shell code of a script: its simple commands, their words and what surrounds them. Nothing is executed.

A script of another language (``#!/usr/bin/env python``) has no commands. Here-documents, comments and strings hold
none.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from envdoctor.syntax.jobs.body import Body, Command
from envdoctor.syntax.jobs.shell.launch import looked_through
from envdoctor.syntax.jobs.shell.walk import Walk

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

SHELLS = frozenset(("bash", "sh", "dash", "zsh", "ksh", "ksh93", "mksh", "ash", "rbash"))
"""What is read as shell code; csh and tcsh have another grammar."""
LIMIT = 128 * 1024
"""Code points that are read; no job script is longer."""
_BIG = 4096
"""Above this the parser may be stopped: some junk costs it the square of its length."""
_SECONDS = 0.5
_PBS_SHELL = re.compile(r"^[ \t]*#PBS(?:[ \t](?:[^\n#]*[ \t])?)?-S[ \t]*\"?(/[^\s\",:@]+)", re.M)
_ODD = re.compile(r"[^\x00-\x7f]")
_CHUNK = 1 << 16
_CHAINS = (("|", 1500), ("=(", 500), ("<", 4000))
"""Signs whose long chains cost the parser the square of their length, in memory too; and how many are read."""


@lru_cache(maxsize=1)
def _parser() -> Parser:
    import tree_sitter

    return tree_sitter.Parser(tree_sitter.Language(_grammar().language()))


def _grammar() -> Any:
    """The module that holds the grammar: the package around it loads twenty others, for files that nobody asks for."""
    from importlib.machinery import PathFinder
    from importlib.util import module_from_spec

    package = PathFinder.find_spec("tree_sitter_bash")
    folders = package.submodule_search_locations if package is not None else None
    found = PathFinder.find_spec("tree_sitter_bash._binding", folders) if folders else None
    if found is None or found.loader is None:
        import tree_sitter_bash

        return tree_sitter_bash
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


def tree(code: str) -> Node | None:
    """The syntax tree's root, None where the parser would need too long.

    One byte for each code point, so that the parser's offsets are ours; a carriage return parts words, as it was meant.
    """
    plain = code if code.isascii() else _ODD.sub("x", code)
    data = plain.encode("ascii")
    if b"\r" in data or b"\0" in data:
        data = data.replace(b"\r\n", b" \n").replace(b"\0", b" ")
    if len(data) <= _BIG:
        return _parser().parse(data).root_node
    if any(code.count(sign) > most for sign, most in _CHAINS):
        return None
    until = time.thread_time() + _SECONDS  # of work: a busy machine is no reason to read less
    try:
        parsed = _parser().parse(
            lambda offset, _point: data[offset : offset + _CHUNK],
            encoding="utf8",
            progress_callback=lambda _offset, _error: time.thread_time() > until,
        )
    except ValueError:  # stopped; the parser would go on from there
        _parser().reset()
        return None
    return parsed.root_node


def first_line(text: str) -> tuple[str, tuple[str, ...]]:
    """Interpreter and flags that the ``#!`` line names; blank lines before it are forgiven, as sites do."""
    start = text[:200].lstrip(" \t\r\n\ufeff")
    if not start.startswith("#!"):
        return "", ()
    words = text[text.index("#!") + 2 :].split("\n", 1)[0].split()[:10]
    if words and words[0].rpartition("/")[2] == "env":
        words = [word for word in words[1:] if "=" not in word and word not in ("-S", "-i", "-", "--split-string")]
    if not words:
        return "", ()
    return words[0].rpartition("/")[2], tuple(words[1:])


def code_start(text: str) -> int:
    """Where the first line begins that is neither blank nor a comment: directives need no parser."""
    at, size = 0, len(text)
    while at < size:
        end = text.find("\n", at)
        end = size if end < 0 else end
        line = text[at:end].lstrip()
        if line and line[0] != "#":
            return at
        at = end + 1
    return size


def _shell(text: str) -> tuple[str, tuple[str, ...]]:
    """The shell that runs the script, and its flags: PBS takes the one of ``-S`` whatever the ``#!`` line says."""
    if "#PBS" in text and "#SBATCH" not in text:
        named = list(_PBS_SHELL.finditer(text, 0, code_start(text)))
        if named:
            return named[-1][1].rpartition("/")[2], ()
    return first_line(text)


def read(text: str) -> Body:
    """The shell code of a script, parsed when its commands are asked for; of odd input, as much as can be told."""
    interpreter, flags = _shell(text)
    if interpreter and interpreter not in SHELLS:
        return Body((), interpreter, flags, whole=interpreter not in ("csh", "tcsh"))
    return Body(partial(_commands, text), interpreter, flags)


def _commands(text: str) -> tuple[tuple[Command, ...], bool]:
    """The commands, and whether nothing was beyond the parser."""
    start = code_start(text)
    if start >= len(text):
        return (), True
    cut = len(text) - start > LIMIT
    code = text[start : start + LIMIT] if cut else text[start:]
    root = tree(code)
    if root is None:
        return (), False
    walk = Walk(text, tree)
    walk.run(root, start)
    return looked_through(walk), not cut and not root.has_error
