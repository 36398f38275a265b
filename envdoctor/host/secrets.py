"""Which environment variables may hold a secret: their values never leave the probe that saw them."""

from __future__ import annotations

HIDDEN = "<hidden>"
_WORDS = ("TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "APIKEY", "API_KEY", "AUTH", "COOKIE")
_ENDS = ("_KEY", "_KEYS", "_PAT", "_PWD", "_PASS", "_DSN")
_PLACES = ("_PATH", "_DIR", "_DIRS", "_HOME", "_FILE", "_CACHE", "_ROOT", "_SOCK", "_PREFIX", "_DISABLE_IMPLICIT_TOKEN")


def secret(name: str) -> bool:
    """True if a variable called ``name`` is likely to hold a secret; a variable that holds a place is not."""
    upper = name.upper()
    if upper.endswith(_PLACES):
        return False
    return upper.endswith(_ENDS) or any(word in upper for word in _WORDS)


def hide(name: str, value: str) -> str:
    """``value``, or a stand-in if ``name`` may hold a secret."""
    return HIDDEN if value and secret(name) else value
