"""What ``sbatch`` has read so far, and how C reads numbers."""

from __future__ import annotations

import re

from envdoctor.catalogue.slurm_options import JUDGED, Version
from envdoctor.syntax.jobs.values import Directive

NO_VALUE = -2
"""Slurm's "not set" in a signed field of 32 bits."""

_INTEGER = re.compile(r"[ \t\n\v\f\r]*([+-]?[0-9]+)")
_LONGEST = 2**63


class State:
    """The fields that options set. A name that is missing has its default.

    Attributes:
        numbers, texts: the fields. given: option -> the directive that set it last.
        version: the release whose rules are followed.
    """

    __slots__ = ("given", "numbers", "texts", "version")

    def __init__(self, version: Version = JUDGED) -> None:
        self.version = version
        self.numbers: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.given: dict[str, Directive | None] = {}

    def copy(self, version: Version) -> State:
        """The same fields under the rules of another release."""
        other = State(version)
        other.numbers.update(self.numbers)
        other.texts.update(self.texts)
        other.given.update(self.given)
        return other


def lower(text: str) -> str:
    """ASCII letters alone in lower case, as ``strcasecmp`` compares them."""
    return text.lower() if text.isascii() else "".join(c.lower() if c < "\x80" else c for c in text)


def leading_integer(text: str) -> tuple[int, str] | None:
    """``strtoll``: the number at the beginning, held within 64 bits, and the rest; None without digits."""
    found = _INTEGER.match(text)
    if found is None:
        return None
    digits = found[1]
    number = int(digits) if len(digits) < 20 else _LONGEST * (-1 if digits[0] == "-" else 1)
    return max(-_LONGEST, min(number, _LONGEST - 1)), text[found.end() :]


def int32(number: int) -> int:
    """A number as C keeps it in an ``int``."""
    return ((number + 2**31) & 0xFFFFFFFF) - 2**31


def blank(text: str) -> bool:
    """Nothing but C's white space."""
    return not text.strip(" \t\n\v\f\r")
