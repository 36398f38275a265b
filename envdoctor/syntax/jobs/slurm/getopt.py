"""``getopt_long`` over all words of a script's directives, with every fault on the way, not the first one alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from envdoctor.catalogue.slurm_options import (
    CHANGED,
    ELSEWHERE,
    GONE,
    JUDGED,
    LETTERS,
    LETTERS_ELSEWHERE,
    NEWEST,
    PLUGINS,
    SBATCH,
    Option,
    Version,
    argument,
)
from envdoctor.late import pattern
from envdoctor.syntax.jobs.slurm.faults import Faults
from envdoctor.syntax.jobs.slurm.names import long_name, named, nearest, surely, table
from envdoctor.syntax.jobs.slurm.tokens import Token
from envdoctor.syntax.jobs.values import Span

_ONE_DASH = pattern(r"-([A-Za-z][A-Za-z_-]+)(?:=|\Z)")
_OPTION_LIKE = pattern(r"--?[A-Za-z]")
_MOST_GUESSES = 100
"""Guessing what was meant takes time; a file with more unknown options is no job script."""

_DASHES = pattern("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACES = pattern("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_QUOTES = pattern("[\u00ab\u00bb\u2018-\u201f]")


class Given(NamedTuple):
    """An option with its value.

    Attributes:
        written: as it stands there, without the value: ``-n``, ``--ntask``.
        token: the word with the option. value_token: the word with the value, the same one or the next; None without.
        offset: how many characters of that word come before the value.
    """

    option: Option
    written: str
    value: str | None
    token: Token
    value_token: Token | None = None
    offset: int = 0


Take = Callable[[Given], None]


class Arguments:
    """The words of one component, read one after the other.

    Attributes:
        take: is called with every option that ``sbatch`` would read.
    """

    __slots__ = ("at", "faults", "strange", "strangers", "take", "tokens", "version")

    def __init__(self, tokens: list[Token], version: Version | None, faults: Faults, take: Take) -> None:
        self.tokens = tokens
        self.version = version
        self.faults = faults
        self.take = take
        self.at = 0
        self.strange = 0
        self.strangers = 0

    def read(self) -> None:
        """All words."""
        tokens, options, take = self.tokens, table(self.version), self.take
        count = len(tokens)
        while self.at < count:
            token = tokens[self.at]
            text = token.text
            if text[:2] == "--" and text != "--":
                name, equals, value = text[2:].partition("=")
                option = options.get(name)
                if equals and value and option is not None and option.argument != "no" and name not in CHANGED:
                    self.at += 1
                    take(Given(option, text[: len(name) + 2], value, token, token, len(name) + 3))
                else:
                    self._long(token, name, value if equals else None)
            elif text[0] == "-" and len(text) > 1 and text != "--":
                self._short(token)
            else:
                self._stray(token)

    def _stray(self, token: Token) -> None:
        self.at += 1
        if token.text == "--":
            if self.at == len(self.tokens):
                return
            token = self.tokens[self.at]
            self.at += 1
        if token.line != self.strange:
            self.strange = token.line
            reason = f"Invalid directive found in batch script: {token.text}"
            before, kind = len(self.faults.found), typographic(token.text)
            self.faults.fatal("stray-word", token.span, reason, value=token.text)
            if kind:
                self.faults.lead(before, kind, token.span, value=token.text)

    def _next_value(self) -> Token | None:
        """The word that an option without a value of its own takes."""
        if self.at >= len(self.tokens):
            return None
        self.at += 1
        return self.tokens[self.at - 1]

    def _skip_value(self, token: Token) -> None:
        """Passes over what is likely the value of an option that does not exist."""
        if self._plain_word_follows(token):
            after = self.tokens[self.at]
            self.at += 1 + (after.text == "=" and self.at + 1 < len(self.tokens))

    def _long(self, token: Token, name: str, value: str | None) -> None:
        self.at += 1
        version = self.version
        found = named(name, version)
        option = found.option
        if option is None and version is None and name in SBATCH:
            option = SBATCH[name]
            self._later(token, option)
        if option is None:
            self._unknown(token, name, value, found.candidates)
            return
        written = f"--{name}"
        if option.name != name:
            self.faults.note("abbreviated", _part(token, len(written)), option=option.name, full=f"--{option.name}")
        elif version is None and option.until is not None:
            until = _spelled(option.until)
            self.faults.note("gone-option", _part(token, len(written)), option=name, until=until, near="")
        self._argument(token, option, written, value)

    def _later(self, token: Token, option: Option) -> None:
        since = _spelled(option.since or NEWEST)
        self.faults.note("future-option", _part(token, len(option.name) + 2), option=option.name, since=since)

    def _argument(self, token: Token, option: Option, written: str, value: str | None) -> None:
        kind = argument(option, self.version)
        if value is not None:
            if kind == "no":
                self._needless(token, option, written, value)
                return
            before = len(self.faults.found)
            self.take(Given(option, written, value, token, token, len(written) + 1))
            self._spaced(token, value, before)
        elif kind == "required":
            after = self._next_value()
            if after is None:
                reason = f"option '--{option.name}' requires an argument"
                self.faults.fatal("missing-value", token.span, reason, option=option.name)
                return
            before = len(self.faults.found)
            self.take(Given(option, written, after.text, token, after))
            if after.text[:1] == "=" and after.line == token.line:
                if after.text == "=" and self._plain_word_follows(token):
                    self._stray(self.tokens[self.at])
                self.faults.lead(before, "spaced-equals", _between(token, after), option=option.name, value=after.text)
        else:
            self.take(Given(option, written, None, token))
            self._separate(token, option)

    def _separate(self, token: Token, option: Option) -> None:
        """``--exclusive user``, ``--requeue = 1``: the value stands apart, so it is none."""
        if self.at < len(self.tokens):
            after = self.tokens[self.at]
            if after.line == token.line and after.text[:1] == "=":
                before = len(self.faults.found)
                self._stray(after)
                self.faults.lead(before, "spaced-equals", _between(token, after), option=option.name, value=after.text)

    def _plain_word_follows(self, token: Token) -> bool:
        after = self.tokens[self.at] if self.at < len(self.tokens) else None
        return after is not None and after.line == token.line and after.text[:1] != "-"

    def _spaced(self, token: Token, value: str, before: int) -> None:
        """``--time= 1:00``: the value is empty and the next word belongs to nothing."""
        if value or not self._plain_word_follows(token):
            return
        after = self.tokens[self.at]
        self._stray(after)
        self.faults.lead(before, "spaced-equals", _between(token, after), option=token.text[2:-1], value=after.text)

    def _needless(self, token: Token, option: Option, written: str, value: str) -> None:
        reason = f"option '--{option.name}' doesn't allow an argument"
        args = {"option": option.name, "value": value}
        later = next((since for since, kind in CHANGED.get(option.name, ()) if kind == "optional"), None)
        if self.version is None and later is not None and value == "expedite":
            self.take(Given(option, written, None, token))
            self.faults.note("needless-value", token.span, since=_spelled(later), **args)
        else:
            self.faults.fatal("needless-value", token.span, reason, **args)

    def _unknown(self, token: Token, name: str, value: str | None, candidates: tuple[str, ...]) -> None:
        span = _part(token, len(name) + 2)
        if value is None:
            self._skip_value(token)
        if candidates:
            listed = " ".join(f"'--{candidate}'" for candidate in candidates)
            reason = f"option '{token.text}' is ambiguous; possibilities: {listed}"
            args = {"option": name, "candidates": " ".join(candidates), "near": nearest(name, candidates)}
            self.faults.fatal("ambiguous-option", span, reason, value=value or "", **args)
            return
        kind, args = _colon(name) if value is None and ":" in name else ("", {})
        if not kind:
            kind, args = self._why(name)
        reason = f"unrecognized option '{token.text}'"
        self.faults.fatal(kind, span, reason, option=name, value=value or "", **args)
        if value and name in PLUGINS and token.glued and is_lost(token.comment):
            start = len(name) + 3
            cut = token.span._replace(start=token.start + start, column=token.column + start)
            lost = "#" + token.comment
            self.faults.note("cut-by-hash", cut if token.plain else token.span, option=name, value=value, lost=lost)

    def _why(self, name: str) -> tuple[str, dict[str, str]]:
        """Why a name is none of this release."""
        option = SBATCH.get(name)
        if option is not None and option.since is not None and (self.version or JUDGED) < option.since:
            return "future-option", {"since": _spelled(option.since), "near": ""}
        if option is not None or name in GONE:
            until = _spelled(option.until) if option is not None and option.until else ""
            return "gone-option", {"until": until, "near": GONE.get(name, "")}
        if name in PLUGINS:
            return "unknown-option", {"plugin": PLUGINS[name], "near": ""}
        other = ELSEWHERE.get(name)
        if other is not None and "_" not in name:
            return "srun-option", {"takes": " ".join(other.commands), "near": ""}
        self.strangers += 1
        near = nearest(name) if self.strangers < _MOST_GUESSES else ""
        if "_" in name and name.replace("_", "-") in SBATCH:
            return "underscore", {"meant": "--" + name.replace("_", "-"), "near": near}
        sure = surely(name)
        return "unknown-option", {"meant": f"--{sure}", "near": sure} if sure else {"near": near}

    def _short(self, token: Token) -> None:
        before = len(self.faults.found)
        text, index = token.text, 1
        self.at += 1
        taken = ""
        while index < len(text):
            letter = text[index]
            option = LETTERS.get(letter)
            if option is None:
                self._bad_letter(token, letter)
                break
            index += 1
            if option.argument == "no":
                self.take(Given(option, f"-{letter}", None, token))
                taken = taken or f"-{letter}"
                continue
            taken = taken or f"-{letter} {text[index:]}".rstrip()
            self._letter_value(token, option, letter, index)
            break
        self._lookalikes(token, before, taken)

    def _letter_value(self, token: Token, option: Option, letter: str, index: int) -> None:
        rest = token.text[index:]
        if rest:
            self.take(Given(option, f"-{letter}", rest, token, token, index))
        elif option.argument == "optional":
            self.take(Given(option, f"-{letter}", None, token))
        else:
            after = self._next_value()
            if after is None:
                reason = f"option requires an argument -- '{letter}'"
                self.faults.fatal("missing-value", token.span, reason, option=option.name)
            else:
                self.take(Given(option, f"-{letter}", after.text, token, after))

    def _bad_letter(self, token: Token, letter: str) -> None:
        self._skip_value(token)
        other = LETTERS_ELSEWHERE.get(letter)
        reason = f"invalid option -- '{letter}'"
        args = {"option": f"-{letter}", "value": "", "near": ""}
        if other is not None and len(token.text) == 2:
            self.faults.fatal("srun-option", token.span, reason, takes=" ".join(other.commands), **args)
        else:
            self.faults.fatal("unknown-option", token.span, reason, **args)

    def _lookalikes(self, token: Token, before: int, taken: str) -> None:
        text = token.text
        if len(text) > 2 and text[2] == "=" and text[1] in LETTERS and LETTERS[text[1]].argument != "no":
            option = LETTERS[text[1]].name
            self.faults.lead(before, "short-equals", token.span, option=option, value=text[3:], taken=text[2:])
            return
        found = _ONE_DASH.match(text)
        meant = long_name(found[1]) if found is not None and len(found[1]) > 2 else ""
        if meant:
            args = {"option": meant, "value": text.partition("=")[2], "taken": taken}
            self.faults.lead(before, "single-dash", token.span, meant=f"--{meant}", **args)


def _colon(name: str) -> tuple[str, dict[str, str]]:
    """``--gpus:1``: a colon for the equals sign."""
    head, _sign, value = name.partition(":")
    option = SBATCH.get(head)
    if option is None or option.argument == "no" or not value:
        return "", {}
    return "unknown-option", {"meant": f"--{head}={value}", "near": head}


def _part(token: Token, length: int) -> Span:
    """The beginning of a word, as far as it is written as it is read."""
    end = token.start + length if token.plain and length < token.end - token.start else token.end
    return Span(token.start, end, token.line, token.column)


def _between(first: Token, last: Token) -> Span:
    return Span(first.start, last.end, first.line, first.column)


def _spelled(version: Version) -> str:
    return f"{version[0]}.{version[1]:02d}"


def typographic(text: str) -> str:
    """The kind of a character that a word processor puts for an ASCII one; "" without any."""
    if text.isascii():
        return ""
    kinds = (("unicode-dash", _DASHES), ("unicode-space", _SPACES), ("smart-quote", _QUOTES))
    return next((kind for kind, pattern in kinds if pattern.search(text)), "")


def is_lost(comment: str) -> bool:
    """What stands after a glued ``#`` looks like the rest of the value: one word, no place to fill in (``##X##``)."""
    return bool(comment) and comment[0] != "#" and not re.search(r"\s", comment)


def is_next_line(comment: str) -> bool:
    """What stands after a glued ``#`` is a directive that has lost its line break."""
    return comment.startswith("SBATCH") and comment[6:].lstrip(" \t").startswith("-")


def swallowed(given: Given) -> bool:
    """The value comes from another line, or is itself an option."""
    word = given.value_token
    if word is None or word is given.token:
        return False
    return word.line != given.token.line or _OPTION_LIKE.match(word.text) is not None
