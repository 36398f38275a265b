"""Commands of a shell script: lists, pipelines, compound commands, functions, here-documents."""

from __future__ import annotations

import re
from functools import lru_cache

from envdoctor.syntax.tokens import Tokens
from envdoctor.syntax.tree import (
    AndOr,
    Arithmetic,
    Aside,
    Body,
    Case,
    For,
    Function,
    Group,
    If,
    Node,
    Not,
    Opaque,
    Pipe,
    Redirected,
    Script,
    Simple,
    Test,
    While,
    Word,
)
from envdoctor.syntax.words import Fault

_DEFINITION = re.compile(r"([^ \t\n;&|<>()'\"$`\\=]+)[ \t]*\([ \t]*\)")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?=[ \t\n;(]|\Z)", re.ASCII)
_CLOSING = frozenset(("then", "else", "elif", "fi", "do", "done", "esac", "}"))


class Parser(Tokens):
    """Reads commands; see :func:`parse`."""

    # ---- lists

    def line(self) -> Body:
        """The commands up to the end of the line: what the shell reads before it runs any of it."""
        nodes: list[Node] = []
        self._blank()
        while self.at < len(self.text) and not self._take("\n"):
            nodes.append(self._separated())
            self._blank()
        return tuple(nodes)

    def _separated(self) -> Node:
        start = self.at
        node = self._and_or()
        self._blank()
        two = self.text[self.at : self.at + 2]
        if two[:1] == ";" and two not in (";;", ";&", ";|"):
            self.at += 1
        elif two[:1] == "&":
            if self.shell == "zsh" and isinstance(node, Simple) and not node.words:
                raise Fault("an assignment in the background")
            self.at += 2 if two in ("&!", "&|") and self.shell == "zsh" else 1
            return Aside((node,), True, start, self.at)
        elif two[:1] not in ("\n", "", ")") and two not in (";;", ";&", ";|"):
            raise Fault("a command ends strangely")
        return node

    def body(self, *, empty: bool = False) -> Body:
        """The commands of a compound command, up to a word or sign that ends it, which stays."""
        self.depth += 1
        if self.depth > 60:
            raise Fault("too deep")
        nodes: list[Node] = []
        self._newlines()
        while self.at < len(self.text) and not self._closes():
            nodes.append(self._separated())
            self._newlines()
        self.depth -= 1
        if not nodes and not empty and self.shell != "zsh":
            raise Fault("nothing between the words of a compound command")
        return tuple(nodes)

    def _closes(self) -> bool:
        return self.text[self.at] == ")" or self.text.startswith(";", self.at) or self._reserved() in _CLOSING

    def commands(self, closing: str) -> None:
        """Pass commands up to ``closing``."""
        waiting, self._here = self._here, []
        self.body(empty=True)
        if not self._take(closing):
            raise Fault(f"expected {closing}")
        self._here = waiting + self._here

    def _and_or(self) -> Node:
        start = self.at
        node = self._pipeline()
        while True:
            self._blank()
            operator = self.text[self.at : self.at + 2]
            if operator not in ("&&", "||"):
                return node
            self.at += 2
            self._newlines()
            node = AndOr(node, operator, self._pipeline(), start, self.at)

    def _pipeline(self) -> Node:
        self._blank()
        start = self.at
        if self._reserved() in ("!", "time"):
            negated = self._reserved() == "!"
            self.at += 1 if negated else 4
            node = self._pipeline()
            return Not(node, start, self.at) if negated else node
        nodes = [self._command()]
        self._blank()
        while self.text.startswith("|", self.at) and not self.text.startswith("||", self.at):
            self.at += 2 if self.text.startswith("|&", self.at) else 1
            self._newlines()
            nodes.append(self._command())
            self._blank()
        return nodes[0] if len(nodes) == 1 else Pipe(tuple(nodes), start, self.at)

    # ---- commands

    def _command(self) -> Node:
        self._blank()
        start, reserved = self.at, self._reserved()
        if self.text.startswith("((", start) and (found := self._arithmetic(start, 2)) is not None:
            node: Node = Arithmetic(found, start, self.at)
        elif self._take("("):
            body = self.body()
            if not self._take(")"):
                raise Fault("expected )")
            node = Aside(body, False, start, self.at)
        elif reserved:
            node = self._compound(reserved, start)
        elif definition := _DEFINITION.match(self.text, start):
            self.at = definition.end()
            return self._function(definition[1], start)
        else:
            return self._simple(start)
        return Redirected(node, start, self.at) if self._redirects() else node

    def _compound(self, reserved: str, start: int) -> Node:
        self.at += len(reserved)
        match reserved:
            case "{":
                body = self.body()
                self._expect("}")
                return Group(body, start, self.at)
            case "if":
                return self._if(start)
            case "while" | "until":
                condition = self.body()
                return While(condition, self._do(), reserved == "until", start, self.at)
            case "for" | "select":
                return self._for(start)
            case "case":
                return self._case(start)
            case "[[" if self.shell != "dash":
                return self._test(start)
            case "function" if self.shell != "dash":
                return self._named_function(start)
        raise Fault(f"unexpected {reserved}")

    def _do(self) -> Body:
        self._expect("do")
        body = self.body()
        self._expect("done")
        return body

    def _if(self, start: int) -> If:
        branches, other = [], None
        while True:
            condition = self.body()
            self._expect("then")
            branches.append((condition, self.body()))
            self._newlines()
            word = self._reserved()
            self.at += len(word)
            if word == "else":
                other = self.body()
                self._expect("fi")
            elif word not in ("elif", "fi"):
                raise Fault("expected fi")
            if word != "elif":
                return If(tuple(branches), other, start, self.at)

    def _for(self, start: int) -> For:
        self._blank()
        if self.text.startswith("((", self.at):
            if self._arithmetic(self.at, 2) is None:
                raise Fault("expected ))")
            self._blank()
            self._take(";")
            return For("", None, self._do(), start, self.at)
        name = _IDENTIFIER.match(self.text, self.at)
        if not name:
            raise Fault("expected a name")
        self.at = name.end()
        self._newlines()
        words: list[Word] | None = None
        if re.compile(r"in(?=[ \t\n;]|\Z)").match(self.text, self.at):
            self.at += 2
            words = self._words()
        self._blank()
        self._take(";")
        return For(name.group(), None if words is None else tuple(words), self._do(), start, self.at)

    def _words(self) -> list[Word]:
        words = []
        self._blank()
        while (word := self.word()) is not None:
            words.append(word)
            self._blank()
        return words

    def _case(self, start: int) -> Case:
        self._blank()
        word = self.word()
        self._newlines()
        if word is None or not self.text.startswith("in", self.at):
            raise Fault("expected in")
        self.at += 2
        items = []
        self._newlines()
        while self._reserved() != "esac":
            items.append(self._case_item())
            self._newlines()
        self.at += 4
        return Case(word, tuple(items), start, self.at)

    def _case_item(self) -> tuple[tuple[Word, ...], Body, str]:
        self._take("(")
        patterns = []
        while True:
            self._blank()
            pattern = self.word()
            if pattern is None:
                raise Fault("expected a pattern")
            patterns.append(pattern)
            self._blank()
            if not self._take("|"):
                break
        if not self._take(")"):
            raise Fault("expected )")
        body = self.body(empty=True)
        for end in (";;&", ";;", ";&", ";|"):
            if self._take(end):
                return tuple(patterns), body, end
        if self._reserved() != "esac":
            raise Fault("expected ;;")
        return tuple(patterns), body, ";;"

    def _named_function(self, start: int) -> Function:
        self._blank()
        name = re.compile(r"[^ \t\n;&|<>()'\"$`\\]+").match(self.text, self.at)
        if not name:
            raise Fault("expected a name")
        self.at = name.end()
        self._blank()
        if self._take("("):
            self._blank()
            if not self._take(")"):
                raise Fault("expected )")
        return self._function(name.group(), start)

    def _function(self, name: str, start: int) -> Function:
        self._newlines()
        if self.text[self.at : self.at + 1] != "(" and not self._reserved():
            raise Fault("expected the function's body")
        body = self._command()
        return Function(name, body, start, self.at)

    def _test(self, start: int) -> Test:
        words: list[Word | str] = []
        while True:
            self._newlines()
            if self.text.startswith("]]", self.at):
                last = words[-1] if words else ""
                if isinstance(last, Word) and len(words) > 1 and self.text[last.start : last.end] in ("=", "==", "!="):
                    raise Fault("a comparison with nothing")
                self.at += 2
                return Test(tuple(words), start, self.at)
            operator = re.compile(r"&&|\|\||[()<>]").match(self.text, self.at)
            if words and isinstance(word := words[-1], Word) and self.text[word.start : word.end] == "=~":
                words.append(self._regex())
            elif operator:
                self.at = operator.end()
                words.append(operator.group())
            elif (found := self.word()) is not None:
                words.append(found)
            else:
                raise Fault("expected ]]")

    def _regex(self) -> Word:
        start, found = (
            self.at,
            re.compile(r"(?:\\.|'[^']*'|\"(?:[^\"\\]|\\.)*\"|[^ \t\n\\'\"])+").match(self.text, self.at),
        )
        if not found:
            raise Fault("expected a pattern")
        self.at = found.end()
        return Word((Opaque(found.group(), False),), start, self.at)


@lru_cache(maxsize=64)
def parse(text: str, shell: str) -> Script:
    """Parse a whole file. Never fails: what makes no sense is where ``broken`` points, at a unit's beginning."""
    parser, units = Parser(text, shell), []
    begin = 0
    try:
        while parser.at < len(text):
            begin = parser.at
            if unit := parser.line():
                units.append(unit)
    except (Fault, RecursionError):
        return Script(tuple(units), begin, text)
    return Script(tuple(units), None, text)
