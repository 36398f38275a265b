"""JSON as people write it: read to the end, with the place of every value and of all that a strict reader refuses.

The judge is Python's own ``json.loads``: a text has no fatal flaw where that accepts it. One more is let pass: members
of an object without the braces around them, as guides show them (``Tree.fragment``).
"""

from __future__ import annotations

import re

from envdoctor.syntax.specs.values import (
    BOOL,
    LIST,
    MOST_TEXT,
    NULL,
    NUMBER,
    OBJECT,
    STRING,
    Field,
    Flaw,
    Node,
    Places,
    Tree,
)

KINDS = (
    "trailing-comma", "missing-comma", "extra-comma", "missing-colon", "missing-value", "comment", "single-quotes",
    "unquoted", "python-word", "bad-escape", "control-character", "unclosed-string", "unclosed", "wrong-bracket",
    "unexpected", "after-end", "byte-order-mark", "empty", "too-deep", "too-long", "bad-number", "repeated-key",
)  # fmt: skip
MOST_FLAWS = 50
MOST_DEPTH = 100

_BLANKS, _MARKS = " \t\r\n", '"{}[],:'
_SPACE = re.compile(r"[ \t\r\n]*")
_ODD_SPACE = re.compile(r"[\s\ufeff]+")
_DOUBLE = re.compile(r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*("?)')
_SINGLE = re.compile(r"'[^'\\\n]*(?:\\[^\n][^'\\\n]*)*('?)")
_CURLY = re.compile(r"[\u201c\u201d\u2018\u2019][^\u201c\u201d\u2018\u2019\n]*[\u201c\u201d\u2018\u2019]?")
_COMMENT = re.compile(r"//[^\n]*|#[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?\Z")
_WORD = re.compile(r"""[^\s,:{}\[\]"']+""")
_ESCAPE = re.compile(r"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x1f]")
_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {
    "true": True,
    "false": False,
    "null": None,
    "NaN": float("nan"),
    "Infinity": float("inf"),
    "-Infinity": -float("inf"),
}
_PYTHON = {"True": True, "False": False, "None": None, "TRUE": True, "FALSE": False, "NULL": None}


class _Stop(Exception):
    """Too many flaws or too deep: what was read so far stands."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.at, self.places = text, 0, Places(text)
        self.flaws: list[Flaw] = []

    def flaw(self, kind: str, start: int, end: int, token: str = "", *, fatal: bool = True) -> None:
        self.flaws.append(Flaw(kind, self.places.span(start, end), token, fatal))
        if len(self.flaws) >= MOST_FLAWS:
            raise _Stop

    def peek(self) -> str:
        """The next character that counts; "" at the end. Comments and odd spaces are flaws on the way."""
        while True:
            here = self.text[self.at : self.at + 1]
            if here in _BLANKS and here and (match := _SPACE.match(self.text, self.at)):
                self.at = match.end()
                here = self.text[self.at : self.at + 1]
            if here in _MARKS:
                return here
            if here in ("/", "#") and (comment := _COMMENT.match(self.text, self.at)):
                self.flaw("comment", self.at, comment.end(), here)
            elif comment := _ODD_SPACE.match(self.text, self.at):
                kind = "byte-order-mark" if here == "\ufeff" and self.at == 0 else "unexpected"
                self.flaw(kind, self.at, comment.end(), f"U+{ord(here):04X}")
            else:
                return here
            self.at = comment.end()

    # ---- values ----

    def value(self, depth: int) -> Node | None:
        """The value at the next character; None where none begins there (nothing is consumed then)."""
        here = self.peek()
        if here == "{":
            return self.object(depth)
        if here == "[":
            return self.list(depth)
        if here == '"':
            return self.string(_DOUBLE)
        if here == "'":
            return self.string(_SINGLE, "single-quotes")
        if here and here in "\u201c\u201d\u2018\u2019":
            return self.string(_CURLY, "single-quotes")
        return None if not here or here in ",:}]" else self.word()

    def string(self, pattern: re.Pattern[str], kind: str = "") -> Node:
        start = self.at
        match = pattern.match(self.text, start)
        assert match is not None
        end = self.at = match.end()
        closed = bool(match[1]) if pattern.groups else True
        if kind:
            self.flaw(kind, start, end, self.text[start])
        elif not closed:
            end = self.at = start + len(self.text[start:end].rstrip(" \t\r"))
            self.flaw("unclosed-string", start, end)
        inner = self.text[start + 1 : end - 1 if closed else end]
        return Node(STRING, self.decoded(inner, start + 1), self.places.span(start, end), end=end, quoted=True)

    def decoded(self, inner: str, start: int) -> str:
        if (control := _CONTROL.search(inner)) is not None:
            at = start + control.start()
            self.flaw("control-character", at, at + 1, f"U+{ord(control[0]):04X}")
        if "\\" not in inner:
            return inner

        def one(match: re.Match[str]) -> str:
            if len(match[1]) == 11:
                return chr(0x10000 + ((int(match[1][1:5], 16) & 0x3FF) << 10) + (int(match[1][7:], 16) & 0x3FF))
            if len(match[1]) == 5:
                return chr(int(match[1][1:], 16))
            if match[1] not in _ESCAPES:
                self.flaw("bad-escape", start + match.start(), start + match.end(), match[0])
                return match[0]
            return _ESCAPES[match[1]]

        return _ESCAPE.sub(one, inner)

    def word(self) -> Node:
        start = self.at
        match = _WORD.match(self.text, start)
        end = self.at = match.end() if match else start + 1
        text, span = self.text[start:end], self.places.span(start, end)
        if text in _WORDS:
            value = _WORDS[text]
            return Node(BOOL if isinstance(value, bool) else NULL if value is None else NUMBER, value, span, end=end)
        if _NUMBER.match(text):
            return Node(NUMBER, self.number(text, start, end), span, end=end)
        if text in _PYTHON:
            self.flaw("python-word", start, end, text)
            return Node(NULL if _PYTHON[text] is None else BOOL, _PYTHON[text], span, end=end)
        self.flaw("bad-number" if text[0] in "-+.0123456789" else "unquoted", start, end, text)
        return Node(STRING, text, span, end=end)

    def number(self, text: str, start: int, end: int) -> int | float:
        if text.lstrip("-").isdigit():
            if len(text) > 4000:
                self.flaw("bad-number", start, end, text[:12])
                return 0
            return int(text)
        return float(text)

    # ---- objects and lists ----

    def object(self, depth: int) -> Node:
        start = self.at
        self.enter(depth)
        fields = self.members(depth, "}", start)
        return Node(OBJECT, None, self.places.span(start, start + 1), fields, end=self.at)

    def enter(self, depth: int) -> None:
        if depth > MOST_DEPTH:
            self.flaw("too-deep", self.at, self.at + 1)
            raise _Stop
        self.at += 1

    def separated(self, close: str, opened: int, last: int, comma: int) -> bool:
        """Go to the next member; False where the object or list ends. ``last``: end of the member before, -1 without.

        ``comma``: where the comma after it stands, -1 without.
        """
        here = self.peek()
        if here == "" and not close:
            return False
        if here == "" or here in "}]":
            if comma >= 0:
                self.flaw("trailing-comma", comma, comma + 1, ",")
            if here == "":
                self.flaw("unclosed", opened, opened + 1, close)
            elif here != close:
                self.flaw("wrong-bracket" if close else "unexpected", self.at, self.at + 1, close)
            self.at += 1 if here else 0
            return bool(here) and not close and self.separated(close, opened, -1, -1)
        if last >= 0 and comma < 0:
            self.flaw("missing-comma", last - 1, last, ",")
        return True

    def comma(self) -> int:
        """Take the comma at the next character: its offset, -1 if there is none. More than one are flaws."""
        found = -1
        while self.peek() == ",":
            if found >= 0:
                self.flaw("extra-comma", self.at, self.at + 1, ",")
            else:
                found = self.at
            self.at += 1
        return found

    def members(self, depth: int, close: str, opened: int) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        last, comma = -1, -1
        while self.separated(close, opened, last, comma):
            start = self.at
            key = self.value(depth + 1) if self.peek() not in ("{", "[") else None
            if key is None:
                self.unexpected()
                last, comma = -1, self.comma()
                comma = -1
                continue
            name = key.value if key.kind == STRING else self.text[start : self.at]
            if key.kind != STRING:
                self.flaw("unquoted", start, self.at, name)
            node = self.after_key(depth, key)
            if name in fields:
                self.flaw("repeated-key", key.span.start, key.span.end, name, fatal=False)
            fields[name] = Field(name, key.span, node)
            last, comma = max(node.end, key.end), self.comma()
        return fields

    def after_key(self, depth: int, key: Node) -> Node:
        if self.peek() == ":":
            self.at += 1
        else:
            self.flaw("missing-colon", key.span.start, key.end, ":")
        node = self.value(depth + 1) if self.peek() not in ("", ",", "}", "]") else None
        if node is None:
            if not self.flaws or self.flaws[-1].span.start != key.span.start:
                self.flaw("missing-value", key.span.start, key.end)
            return Node(NULL, None, self.places.span(key.end, key.end), end=self.at)
        return node

    def list(self, depth: int) -> Node:
        start = self.at
        self.enter(depth)
        items: list[Node] = []
        last, comma = -1, -1
        while self.separated("]", start, last, comma):
            node = self.value(depth + 1)
            if node is None:
                self.unexpected()
                last, comma = -1, -1
                continue
            items.append(node)
            last, comma = node.end, self.comma()
        return Node(LIST, None, self.places.span(start, start + 1), items=tuple(items), end=self.at)

    def unexpected(self) -> None:
        self.flaw("unexpected", self.at, self.at + 1, self.text[self.at : self.at + 1])
        self.at += 1

    def whole(self) -> Tree:
        here = self.peek()
        if not here:
            self.flaw("empty", 0, 0)
            return Tree(flaws=tuple(self.flaws))
        if here == '"' and (key := _DOUBLE.match(self.text, self.at)) and self.text[key.end() :].lstrip()[:1] == ":":
            fields = self.members(0, "", self.at)
            return Tree((Node(OBJECT, None, self.places.span(0, 0), fields, end=self.at),), tuple(self.flaws), True)
        root = self.value(0)
        if root is None:
            self.unexpected()
        elif self.peek():
            self.flaw("after-end", self.at, self.at + 1, self.text[self.at])
        return Tree((root,) if root else (), tuple(self.flaws))


def read(text: str) -> Tree:
    """Read a JSON text; never raises."""
    reader = _Reader(text if len(text) <= MOST_TEXT else "")
    try:
        if len(text) > MOST_TEXT:
            reader.flaw("too-long", 0, 0)
        return reader.whole()
    except _Stop:
        return Tree((), tuple(reader.flaws))
