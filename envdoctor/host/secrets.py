"""What may be a secret: variables by their names, values by their shape. Neither is kept on disk nor shown."""

from __future__ import annotations

import re

HIDDEN = "<hidden>"
_WORDS = ("TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "API_KEY", "AUTH", "COOKIE")
_ENDS = ("_KEY", "_KEYS", "_PAT", "_PWD", "_PASS", "_DSN")
_PLACES = ("_PATH", "_DIR", "_DIRS", "_HOME", "_FILE", "_CACHE", "_ROOT", "_SOCK", "_PREFIX", "_DISABLE_IMPLICIT_TOKEN")

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^\s/?#'\"\0]*@")
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(hf_|gh[pousr]_)[A-Za-z0-9]{10,}|(github_pat_)[A-Za-z0-9_]{10,}|(glpat-)[A-Za-z0-9_-]{10,}|(npm_)[A-Za-z0-9]{20,}"
    r"|(pypi-)[A-Za-z0-9_-]{30,}|(sk-(?:proj-|ant-)?)[A-Za-z0-9]{16,}|(xox[abprs]-)[A-Za-z0-9-]{10,}|(AKIA)[0-9A-Z]{12,}"
    r")"
)
"""Tokens that tell by their first letters whose they are: hubs, forges, registries, clouds."""
_CONDA = re.compile(r"(://[^\s/]+/t/)[^/\s'\"]+")
"""conda's way to name a token in a channel's address."""
_LOGIN = re.compile(r"""(:_(?:authToken|auth|password)"?[ \t]+)("[^"\n]*"|[^\s"]+)""")
"""A registry's login as yarn 1 writes it, with a blank between."""
_HEAD = re.compile(
    r"(?<![A-Za-z0-9_])([A-Za-z_][A-Za-z0-9_]*)\s*=\s*|(?:setenv\s+|set\s+-\w+\s+)([A-Za-z_][A-Za-z0-9_]*)\s+"
)
"""What stands before a variable's value."""
_VALUE = re.compile(r""""[^"\n]*"|'[^'\n]*'|[^\s;'"]+""")


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
    """``value``, or a stand-in if ``name`` may hold a secret, or what of it is one."""
    return HIDDEN if value and secret(name) else masked(value)


def without_secrets(text: str) -> str:
    """Any text that is shown, such as lines of a start-up file: as :func:`masked`, and no value of a secret's name."""
    return _without_values(masked(text)) if "=" in text or "set" in text else masked(text)


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
        if not hidden and text[at : at + 1] not in ('"', "'"):
            continue
        value = _VALUE.match(text, at, ends[-1])
        if value and (hidden or "=" not in value[0]):
            parts.append(HIDDEN if hidden else value[0])
            at = value.end()
        elif value:
            ends.append(value.end())
    return "".join(parts)
