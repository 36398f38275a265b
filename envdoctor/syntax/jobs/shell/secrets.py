"""Passwords and tokens in a script, told by their shape, or by the name they are set to. The values are never kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from envdoctor.late import pattern
from envdoctor.syntax.jobs.body import Body, Command, Word
from envdoctor.syntax.jobs.pointing import span_of
from envdoctor.syntax.jobs.values import Span

_SHAPES = {
    "hugging_face": r"hf_[A-Za-z0-9]{30,}",
    "github": r"gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,}",
    "gitlab": r"glpat-[A-Za-z0-9_-]{20,}",
    "pypi": r"pypi-[A-Za-z0-9_-]{60,}",
    "npm": r"npm_[A-Za-z0-9]{36}",
    "slack": r"xox[abprs]-[0-9]{8,}-[A-Za-z0-9-]{10,}",
    "openai": r"sk-(?:proj-|ant-|svcacct-)?[A-Za-z0-9_-]{32,}",
    "aws": r"A(?:KI|SI)A[0-9A-Z]{16}",
    "google": r"AIza[0-9A-Za-z_-]{35}",
}
_SHAPE = pattern(
    r"(?<![A-Za-z0-9_-])(?:" + "|".join(f"(?P<{name}>{shape})" for name, shape in _SHAPES.items()) + r")(?![A-Za-z0-9])"
)
_HINTS = ("hf_", "gh", "glpat-", "pypi-", "npm_", "xox", "sk-", "AKIA", "ASIA", "AIza")
_LOGIN = pattern(r"(?<=[a-z0-9]://)[^\s/:@'\"$<>{}]{1,100}:([^\s/@'\"$<>{}]{6,200})@")
_NAMES = pattern(
    r"(?:^|_)(?:TOKEN|SECRET|SECRET_KEY|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_KEY|AUTH_?KEY|PRIVATE_KEY)\Z", re.I
)
_OPTIONS = pattern(r"--?(?:[a-z-]*[-_])?(?:password|passwd|token|api[-_]?key|secret)=(.+)\Z", re.I | re.S)
_FOLLOWED = pattern(r"--(?:[a-z-]*[-_])?(?:password|passwd|token|api[-_]?key|secret)\Z", re.I)
_MODEL = pattern(r"(?:^|[-_])(?:PAD|EOS|BOS|UNK|SEP|CLS|MASK|END|START|STOP|IMAGE|SPECIAL|NEW)[-_]?TOKEN=?\Z", re.I)
"""Words of a language model's vocabulary are no secrets."""
_PARTS = ("token", "secret", "passw", "passphrase", "key", "wandb", "sshpass")
"""One of them is part of every such name."""
_STAND_IN = pattern(
    r"your|x{3}|\*{2}|\.{3}|<|>|\{|\}|\[|example|token|secret|passw|change|insert|here|todo|dummy|fake|none|null|"
    r"redacted|hidden|paste|replace|key\Z|abcdef|123456|foo|test|/",
    re.I,
)
_HEADER = pattern(r"Authorization:[ \t]*(Bearer|Token|Basic)[ \t]+([A-Za-z0-9._~+/=-]{16,})(?![^\s'\"])", re.I)
_HUB, _DIFFERENT = 34, 12
"""How long such a token is; of so many letters by chance no fewer differ."""
_LONG = 16
"""Shorter values of a key's name may be anything."""


class Secret(NamedTuple):
    """One of them: what it is (a known issuer's name, or the name it is set to), and where."""

    what: str
    span: Span


def secrets(text: str, body: Body) -> Iterator[Secret]:
    """In the order of the text; each place once."""
    found = {secret.span.start: secret for secret in _shaped(text)}
    lower = text.lower()
    for command in body.commands if any(part in lower for part in _PARTS) else ():
        for what, word in _named(command):
            if not any(word.span.start <= at < word.span.end for at in found):
                found[word.span.start] = Secret(what, word.span)
    return iter(found[at] for at in sorted(found))


def _shaped(text: str) -> Iterator[Secret]:
    """Told by their shape, or by what stands around them; of two at one place the last one says more."""
    if "uthorization" in text:
        for match in _HEADER.finditer(text):
            if not _STAND_IN.search(match[2]) and _mixed(match[2]):
                yield Secret("Authorization", span_of(text, *match.span(2)))
    if "://" in text:
        for match in _LOGIN.finditer(text):
            if not _STAND_IN.search(match[1]):
                yield Secret("login", span_of(text, *match.span(1)))
    if any(hint in text for hint in _HINTS):
        for match in _SHAPE.finditer(text):
            if not _STAND_IN.search(match[0].split("_")[-1]) and (_mixed(match[0]) or _letters(match[0])):
                yield Secret(str(match.lastgroup), span_of(text, *match.span()))


def _mixed(value: str) -> bool:
    """Letters and digits, many different ones: no word, and no row of one character."""
    return any(one.isdigit() for one in value) and any(one.isalpha() for one in value) and len(set(value)) > 8


def _letters(value: str) -> bool:
    """Hugging Face's tokens hold letters only: upper and lower case, many different ones, unlike a name."""
    body = value.removeprefix("hf_")
    cases = body != body.lower() and body != body.upper()
    return body != value and body.isalpha() and cases and len(body) == _HUB and len(set(body)) > _DIFFERENT


def _named(command: Command) -> Iterator[tuple[str, Word]]:
    for name, word in command.assigns.items():
        if _NAMES.search(name) and word.certain and _value(name, word.text):
            yield name, word
    words = command.words
    if command.name == "sshpass" and (password := _sshpass(words)):
        yield "sshpass -p", password
    for at, word in enumerate(words):
        option = _OPTIONS.match(word.text)
        if option and word.certain and _value(word.text[: option.start(1)], option[1]):
            yield word.text[: option.start(1) - 1], word
        elif at and _FOLLOWED.match(words[at - 1].text) and word.certain and _value(words[at - 1].text, word.text):
            yield words[at - 1].text, word
        elif (
            at > 1
            and word.certain
            and [one.text for one in words[at - 2 : at]] == ["wandb", "login"]
            and (_value("key", word.text))
        ):
            yield "wandb", word


def _sshpass(words: tuple[Word, ...]) -> Word | None:
    """The password of ``sshpass -p PASSWORD`` or ``-pPASSWORD``, if it is one."""
    for at, word in enumerate(words[1:], 1):
        if not word.text.startswith("-"):
            return None
        if word.text.startswith("-p"):
            glued = word.text[2:]
            said = word if glued else words[at + 1] if at + 1 < len(words) else None
            return said if said and said.certain and _password(glued or said.text) else None
    return None


def _password(value: str) -> bool:
    return len(value) > 3 and not _STAND_IN.search(value) and len(value.split()) == 1


def _value(name: str, value: str) -> bool:
    """The value is no stand-in: long and mixed, or of a password's name and not a word of the language."""
    if value.startswith("-") or _MODEL.search(name) or _STAND_IN.search(value) or len(value.split()) != 1:
        return False
    if "pass" in name.lower():
        return len(value) >= 6 and not value.isalpha() and not value.isdigit()
    return len(value) >= _LONG and _mixed(value)
