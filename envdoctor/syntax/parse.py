"""Commands of a shell script: lists, pipelines, compound commands, functions, here-documents."""

from __future__ import annotations

import re
from functools import lru_cache

from envdoctor.syntax.tree import (
    AndOr,
    Arithmetic,
    Aside,
    Assign,
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
from envdoctor.syntax.words import Fault, Words

_BLANK = re.compile(r"(?:[ \t]+|\\\n)*(?:#[^\n]*)?")
_BLANK_WITHIN = re.compile(r"(?:[ \t]+|\\\n)*")
_RESERVED = re.compile(
    r"(if|then|else|elif|fi|for|select|while|until|do|done|case|esac|function|time|coproc|foreach|repeat|!|\{|\}|\[\[)"
    r"(?=[ \t\n;&|<>()]|\Z)"
)
_DEFINITION = re.compile(r"([^ \t\n;&|<>()'\"$`\\=]+)[ \t]*\([ \t]*\)")
_ASSIGN = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(\[[^\]\n]*\])?(\+?)=", re.ASCII)
_REDIRECT = re.compile(r"(?:[0-9]+|\{[A-Za-z_]\w*\})?(&>>|&>|<<<|<<-|<<|<&|>&|<>|>\||>>|<(?!\()|>(?!\())")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?=[ \t\n;(]|\Z)", re.ASCII)
_DECLARING = frozenset(("export", "declare", "typeset", "local", "readonly"))
_CLOSING = frozenset(("then", "else", "elif", "fi", "do", "done", "esac", "}"))
_HARMLESS = re.compile(r"/dev/(?:null|stdin|stdout|stderr|tty)$|[0-9]+$|-$")


class Parser(Words):
    """Reads commands; see :func:`parse`."""

    def __init__(self, text: str, shell: str) -> None:
        super().__init__(text, shell)
        self._here: list[tuple[str, bool]] = []

    # ---- blanks, lines, operators

    def _blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _newlines(self) -> None:
        self._blank()
        while self._take("\n"):
            self._blank()

    def _take(self, operator: str) -> bool:
        if not self.text.startswith(operator, self.at):
            return False
        self.at += len(operator)
        if operator == "\n":
            self._skip_documents()
        return True

    def _skip_documents(self) -> None:
        """Pass the here-documents that were announced on the line that just ended."""
        for delimiter, tabs in self._here:
            while self.at < len(self.text):
                end = self.text.find("\n", self.at)
                line = self.text[self.at : end if end >= 0 else len(self.text)]
                self.at = end + 1 if end >= 0 else len(self.text)
                if (line.lstrip("\t") if tabs else line) == delimiter:
                    break
        self._here.clear()

    def _reserved(self) -> str:
        found = _RESERVED.match(self.text, self.at)
        return found[1] if found else ""

    def _expect(self, word: str) -> None:
        self._newlines()
        if self._reserved() != word:
            raise Fault(f"expected {word}")
        self.at += len(word)

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

    # ---- simple commands

    def _simple(self, start: int) -> Node:
        assigns: list[Assign] = []
        words: list[Word | Assign] = []
        risky = False
        end = start
        while True:
            risky |= self._redirects()
            found: Word | Assign | None = self._assign() if not words or self._declares(words[0]) else None
            if isinstance(found, Assign) and not words:
                assigns.append(found)
            elif found is not None or (found := self.word()) is not None:
                words.append(found)
            else:
                break
            end = self.at
        if self.at == start:
            raise Fault("expected a command")
        node = Simple(tuple(assigns), tuple(words), start, end)
        return Redirected(node, start, end) if risky else node

    def _declares(self, word: Word | Assign) -> bool:
        text = self.text[word.start : word.end].lstrip("\\")
        return text in _DECLARING or text in ("builtin", "command")

    def _assign(self) -> Assign | None:
        start = self.at
        found = _ASSIGN.match(self.text, start)
        if not found or (self.shell == "dash" and (found[2] or found[3])):
            return None
        self.at = found.end()
        if self.shell != "dash" and self.text.startswith("(", self.at):
            value: Word | None = self._array()
        else:
            value = self.word() or Word((), self.at, self.at)
        return Assign(found[1], bool(found[3]), bool(found[2]), value, start, self.at)

    def _array(self) -> Word:
        start = self.at
        self.at += 1
        self._newlines()
        while not self._take(")"):
            if self.word() is None:
                raise Fault("expected )")
            self._newlines()
        return Word((Opaque(self.text[start : self.at], False),), start, self.at)

    def _redirects(self) -> bool:
        """Pass redirections; True if one of them may fail."""
        risky = False
        while True:
            self._blank()
            found = _REDIRECT.match(self.text, self.at)
            if not found:
                return risky
            self.at = found.end()
            blank = _BLANK_WITHIN.match(self.text, self.at)
            self.at = blank.end() if blank else self.at
            word = self.word()
            if word is None:
                raise Fault("expected a file")
            raw = self.text[word.start : word.end]
            if found[1] in ("<<", "<<-"):
                self._here.append((re.sub(r"[\\'\"]", "", raw), found[1] == "<<-"))
            elif found[1] != "<<<":
                risky |= not _HARMLESS.match(raw)


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
