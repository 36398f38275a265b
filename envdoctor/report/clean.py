"""Text that comes from elsewhere, made fit to show: control characters visible, secrets and, on request, names gone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import Enum

from envdoctor.host.secrets import hide, without_secrets
from envdoctor.light import dataclass
from envdoctor.model import Safety, Severity, State
from envdoctor.units import size

# Bidirectional marks can make a terminal show another text than the one that is there.
_ODD = frozenset("\u2028\u2029\u061c\u200e\u200f\ufeff") | {
    chr(n) for n in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _escape(char: str) -> str:
    number = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if 0xDC80 <= number <= 0xDCFF:  # a byte that is not UTF-8, as surrogateescape decodes it
        return f"\\x{number - 0xDC00:02x}"
    if number < 0x20 or 0x7F <= number < 0xA0:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if char in _ODD or 0xD800 <= number <= 0xDFFF else char


def visible(text: str, keep: str = "") -> str:
    """``text`` with control characters, bytes that are not UTF-8 and bidirectional marks written out.

    ``keep``: control characters that stay, such as tabs in a diff.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        char if char in keep or (char.isprintable() and char not in _ODD) else _escape(char) for char in text
    )


def valid(text: str) -> str:
    """``text`` as valid Unicode: bytes that are not UTF-8 are written out, all else stays."""
    if text.isascii():
        return text
    return "".join(_escape(char) if "\ud800" <= char <= "\udfff" else char for char in text)


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Takes secrets out of texts, and with ``redact`` also home, user and host.

    Attributes:
        home, user, host: what is replaced by ``~``, ``USER`` and ``HOST``.
        sizes: of bytes only say how many there are: they are what some file holds.
    """

    home: str = ""
    user: str = ""
    host: str = ""
    redact: bool = False
    sizes: bool = False

    def text(self, text: str) -> str:
        """``text``, cleaned."""
        text = without_secrets(text)
        if not self.redact:
            return text
        import re

        if self.home.strip("/"):
            text = re.sub(re.escape(self.home.rstrip("/")) + r"(?![A-Za-z0-9_.-])", "~", text)
        for word, stand_in in ((self.host, "HOST"), (self.host.partition(".")[0], "HOST"), (self.user, "USER")):
            if word:
                dotted = r"(?:\.[A-Za-z0-9-]+)*" if stand_in == "HOST" else ""
                text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(word)}{dotted}(?![A-Za-z0-9])", stand_in, text)
        return text

    def value(self, value: object, name: str = "") -> object:
        """Any value as JSON's own types, every text in it cleaned; what a variable ``name`` may hide stays hidden."""
        if value is None or (isinstance(value, (bool, int)) and not isinstance(value, Severity)):
            return value
        if isinstance(value, float):
            return value if value - value == 0 else str(value)
        if self.sizes and isinstance(value, bytes):
            return size(len(value))
        if isinstance(value, (Enum, os.PathLike, bytes, str)):
            return valid(self.text(hide(name, _plain(value))))
        if isinstance(value, Mapping):
            return {valid(self.text(_plain(key))): self.value(item, _plain(key)) for key, item in value.items()}
        if isinstance(value, (set, frozenset)):
            return sorted((self.value(item) for item in value), key=str)
        if isinstance(value, (tuple, list)):
            return [self.value(item, name) for item in value]
        from dataclasses import fields, is_dataclass

        if is_dataclass(value) and not isinstance(value, type):
            # The field that holds a variable's value hides by the variable's name.
            names = {field.name: name if name and field.name == "value" else field.name for field in fields(value)}
            return {field: self.value(getattr(value, field), told) for field, told in names.items()}
        return valid(self.text(str(value)))


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    if isinstance(value, Severity):
        return value.word
    if isinstance(value, (Safety, State)):
        return str(value.value)
    return value.name.lower() if isinstance(value, Enum) else str(value)
