"""Where a line can be put before a command of a script so that it runs before it and changes nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from envdoctor.syntax.jobs.body import Body, Command
from envdoctor.syntax.jobs.shell.reader import code_start, read, tree

if TYPE_CHECKING:
    from tree_sitter import Node

_HOLDERS = frozenset(("program", "compound_statement", "do_group", "else_clause", "subshell"))
"""Every statement in them may have another one before it."""
_BEGINS = {"if_statement": "then", "elif_clause": "then", "case_item": ")"}
"""Their statements may, behind this word; before it stand conditions and patterns."""
_CLAUSES = frozenset(("elif_clause", "else_clause", "case_item", "do_group", "{", "}", "(", ")", "then", "do", "fi"))
"""Parts of statements, before which nothing can stand."""
_BRANCHES = frozenset(("elif_clause", "else_clause"))
"""Parts of an ``if`` that run instead of what stands before them."""


def _path(root: Node, at: int) -> list[Node]:
    """The nodes that hold the byte ``at``, the outermost first."""
    found = [root]
    while inner := next((each for each in found[-1].children if each.start_byte <= at < each.end_byte), None):
        found.append(inner)
    return found


def _above(path: list[Node], at: int) -> list[Node]:
    """The command that begins its words at byte ``at`` and what it stands in, the innermost first; [] if none does."""
    for index in range(len(path) - 1, 0, -1):
        if path[index].type == "command_name" and path[index].start_byte == at and path[index - 1].type == "command":
            return path[index - 1 :: -1]
    return []


def _may_follow(holder: Node, statement: Node) -> bool:
    """Another statement may stand right before this one."""
    if statement.type in _CLAUSES:
        return False
    if holder.type in _HOLDERS:
        return True
    word = _BEGINS.get(holder.type)
    behind = [each for each in holder.children if each.type == word and each.end_byte <= statement.start_byte]
    return bool(behind)


def _begins_line(text: str, start: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    return not text[line:start].strip(" \t") and not text[:line].rstrip("\r\n").endswith("\\")


def place_before(text: str, command: Command, others: Sequence[Command] = ()) -> int | None:
    """The offset of the line before which another command may be put; None where there is none near ``command``.

    It is the line of the command, or of the statement around it, whichever begins a line of its own. What is put there
    also runs before all ``others``, which stand behind ``command``.
    """
    start = code_start(text)
    root = tree(text[start:])
    if root is None or root.has_error:
        return None
    path = _above(_path(root, command.span.start - start), command.span.start - start)
    last = max((other.span.start for other in others), default=0) - start
    for statement, holder in pairwise(path):
        begins = start + statement.start_byte
        if last < _reach(holder, statement) and _may_follow(holder, statement) and _begins_line(text, begins):
            return text.rfind("\n", 0, begins) + 1
    return None


def _reach(holder: Node, statement: Node) -> int:
    """The byte up to which whatever stands behind ``statement`` runs after it, if it runs."""
    branches = (each for each in holder.children if each.type in _BRANCHES and each.start_byte >= statement.end_byte)
    first = next(branches, None)
    return holder.end_byte if first is None else first.start_byte


def adds_only(body: Body, after: str, added: int) -> bool:
    """The script ``after`` has the commands of ``body``, and ``added`` more in one place."""
    new = read(after)
    old, now = [_told(each) for each in body.commands], [_told(each) for each in new.commands]
    if not new.whole or len(now) != len(old) + added:
        return False
    at = next((index for index, each in enumerate(old) if each != now[index]), len(old))
    return now[:at] + now[at + added :] == old


def _told(command: Command) -> tuple[object, ...]:
    words = tuple(word.text for word in command.words)
    return words, command.background, command.piped, command.inside, command.wrapped, command.redirects


def fallbacks(text: str, command: Command) -> Iterator[str]:
    """The code behind each ``||`` that runs only where ``command`` fails."""
    start = code_start(text)
    root = tree(text[start:]) if "||" in text else None
    if root is None:
        return
    path = _above(_path(root, command.span.start - start), command.span.start - start)
    for inner, outer in pairwise(path):
        ors = [each for each in outer.children if each.type == "||" and each.start_byte >= inner.end_byte]
        if outer.type == "list" and ors:
            yield text[start + inner.end_byte : start + outer.end_byte]
