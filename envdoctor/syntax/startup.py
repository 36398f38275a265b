"""One start-up file on its own: where its interactive-only guard stands and what it exports."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from envdoctor.light import dataclass
from envdoctor.syntax.parse import parse
from envdoctor.syntax.roles import role_of as role_of
from envdoctor.syntax.state import starts
from envdoctor.syntax.tree import (
    AndOr,
    Assign,
    Body,
    Case,
    For,
    Group,
    If,
    Literal,
    Node,
    Not,
    Param,
    Part,
    Redirected,
    Simple,
    Test,
    While,
    Word,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A place on one line: 1-based line and columns (code points), ``end_column`` exclusive."""

    line: int
    column: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Export:
    """A variable that is exported; ``value`` is None where it is not plain text; ``behind``: only at a prompt."""

    name: str
    value: str | None
    line: int
    column: int
    end_column: int
    behind: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """What rules over one start-up file need. ``guard`` is where a shell without a prompt turns back."""

    guard: Span | None = None
    exports: tuple[Export, ...] = ()


def span(text: str, start: int, end: int) -> Span:
    """The place of ``text[start:end]``, cut at the end of its first line."""
    line = bisect_right(starts(text), start)
    begin = starts(text)[line - 1]
    stop = text.find("\n", start)
    end = min(end, stop if stop >= 0 else len(text))
    return Span(line, start - begin + 1, end - begin + 1)


# ---- does a condition ask for a prompt


def _asks(node: Node, text: str) -> bool | None:
    """True: it holds only at a prompt; False: only without one; None: it asks something else."""
    if isinstance(node, Not):
        inner = _asks(node.node, text)
        return None if inner is None else not inner
    if isinstance(node, Redirected):
        return _asks(node.node, text)
    if isinstance(node, AndOr):
        sides = {_asks(node.left, text), _asks(node.right, text)}
        wanted = node.op == "&&"
        return wanted if wanted in sides else None
    if isinstance(node, Test):
        words = [word if isinstance(word, str) else text[word.start : word.end] for word in node.words]
        return _test(words)
    if not isinstance(node, Simple) or not node.words:
        return None
    words = [text[word.start : word.end] for word in node.words]
    if words[0] == "[" and words[-1] == "]":
        return _test(words[1:-1])
    if words[0] == "test":
        return _test(words[1:])
    if words[0] in ("tty", "/usr/bin/tty"):
        return True
    return None


_FLAGS = re.compile(r"\"?\$(?:-|\{-\})\"?")
_PROMPT = re.compile(r"\"?\$(?:PS1|prompt|\{PS1(?::?[-+][^}]*)?\})\"?")


def _test(words: list[str]) -> bool | None:
    if words and words[0] == "!":
        inner = _test(words[1:])
        return None if inner is None else not inner
    if len(words) == 1:
        return True if _PROMPT.fullmatch(words[0]) else None
    if len(words) == 2:
        return _unary(*words)
    if len(words) == 3:
        return _binary(*words)
    for operator, wanted in (("||", False), ("-o", False), ("&&", True), ("-a", True)):
        if operator in words:
            at = words.index(operator)
            return wanted if wanted in (_test(words[:at]), _test(words[at + 1 :])) else None
    return None


def _unary(operator: str, word: str) -> bool | None:
    if operator == "-t" or (operator == "-o" and word == "interactive"):
        return True
    if operator in ("-n", "-z") and _PROMPT.fullmatch(word):
        return operator == "-n"
    return True if operator == "-v" and word == "PS1" else None


def _binary(left: str, operator: str, right: str) -> bool | None:
    plain = right.strip("\"'") if operator == "=~" else right
    wanted = ("i", "*i*") if operator == "=~" else ("*i*", '*"i"*', "*'i'*")
    if _FLAGS.fullmatch(left) and operator in ("=", "==", "!=", "=~") and plain in wanted:
        return operator != "!="
    stripped = re.compile(r"\"?\$\{-[#%/]+\*?i\*?/?\}\"?")
    if (stripped.fullmatch(left) and _FLAGS.fullmatch(right)) or (_FLAGS.fullmatch(left) and stripped.fullmatch(right)):
        return operator == "!="
    for one, two in ((left, right), (right, left)):
        found = re.fullmatch(r"\"?(\w?)\"?\$(?:PS1|\{PS1[^}]*\})\"?(\w?)\"?", one)
        if found and operator in ("=", "==", "!=") and two.strip("\"'") == found[1] + found[2]:
            return operator == "!="
    return None


# ---- does code turn back


def _leaves(body: Body, text: str) -> bool:
    """Does it surely end in ``return`` or ``exit``, with nothing that matters before."""
    return any(
        isinstance(node, Simple) and node.words and text[node.words[0].start : node.words[0].end] in ("return", "exit")
        for node in map(_bare, body)
    ) or any(isinstance(node, Group) and _leaves(node.body, text) for node in body)


def _bare(node: Node) -> Node:
    return node.node if isinstance(node, Redirected) else node


