"""From the parser's tree to commands: one walk without recursion, over the nodes that can hold a command."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from envdoctor.syntax.jobs.body import Command, Word
from envdoctor.syntax.jobs.shell.words import Words

if TYPE_CHECKING:
    from tree_sitter import Node

_LABELS = {
    "if_statement": "if",
    "while_statement": "loop",
    "for_statement": "loop",
    "c_style_for_statement": "loop",
    "case_statement": "case",
    "subshell": "subshell",
    "command_substitution": "substitution",
    "process_substitution": "substitution",
}
_REDIRECTS = frozenset(("file_redirect", "herestring_redirect", "heredoc_redirect"))
_STATEMENTS = frozenset(
    ("command", "pipeline", "list", "redirected_statement", "compound_statement", "subshell", "negated_command")
)
_BLOCKS = _STATEMENTS | frozenset(("program", "do_group", "elif_clause", "else_clause", "case_item", "ERROR"))
_SKIPPED = frozenset(
    "\n ; ;; ;& ;;& & && || | |& { } ( ) (( )) [ ] [[ ]] if then elif else fi for while until do done case in esac "
    'select function ! $( ` <( >( $ ${ " = += == comment word number raw_string test_operator variable_name '
    "heredoc_start heredoc_body heredoc_content heredoc_end simple_expansion".split(" ")
)
"""Nodes that hold no command."""
_NEXT_LINE = re.compile(r"[ \t\r]*(?:#[^\n]*)?\n\s*")
_RESERVED = frozenset("then else fi do done esac } ] ]]".split())
_SHELLS = frozenset(("bash", "sh", "dash", "zsh"))
_NO_ASSIGNS: Mapping[str, Word] = {}
_DECLARES_ONE = re.compile(
    r"(export|declare|typeset|local|readonly)[ \t]+([A-Za-z_]\w*)="
    r"((?:[^\s'\"\\`()<>{};|&#*?\[~]|\"[^\"\\`()\n]*\"|'[^'\\`()\n]*')*)"
)
"""``export NAME=value``, the value without anything that could hold a command."""
_DEEPEST = 3
"""How often code within a string may hold code within a string."""

Redirects = tuple[tuple[str, str], ...]


class Around(NamedTuple):
    """What surrounds a node; ``more``: words of a command that stand behind its redirects."""

    inside: tuple[str, ...] = ()
    background: bool = False
    piped: bool = False
    redirects: Redirects = ()
    more: tuple[Word, ...] = ()


NOWHERE = Around()
Stack = list[tuple["Node", str, Around]]


class Walk:
    """Collects the commands of one script.

    Args:
        text: the whole script.
        inner: parses code within a string.
    """

    def __init__(self, text: str, inner: Callable[[str], Node | None]) -> None:
        self.text, self.inner, self.commands = text, inner, list[Command]()
        self.words = Words(text)
        self._base, self._depth = 0, 0

    def run(self, root: Node, base: int, around: Around = NOWHERE) -> None:
        """Walk a tree whose first byte is the code point ``base`` of the text."""
        kept, self._base = self._base, base
        self._depth += 1
        stack: Stack = [(root, root.type, around)]
        while stack:
            node, kind, around = stack.pop()
            if kind == "command":
                self._command(node, around, stack)
            elif kind == "redirected_statement":
                self._redirected(node, around, stack)
            elif kind == "variable_assignment" or kind == "variable_assignments":
                self._assignment(node, kind, around, stack)
            elif kind == "declaration_command" or kind == "unset_command":
                self._declaration(node, around, stack)
            elif kind == "pipeline" or kind == "list":
                self._chain(node.children, kind, around, stack)
            else:
                self._container(node, kind, around, stack)
        self._depth -= 1
        self._base = kept

    def _ends(self, node: Node) -> tuple[int, int]:
        base = self._base
        return node.start_byte + base, node.end_byte + base

    def _may_hold(self, start: int, end: int) -> bool:
        return self.text.find("(", start, end) >= 0 or self.text.find("`", start, end) >= 0

    # ---- what holds commands

    def _container(self, node: Node, kind: str, around: Around, stack: Stack) -> None:
        """Push what may hold commands; in the order of the text once they are taken from the stack."""
        label = _LABELS.get(kind)
        if label is not None:
            kept = () if label == "substitution" else around.redirects
            around = Around((*around.inside, label), around.background, False, kept)
        elif kind == "function_definition":
            name = node.child_by_field_name("name")
            start, end = self._ends(name) if name is not None else (0, 0)
            around = Around((*around.inside, f"function {self.text[start:end]}"), redirects=around.redirects)
        elif kind not in _BLOCKS and not self._may_hold(*self._ends(node)):
            return
        follower = ""
        for child in reversed(node.children):
            kind = child.type
            if kind not in _SKIPPED:
                stack.append((child, kind, around._replace(background=True) if follower == "&" else around))
            follower = kind

    def _chain(self, children: list[Node], kind: str, around: Around, stack: Stack) -> None:
        """Of a pipe or an and-or list the last command takes the redirects that stand behind all."""
        inner = around._replace(redirects=(), piped=around.piped or kind == "pipeline", more=())
        now = around
        for child in reversed(children):
            kind = child.type
            if kind not in _SKIPPED:
                stack.append((child, kind, now))
                now = inner

    def _redirected(self, node: Node, around: Around, stack: Stack) -> None:
        found: list[tuple[str, str]] = []
        bodies: list[tuple[Node, str]] = []
        more: list[Word] = []
        piped = around.piped
        for child in node.children:
            kind = child.type
            if kind == "heredoc_redirect":
                piped = self._heredoc(child, found, around, stack) or piped
            elif kind in _REDIRECTS:
                more += self._redirect(child, found, around, stack)
            elif kind not in _SKIPPED:
                bodies.append((child, kind))
        inner = around._replace(redirects=(*around.redirects, *found), piped=piped, more=(*more, *around.more))
        stack.extend((body, kind, inner) for body, kind in bodies)

    def _redirect(self, node: Node, found: list[tuple[str, str]], around: Around, stack: Stack) -> list[Word]:
        """``2> log``: descriptor and operator, target. Gives the words behind it, for the parser targets too."""
        operator, words = "", list[Word]()
        for child in node.children:
            start, end = self._ends(child)
            if child.is_named and child.type != "file_descriptor":
                words.append(self.words.word(start, end))
                if self._may_hold(start, end):
                    stack.append((child, child.type, Around(around.inside, around.background)))
            else:
                operator += self.text[start:end]
        found.append((operator, words[0].text if words else ""))
        return words[1:]

    def _heredoc(self, node: Node, found: list[tuple[str, str]], around: Around, stack: Stack) -> bool:
        """A here-document; the line it begins on may go on with a pipe, which is then part of this node."""
        piped = False
        for child in node.children:
            kind = child.type
            if kind == "heredoc_start":
                found.append(("<<", self.words.word(*self._ends(child)).text))
            elif kind in _REDIRECTS:
                self._redirect(child, found, around, stack)
            elif kind in _STATEMENTS:
                piped = piped or kind == "pipeline"
                stack.append((child, kind, around))
        return piped

    # ---- commands

    def _command(self, node: Node, around: Around, stack: Stack) -> None:
        start, end = self._ends(node)
        name = "" if around.more else self.words.plain_name(start, end)
        if name:
            self._add_plain(name, start, end, around)
            return
        found: list[Word] = []
        assigns: dict[str, Word] = {}
        redirects: list[tuple[str, str]] = []
        for child in node.children:
            kind = child.type
            if kind == "variable_assignment":
                self._assign(child, assigns, around, stack)
            elif kind in _REDIRECTS:
                found += self._redirect(child, redirects, around, stack)
            elif kind != "comment":
                start, end = self._ends(child)
                start += len(head := self.text[start:end]) - len(head.lstrip("\n"))
                if start < end:
                    self._word(child, kind, (start, end), found, around, stack)
        found += around.more
        for words in self._by_line(found):
            self._add(words, assigns, around, (*redirects, *around.redirects))
            assigns = {}

    def _word(
        self, node: Node, kind: str, ends: tuple[int, int], found: list[Word], around: Around, stack: Stack
    ) -> None:
        word = self.words.word(*ends)
        found.append(word)
        if not word.certain and self._may_hold(*ends):
            stack.append((node, kind, Around(around.inside, around.background)))

    def _by_line(self, words: list[Word]) -> Iterator[tuple[Word, ...]]:
        """The parser sometimes takes the next line's command for arguments: a bare end of line parts commands."""
        begin = 0
        for at in range(1, len(words)):
            span, before = words[at].span, words[at - 1].span
            if span.line != before.line and _NEXT_LINE.fullmatch(self.text, before.end, span.start):
                yield from _command_in(words[begin:at])
                begin = at
        yield from _command_in(words[begin:] if begin else words)

    def _add(self, words: tuple[Word, ...], assigns: dict[str, Word], around: Around, redirects: Redirects) -> None:
        name = words[0].text
        if "/" in name:
            name = name.rpartition("/")[2]
        span = self.words.across(words)
        inside, background, piped, _outer, _more = around
        self.commands.append(Command(name, words, span, assigns, background, piped, inside, (), redirects))
        if name == "trap" or name in _SHELLS:
            self.code_of(self.commands[-1])

    def _add_plain(
        self, name: str, start: int, end: int, around: Around, assigns: Mapping[str, Word] = _NO_ASSIGNS
    ) -> None:
        """A command of words alone: they are told apart later, if at all."""
        if "/" in name:
            name = name.rpartition("/")[2]
        inside, background, piped, redirects, _more = around
        words = self.words
        command = Command(
            name, partial(words.plain, start, end), words.span(start, end), assigns, background, piped, inside, (),
            redirects,
        )  # fmt: skip
        self.commands.append(command)
        if name == "trap" or name in _SHELLS:
            self.code_of(command)

    def code_of(self, command: Command) -> None:
        """Walk the code within a string of ``trap 'code' SIGNAL`` and ``bash -c 'code'``."""
        name, words = command.name, command.words
        if name != "trap" and name not in _SHELLS:
            return
        code = next((word for word in words[1:] if not word.text.startswith("-")), None)
        if code is None or not code.quoted or self._depth > _DEEPEST:
            return
        if name != "trap" and not any(word.text[:1] == "-" and word.text.endswith("c") for word in words[1:]):
            return
        start = code.span.start + 1
        at = self.text.find(self.text[start - 1], start)
        root = self.inner(self.text[start : max(at, start)])
        if root is not None:
            label = "trap" if name == "trap" else "subshell"
            self.run(root, start, Around((*command.inside, label), command.background))

    def _assignment(self, node: Node, kind: str, around: Around, stack: Stack) -> None:
        assigns: dict[str, Word] = {}
        for one in (node,) if kind == "variable_assignment" else node.children:
            self._assign(one, assigns, around, stack)
        span = self.words.span(*self._ends(node))
        inside, background, piped, redirects, _more = around
        self.commands.append(Command("", (), span, assigns, background, piped, inside, (), redirects))

    def _declaration(self, node: Node, around: Around, stack: Stack) -> None:
        start, end = self._ends(node)
        one = _DECLARES_ONE.fullmatch(self.text, start, end)
        if one is not None:
            self._add_plain(one[1], start, end, around, {one[2]: self.words.word(one.start(3), end)})
            return
        self._declarations(node, around, stack)

    def _declarations(self, node: Node, around: Around, stack: Stack) -> None:
        words: list[Word] = []
        assigns: dict[str, Word] = {}
        for child in node.children:
            start, end = self._ends(child)
            kind = child.type
            if kind == "variable_assignment":
                self._assign(child, assigns, around, stack)
            elif kind not in _SKIPPED and self._may_hold(start, end):
                stack.append((child, kind, Around(around.inside)))
            word = self.words.word(start, end)
            words.append(word._replace(certain=False) if "=(" in word.text else word)
        self._add(tuple(words), assigns, around, around.redirects)

    def _assign(self, node: Node, assigns: dict[str, Word], around: Around, stack: Stack) -> None:
        start, end = self._ends(node)
        sign = self.text.find("=", start, end)
        if sign < 0:
            return
        name, at = self.text[start:sign], sign + 1
        word = self.words.word(at, end)
        if name[-1:] == "+" or self.text[at : at + 1] == "(":
            name, word = name.rstrip("+"), word._replace(certain=False)
        assigns[name] = word
        if not word.certain and self._may_hold(at, end):
            inner = Around(around.inside, around.background)
            stack.extend((child, kind, inner) for child in node.children if (kind := child.type) not in _SKIPPED)


def _command_in(words: list[Word]) -> Iterator[tuple[Word, ...]]:
    """A line's command without keywords before it; what is left of a test or a comment is none."""
    begin = 0
    while begin < len(words) and words[begin].text in _RESERVED:
        begin += 1
    if begin < len(words) and words[-1].text not in ("]", "]]") and not words[begin].text.startswith("#"):
        yield tuple(words[begin:])
