"""``-k`` and ``-m``: words with ``and``, ``or``, ``not`` and brackets, as pytest has them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from envdoctor.errors import UsageError
from envdoctor.i18n import _
from envdoctor.light import dataclass

Test = Callable[[str], bool]
Expression = Callable[[Test], bool]
_TOKEN = re.compile(r"[ \t]*(?:([()])|([^\s()]+))")
_DEEPEST = 50


def parse(text: str, flag: str) -> Expression:
    """What ``text`` means: a function that is told which words hold, and says whether the whole does.

    Args:
        text: of the command line.
        flag: ``-k`` or ``-m``, for messages.

    Raises:
        UsageError: it is no such expression.
    """
    reader = _Reader(tuple(_TOKEN.findall(text.strip())), text, flag)
    found = reader.either()
    if reader.at < len(reader.tokens):
        raise reader.wrong()
    return found


def words(text: str) -> Iterator[str]:
    """The words of an expression, without its operators."""
    for _bracket, word in _TOKEN.findall(text.strip()):
        if word and word not in ("and", "or", "not"):
            yield word


@dataclass(slots=True)
class _Reader:
    tokens: tuple[tuple[str, str], ...]
    text: str
    flag: str
    at: int = 0
    depth: int = 0

    def take(self, word: str) -> bool:
        fits = self.at < len(self.tokens) and word in self.tokens[self.at]
        self.at += fits
        return fits

    def wrong(self) -> UsageError:
        got = "".join(self.tokens[self.at]) if self.at < len(self.tokens) else _("the end")
        said = _("{flag} {text}: expected a word, not {got}", flag=self.flag, text=repr(self.text), got=got)
        return UsageError(_("{said} (as in: {flag} 'slu and not time')", said=said, flag=self.flag))

    def either(self) -> Expression:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda test: any(part(test) for part in parts)

    def both(self) -> Expression:
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else lambda test: all(part(test) for part in parts)

    def one(self) -> Expression:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UsageError(_("{flag}: too many words", flag=self.flag))
        try:
            return self._one()
        finally:
            self.depth -= 1

    def _one(self) -> Expression:
        if self.take("not"):
            inner = self.one()
            return lambda test: not inner(test)
        if self.take("("):
            inner = self.either()
            if not self.take(")"):
                raise self.wrong()
            return inner
        word = self.tokens[self.at][1] if self.at < len(self.tokens) else ""
        if not word or word in ("and", "or"):
            raise self.wrong()
        self.at += 1
        return lambda test: test(word)
