"""What may be a secret: variables by their names, values by their shape. Neither is kept on disk nor shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor.late import pattern

HIDDEN = "<hidden>"
_WORDS = ("TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "API_KEY", "AUTH", "COOKIE")
_ENDS = ("_KEY", "_KEYS", "_PAT", "_PWD", "_PASS", "_DSN")
_PLACES = ("_PATH", "_DIR", "_DIRS", "_HOME", "_FILE", "_CACHE", "_ROOT", "_SOCK", "_PREFIX", "_DISABLE_IMPLICIT_TOKEN")

_URL = pattern(r"([A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#'\"\0]*@")
_TOKEN = pattern(
    r"(?<![A-Za-z0-9])(?:"
    r"(hf_|gh[pousr]_)[A-Za-z0-9]{10,}|(github_pat_)[A-Za-z0-9_]{10,}|(glpat-)[A-Za-z0-9_-]{10,}|(npm_)[A-Za-z0-9]{20,}"
    r"|(pypi-)[A-Za-z0-9_-]{30,}|(sk-(?:proj|ant|svcacct)-)[A-Za-z0-9_-]{16,}|(sk-)[A-Za-z0-9]{16,}"
    r"|(xox[abprs]-)[A-Za-z0-9-]{10,}|(A[KS]IA)[0-9A-Z]{12,}|(AIza)[0-9A-Za-z_-]{30,}"
    r")"
)
"""Tokens that tell by their first letters whose they are: hubs, forges, registries, clouds."""
_CONDA = pattern(r"(://[^\s/]+/t/)[^/\s'\"]+")
"""conda's way to name a token in a channel's address."""
_LOGIN = pattern(r"""(:_(?:authToken|auth|password)"?[ \t]+)("[^"\n]*"|[^\s"]+)""")
"""A registry's login as yarn 1 writes it, with a blank between."""
_HEAD = pattern(
    r"(?<![A-Za-z0-9_])([A-Za-z_][A-Za-z0-9_]*)\s*=\s*|(?:setenv\s+|set\s+-\w+\s+)([A-Za-z_][A-Za-z0-9_]*)\s+"
)
"""What stands before a variable's value."""
_VALUE = pattern(r""""[^"\n]*"|'[^'\n]*'|[^\s;'"]+""")
_WORD = pattern(
    r"""(?:"(?:\\[^\n]|[^"\\\n])*"?|'[^'\n]*'?|(?:\\[^\n]|[^\s;'"\\])+)"""
    r"""(?:(?:"(?:\\[^\n]|[^"\\\n])*"|'[^'\n]*')?(?:\\[^\n]|[^\s;'",)\]}\\])+|"(?:\\[^\n]|[^"\\\n])*"|'[^'\n]*')*"""
)
"""A word as a shell reads it, whatever of it is quoted; a quote at its beginning that nothing closes holds the rest."""
_QUOTE = pattern(r"""(?<!\\)["']""")
_LIST = pattern(r"""(?:[^\s,"']*,[ \t]*)*""")
"""What may stand before a setting in a value that holds several."""
_ALONE = pattern(r"(?:[^\s,=]+(?:=[^\s,]*)?,)*([A-Za-z_][A-Za-z0-9_]*)=(?=[^\s\"'])")
_NAMED = (
    r"(?:passw(?:or)?d|passphrase|密码|口令"
    r"|(?<![A-Za-z0-9])(?:pwd|secret|token|credentials?|(?:api|access|auth|private|secret)[_-]?key))"
)
"""The end of a name that says what stands behind it."""
_PAIR = pattern(
    rf"""({_NAMED}["']?[ \t]*[:\uff1a=](?!//)[ \t]*)(?!\d+(?![^\s:]))"""
    r"""("(?:\\[^\n]|[^"\\\n])*"|'[^'\n]*'|(?:\\[ \t]|[^\s;'"])*[^\s,;'"])""",
    re.IGNORECASE,
)
"""``password: value`` as in YAML, JSON, options and notes; a number behind a colon is rather the line of a file."""
_INSIDE = pattern(
    rf"""((?<![A-Za-z0-9])(["'])(?:[^\s"']|,[ \t])*?{_NAMED}[ \t]*[:\uff1a=](?!//)[ \t]*)"""
    r"""(?!\d+(?![^\s:]))(?:(?!\2)[^\n])+(?=\2)""",
    re.IGNORECASE,
)
"""``"NAME=value"``, quoted as a whole: all up to the quote's end is the value."""
_WORDS_OF = r"[^\s'\"<>|;&]"
_AFTER = pattern(
    rf"({_NAMED}[ \t]+)(?![-/~.$])(?={_WORDS_OF}*[0-9])(?={_WORDS_OF}*[A-Za-z]){_WORDS_OF}+", re.IGNORECASE
)
"""``--password value``; a word of a sentence about one holds no digit, and a place is no secret."""
_OPEN = pattern(rf"""{_NAMED}["']?\s*[\s:\uff1a=]\s*(?:["'][^"'\n]*|\S*)\Z""", re.IGNORECASE)
_NEXT = pattern(rf"""{_NAMED}(?:["']?\s*[:\uff1a=][\s"']*|["']?\s+(?=\S*[0-9]))([^\s"',;<]{{3,}})""", re.IGNORECASE)
_JOINTS = pattern("[=:]")
_SHORT = 2
"""Characters; such a piece of a value stands in other words, too."""
_NEAR = 200
"""Characters before a word that are looked at for a secret's name."""
_LOGINS = ("login", "authorization", "sshpass", "mysql", "mariadb", "curl", "--", "signature=", "sig=")
"""One of them stands where a command or header may carry a secret that no name tells."""
_HINTS = ("pass", "密码", "口令", "pwd", "secret", "token", "credential", "key")
"""One of them is part of every such name."""


def secret(name: str) -> bool:
    """True if a variable called ``name`` is likely to hold a secret; a variable that holds a place is not."""
    upper = name.upper()
    if upper.endswith(_PLACES):
        return False
    return upper.endswith(_ENDS) or any(word in upper for word in _WORDS)


def masked(value: str) -> str:
    """``value`` without the password part of URLs and without tokens that are known by their shape."""
    if "://" in value and "@" in value:
        value = _URL.sub(r"\1***@", value)
    if "/t/" in value:
        value = _CONDA.sub(rf"\1{HIDDEN}", value)
    if ":_" in value:
        value = _LOGIN.sub(rf"\1{HIDDEN}", value)
    return _TOKEN.sub(lambda found: next(group for group in found.groups() if group) + HIDDEN, value)


def hide(name: str, value: str) -> str:
    """``value``, or a stand-in if ``name`` may hold a secret, or what of it is one.

    Of settings that are the whole value (``NONE,DB_PASSWORD=two words``) a secret one goes on to the end.
    """
    if value and secret(name):
        return HIDDEN
    alone = _ALONE.match(value) if "=" in value and "\n" not in value else None
    return value[: alone.end()] + HIDDEN if alone and secret(alone[1]) else masked(value)


def without_secrets(text: str) -> str:
    """Any text that is shown, such as lines of a start-up file: as :func:`masked`, and no value of a secret's name."""
    text = masked(text)
    lower = text.lower()
    if any(sign in lower for sign in _LOGINS):
        from envdoctor.host.logins import without_logins

        text = without_logins(text)
    if _hinted(lower):
        text = _INSIDE.sub(rf"\1{HIDDEN}", text)
        text = _PAIR.sub(rf"\1{HIDDEN}", _AFTER.sub(rf"\1{HIDDEN}", text))
    return _without_values(text) if "=" in text or "set" in text else text


def _hinted(lower: str) -> bool:
    return any(hint in lower for hint in _HINTS)


def hushed(line: str, start: int, words: str) -> str:
    """``words``, said of what stands at ``start`` of ``line``, without the values of that line's secrets.

    Of a value that was divided at its blanks or quotes, the pieces lack their name: the line has it.
    """
    if not words or not _hinted(line.lower()):
        return words
    if _OPEN.search(line[max(0, start - _NEAR) : start]):
        return HIDDEN
    for value in _quoted(line):
        words = words.replace(value, HIDDEN)
    for found in _NEXT.finditer(line):
        for value in (found[1], *_JOINTS.split(found[1])):
            words = words.replace(value, HIDDEN) if len(value) > _SHORT else words
    return words


def _quoted(line: str) -> Iterator[str]:
    """Values of several words that stand in quotes, whole; then each of their words."""
    values = [found[2].strip("\"'") for found in _PAIR.finditer(line)]
    values += [line[found.end(1) : found.end()] for found in _INSIDE.finditer(line)]
    for value in values:
        yield from (part for part in (value, *value.split()) if len(part) > _SHORT and part not in HIDDEN)


def _without_values(text: str) -> str:
    """``text`` without what variables with a secret's name are set to.

    Whatever else is set may hold settings of its own (``url|bearer-token=...``), to any depth: hence no recursion.
    """
    parts: list[str] = []
    at, ends = 0, [len(text)]
    while ends:
        head = _HEAD.search(text, at, ends[-1])
        if head is None:
            parts.append(text[at : ends[-1]])
            at = ends.pop()
            continue
        parts.append(text[at : head.end()])
        at = head.end()
        hidden = secret(head[1] or head[2])
        if hidden:
            end = _end(text, head.start(), at, ends[-1])
            parts.append(HIDDEN if end > at else "")
            at = end
        elif text[at : at + 1] in ('"', "'") and (value := _VALUE.match(text, at, ends[-1])):
            if "=" in value[0]:
                ends.append(value.end())
            else:
                parts.append(value[0])
                at = value.end()
    return "".join(parts)


def _end(text: str, name: int, at: int, end: int) -> int:
    """Where the value ends that stands at ``at``, of the variable whose name stands at ``name``."""
    opened = _opened(text, name)
    closed = _QUOTE.search(text, at, end) if opened >= 0 else None
    while closed and closed[0] != text[opened]:
        closed = _QUOTE.search(text, closed.end(), end)
    line = text.find("\n", at, end)
    if closed and closed.start() > at and not 0 <= line < closed.start():
        if _LIST.fullmatch(text, opened + 1, name):
            return closed.start()
        end = closed.start()
    word = _WORD.match(text, at, end)
    return word.end() if word else at


def _opened(text: str, at: int) -> int:
    """Where the quote begins, on the same line, in which ``at`` stands; -1 where it stands in none."""
    opened = -1
    begin = max(text.rfind("\n", 0, at) + 1, at - _NEAR)
    for quote in _QUOTE.finditer(text, begin, at):
        if opened >= 0:
            opened = -1 if quote[0] == text[opened] else opened
        elif quote.start() == begin or not text[quote.start() - 1].isalnum():
            opened = quote.start()
    return opened
