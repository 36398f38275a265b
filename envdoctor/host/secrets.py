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
_SET = re.compile(
    r"""(?<![A-Za-z0-9_])([A-Za-z_][A-Za-z0-9_]*)(\s*=\s*)("[^"\n]*"|'[^'\n]*'|[^\s;'"]+)"""
    r"""|(setenv\s+|set\s+-\w+\s+)([A-Za-z_][A-Za-z0-9_]*)(\s+)("[^"\n]*"|'[^'\n]*'|[^\s;'"]+)"""
)


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
    return _SET.sub(_stand_in, masked(text)) if "=" in text or "set" in text else masked(text)


def _stand_in(found: re.Match[str]) -> str:
    name = found[1] or found[5]
    if not secret(name):  # what it is set to may hold settings of its own: url|bearer-token=...
        inner = found[3] if found[1] else ""
        return f"{name}{found[2]}{_SET.sub(_stand_in, inner)}" if "=" in inner else found[0]
    return f"{name}{found[2]}{HIDDEN}" if found[1] else f"{found[4]}{name}{found[6]}{HIDDEN}"
