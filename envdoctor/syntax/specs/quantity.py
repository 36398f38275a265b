"""Amounts as Kubernetes writes them: ``500m``, ``16Gi``, ``1e3``."""

from __future__ import annotations

from fractions import Fraction

from envdoctor.late import pattern

_WHOLE = pattern(r"([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))(?:([KMGTPE]i)|([numkMGTPE]?)|[eE]([+-]?[0-9]+))\Z")
_MEANT = pattern(r"([0-9]+(?:\.[0-9]+)?)[ \t]*([kmgtp])i?(?:b|bytes)?\Z")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = "KMGTPE"
_MOST = 60
"""Characters; a longer one is no amount that a person wrote, and its power of ten would take for ever."""
_POWER = 40


def valid(text: str) -> bool:
    """It is read as an amount."""
    return len(text) > _MOST or _WHOLE.match(text) is not None


def amount(text: str) -> Fraction | None:
    """How much it is; None for what is no amount."""
    found = _WHOLE.match(text) if len(text) <= _MOST else None
    if found is None:
        return None
    number, binary, decimal, power = found.groups()
    if binary:
        return Fraction(number) * (1 << 10 * (_BINARY.index(binary[0]) + 1))
    tens = int(power) if power else _DECIMAL[decimal or ""]
    return Fraction(number) * Fraction(10) ** tens if abs(tens) <= _POWER else None


def meant(text: str) -> str:
    """``16Gi`` for ``16gb``; "" where that can't be told."""
    found = _MEANT.match(text.strip().lower())
    return f"{found[1]}{found[2].upper()}i" if found else ""