def _guards(node: Node, text: str) -> bool:
    """Does ``node`` turn a shell without a prompt back."""
    if isinstance(node, Case):
        return _case_guards(node, text)
    if isinstance(node, AndOr):
        asks = _asks(node.left, text)
        wanted = {"&&": False, "||": True}[node.op]
        return asks is wanted and _leaves((node.right,), text)
    if isinstance(node, If):
        (condition, body), *_ = node.branches
        asks = _asks(condition[-1], text) if condition else None
        if asks is False:
            return _leaves(body, text)
        return asks is True and node.other is not None and len(node.branches) == 1 and _leaves(node.other, text)
    return False


def _on_flags(node: Case, text: str) -> bool:
    return bool(_FLAGS.fullmatch(text[node.word.start : node.word.end]))


def _case_guards(node: Case, text: str) -> bool:
    if not _on_flags(node, text):
        return False
    for patterns, body, _ in node.items:
        if any("i" in text[word.start : word.end] for word in patterns):
            if _leaves(body, text):
                return False
        elif _leaves(body, text):
            return True
    return False


# ---- exports


@dataclass(slots=True)
class _Walk:
    text: str
    guard: Span | None = None
    exported: frozenset[str] = frozenset()

    def body(self, body: Body, behind: bool) -> Iterator[Export]:
        for node in body:
            if not behind and _guards(node, self.text):
                self.guard = span(self.text, node.start, node.end)
                behind = True
            yield from self.node(node, behind)
            behind = behind or self.guard is not None

    def node(self, node: Node, behind: bool) -> Iterator[Export]:
        if isinstance(node, Simple):
            yield from self._simple(node, behind)
        elif isinstance(node, AndOr):
            yield from self.node(node.left, behind)
            yield from self.node(node.right, behind or (node.op == "&&" and _asks(node.left, self.text) is True))
        elif isinstance(node, (Not, Redirected)):
            yield from self.node(node.node, behind)
        elif isinstance(node, If):
            yield from self._if(node, behind)
        elif isinstance(node, Case):
            for patterns, body, _ in node.items:
                prompt = _on_flags(node, self.text) and any(self._slice(word).strip("(") == "*i*" for word in patterns)
                yield from self._inner(body, behind or prompt)
        elif isinstance(node, (Group, For, While)):
            yield from self._inner(node.body, behind)

    def _inner(self, body: Body, behind: bool) -> Iterator[Export]:
        for node in body:
            yield from self.node(node, behind)

    def _if(self, node: If, behind: bool) -> Iterator[Export]:
        for condition, body in node.branches:
            asks = bool(condition) and _asks(condition[-1], self.text) is True
            if asks and not behind and self.guard is None and self._wraps(node):
                self.guard = span(self.text, node.start, condition[-1].end)
            yield from self._inner(body, behind or asks)
        negative = bool(node.branches[0][0]) and _asks(node.branches[0][0][-1], self.text) is False
        yield from self._inner(node.other or (), behind or negative)

    def _wraps(self, node: If) -> bool:
        """``if <prompt>; then <the rest of the file> fi``: nothing but blanks and comments follows."""
        return not re.sub(r"#[^\n]*", "", self.text[node.end :]).strip()

    def _slice(self, word: Word) -> str:
        return self.text[word.start : word.end]

    def _simple(self, node: Simple, behind: bool) -> Iterator[Export]:
        for item in node.assigns:
            if not node.words and item.name in self.exported:
                yield self._export(item.name, item, behind)
        words = [word for word in node.words if isinstance(word, Word)]
        command = self._slice(words[0]).lstrip("\\") if words else ""
        options = [text for text in map(self._slice, words[1:]) if text[:1] == "-"]
        exports = command == "export" and "-n" not in options and "-f" not in options
        if not exports and not (command in ("declare", "typeset") and any("x" in text for text in options)):
            return
        for word in node.words[1:]:
            if isinstance(word, Assign):
                yield self._export(word.name, word, behind)
            elif found := re.match(r"[\"']?([A-Za-z_]\w*)=", self._slice(word)):
                place = span(self.text, word.start, word.end)
                yield Export(found[1], None, place.line, place.column, place.end_column, behind)

    def _export(self, name: str, item: Assign, behind: bool) -> Export:
        place = span(self.text, item.start, item.end)
        value = plain(item.value.parts) if item.value and not item.add else None
        return Export(name, value, place.line, place.column, place.end_column, behind)


def plain(parts: tuple[Part, ...]) -> str | None:
    """The text of a word that is nothing but text."""
    out = ""
    for part in parts:
        inner = plain(part.argument) if isinstance(part, Param) and part.op == "quote" else None
        piece = part.text if isinstance(part, Literal) else inner
        if piece is None:
            return None
        out += piece
    return out


_BARE_EXPORT = re.compile(r"^[ \t]*export[ \t]+([A-Za-z_]\w*(?:[ \t]+[A-Za-z_]\w*)*)[ \t]*(?:$|[;#&|])", re.M)


def outline(text: str, shell: str) -> Outline:
    """Guard and exports of one start-up file; ``shell`` is ``bash``, ``zsh``, ``dash`` or ``sh``."""
    shell = {"sh": "dash"}.get(shell, shell)
    script = parse(text, shell if shell in ("bash", "zsh", "dash") else "bash")
    names = _BARE_EXPORT.findall(text)
    walk = _Walk(text, exported=frozenset(name for group in names for name in group.split()))
    exports = tuple(walk.body(tuple(node for unit in script.units for node in unit), False))
    return Outline(walk.guard, exports)
