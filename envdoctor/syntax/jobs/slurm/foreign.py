"""Lines of LSF (#BSUB) or else PBS (#PBS) that ``sbatch`` reads too: near the top, and they override #SBATCH."""

from __future__ import annotations

import re
from typing import NamedTuple

from envdoctor.catalogue.slurm_options import SBATCH, Version
from envdoctor.syntax.jobs.slurm.faults import Faults
from envdoctor.syntax.jobs.slurm.pbs import attributes, mail, resources
from envdoctor.syntax.jobs.slurm.state import State
from envdoctor.syntax.jobs.slurm.take import Taker
from envdoctor.syntax.jobs.slurm.tokens import Token, split
from envdoctor.syntax.jobs.values import Directive, Span

_MOST_CODE = 100
_LINE = re.compile(r"[^\n]*")

_BSUB_LETTERS = "c:e:J:m:M:n:o:q:W:x"
_BSUB_NAMES = {
    "cwd": "c", "error_file": "e", "job_name": "J", "hostname": "m", "memory_limit": "M", "output_file": "o",
    "queue_name": "q", "time": "W", "exclusive": "x",
}  # fmt: skip
_BSUB = {"c": "chdir", "e": "error", "J": "job-name", "o": "output", "m": "nodelist", "M": "mem-per-cpu", "n": "ntasks"}
_BSUB |= {"q": "partition", "W": "time", "x": "exclusive"}

_PBS_LETTERS = "a:A:c:C:e:hIj:J:k:l:m:M:N:o:p:q:r:S:t:u:v:VW:z"
_PBS_LETTERS_LATER = "a:A:c:C:d:e:hIj:J:k:l:m:M:N:o:p:q:r:S:t:u:v:VW:w:z"
_PBS_NAMES = {
    "start_time": "a", "account": "A", "checkpoint": "c", "working_dir": "C", "error": "e", "hold": "h",
    "interactive": "I",
    "join": "j", "job_array": "J", "keep": "k", "resource_list": "l", "mail_options": "m", "mail_user_list": "M",
    "job_name": "N", "out": "o", "priority": "p", "destination": "q", "rerunable": "r", "script_path": "S",
    "array": "t",
    "running_user": "u", "variable_list": "v", "all_env": "V", "attributes": "W", "no_std": "z",
}  # fmt: skip
_PBS = {
    "a": "begin", "A": "account", "e": "error", "o": "output", "h": "hold", "J": "array", "t": "array",
    "m": "mail-type",
    "M": "mail-user", "N": "job-name", "p": "nice", "q": "partition", "v": "export", "d": "chdir", "w": "chdir",
}  # fmt: skip


class _Given(NamedTuple):
    letter: str
    value: str | None
    token: Token
    value_token: Token | None


def foreign(text: str, state: State, version: Version | None, faults: Faults, taker: Taker) -> None:
    """Reads the lines of the first foreign scheduler that has any."""
    if "ignore-pbs" in state.given:
        return
    for magic, scheduler in (("#BSUB", "lsf"), ("#PBS", "pbs")):
        if magic not in text:
            continue
        tokens = _tokens(text, magic, version, faults)
        if tokens is not None:
            _Foreign(scheduler, state, version, faults, taker).read(tokens)
            return


def _tokens(text: str, magic: str, version: Version | None, faults: Faults) -> list[Token] | None:
    """The words of all such lines in the part that ``sbatch`` looks at; None if it has none."""
    tokens: list[Token] = []
    seen, code, at, number = False, 0, 0, 0
    spaced = version is not None and version >= (24, 5)
    while at < len(text) and code <= _MOST_CODE:
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        number += 1
        if text.startswith(magic, at):
            seen = True
            line = split(text, at + len(magic), end, number, at, spaced)
            if line.problem is not None:
                faults.fatal(line.problem.kind, line.problem.span, line.problem.reason)
            tokens += line.tokens
        elif text[at : at + 1] != "#":
            code += 1
        at = end + 1
    return tokens if seen else None


class _Foreign:
    """One foreign scheduler's lines."""

    def __init__(self, scheduler: str, state: State, version: Version | None, faults: Faults, taker: Taker) -> None:
        self.scheduler, self.state, self.version = scheduler, state, version
        self.faults, self.taker = faults, taker
        later = version is not None and version >= (23, 2)
        self.letters = _BSUB_LETTERS if scheduler == "lsf" else _PBS_LETTERS_LATER if later else _PBS_LETTERS
        self.names = _BSUB_NAMES if scheduler == "lsf" else _PBS_NAMES
        self.noted: dict[int, str] = {}

    def read(self, tokens: list[Token]) -> None:
        """All words; faults do not end it."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            text = "-c" if self.scheduler == "lsf" and token.text == "-cwd" and at % 2 == 0 else token.text
            if len(text) < 2 or text[0] != "-":
                self.faults.fatal("stray-word", token.span, f"Invalid argument: {token.text}", value=token.text)
                at += 1
            elif text[1] == "-":
                at = self._long(tokens, at, text)
            else:
                at = self._short(tokens, at, text)

    def _long(self, tokens: list[Token], at: int, text: str) -> int:
        name, equals, value = text[2:].partition("=")
        found = [self.names[name]] if name in self.names else [v for k, v in self.names.items() if k.startswith(name)]
        if len(found) != 1:
            self._unknown(tokens[at], f"--{name}")
            return at + 1
        return self._with_value(tokens, at, found[0], value if equals else None)

    def _short(self, tokens: list[Token], at: int, text: str) -> int:
        for index in range(1, len(text)):
            letter = text[index]
            place = self.letters.find(letter)
            if place < 0 or letter == ":":
                self._unknown(tokens[at], f"-{letter}")
                after = at + 1
                return after + (
                    after < len(tokens) and tokens[after].text[:1] != "-" and tokens[after].line == tokens[at].line
                )
            if self.letters[place + 1 : place + 2] == ":":
                return self._with_value(tokens, at, letter, text[index + 1 :] or None)
            self._take(_Given(letter, None, tokens[at], None))
        return at + 1

    def _with_value(self, tokens: list[Token], at: int, letter: str, value: str | None) -> int:
        wants = letter + ":" in self.letters
        if value is not None or not wants:
            self._take(_Given(letter, value if wants else None, tokens[at], tokens[at]))
            return at + 1
        if at + 1 >= len(tokens):
            reason = f"option requires an argument -- '{letter}'"
            self.faults.fatal("missing-value", tokens[at].span, reason, option=f"-{letter}", scheduler=self.scheduler)
            return at + 1
        self._take(_Given(letter, tokens[at + 1].text, tokens[at], tokens[at + 1]))
        return at + 2

    def _unknown(self, token: Token, written: str) -> None:
        reason = f"invalid option -- '{written[-1]}'" if written[1] != "-" else f"unrecognized option '{token.text}'"
        self.faults.fatal(
            "foreign-option", token.span, reason, option=written, value=token.text, scheduler=self.scheduler
        )

    def _take(self, given: _Given) -> None:
        """Turns one of their options into Slurm's."""
        if self.scheduler == "lsf":
            self._set(given, _BSUB[given.letter], _bsub_value(given.letter, given.value))
            return
        value = given.value
        if given.letter == "l":
            for name, part in resources(value or "", self.state):
                self._set(given, name, part)
        elif given.letter == "W":
            for name, part in attributes(value or ""):
                self._set(given, name, part)
        elif given.letter in _PBS:
            if given.letter == "m":
                value = mail(value or "")
            elif given.letter == "v" and "export" in self.state.texts:
                value = f"{self.state.texts['export']},{value}"
            self._set(given, _PBS[given.letter], value)

    def _set(self, given: _Given, name: str, value: str | None) -> None:
        token, word = given.token, given.value_token
        same = word is None or word.line == token.line
        span = Span(token.start, word.end if word is not None and same else token.end, token.line, token.column)
        value_span = None
        if word is not None and value is not None:
            skip = len(word.text) - len(given.value or "") if word is token and word.plain else 0
            value_span = Span(word.start + skip, word.end, word.line, word.column + skip)
        directive = Directive(
            self.scheduler, name, f"-{given.letter}", value, span, value_span, token.comment, self.taker.component
        )
        if name == "umask":
            self.state.given[name] = directive
            self.state.texts[name] = (
                f"0{int(value or '0', 8):o}" if re.fullmatch("[0-7]+", value or "") else value or ""
            )
            return
        earlier = self.state.given.get(name)
        overrides = name if earlier is not None and earlier.scheduler == "slurm" else ""
        self.taker.set(SBATCH[name], value, directive)
        self.taker.directives.append(directive)
        self.faults.note(
            "foreign", span, directive, option=name, value=value or "", scheduler=self.scheduler, overrides=overrides
        )


def _bsub_value(letter: str, value: str | None) -> str | None:
    value = value or ""
    if letter == "m":
        return value.replace(" ", ",")
    if letter == "M" and value[-1:].isdigit():
        return value + "K"
    if letter == "n":
        return value.partition(",")[2] if "," in value else value
    return None if letter == "x" else value
