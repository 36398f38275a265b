"""Takes options one by one: sets them, makes directives of them, and says what is odd about their values."""

from __future__ import annotations

import re

from envdoctor.catalogue.slurm_options import ALIASES, JUDGED, NEWEST, RELEASES, SBATCH, Option, Version
from envdoctor.syntax.jobs.slurm.faults import Faults
from envdoctor.syntax.jobs.slurm.getopt import Given, is_lost, is_next_line, swallowed, typographic
from envdoctor.syntax.jobs.slurm.lists import MAIL, mail_words
from envdoctor.syntax.jobs.slurm.names import nearest_of
from envdoctor.syntax.jobs.slurm.state import State
from envdoctor.syntax.jobs.slurm.tokens import value_start
from envdoctor.syntax.jobs.slurm.values import SETTERS
from envdoctor.syntax.jobs.values import Directive, Span

_ODD = re.compile(r"[^ -~]|[\\$~]")
_LITERAL = re.compile(r"\$[A-Za-z_{(]|(?:^|=)~(?:/|\Z|[A-Za-z])")
_TEXTUAL = ("text", "log", "folder", "names", "gpus", "gres")


class Taker:
    """Gathers what the options of one component set.

    Attributes:
        directives: the options that ``sbatch`` would read, in that order.
    """

    __slots__ = ("component", "directives", "faults", "state", "text", "version")

    def __init__(self, text: str, state: State, version: Version | None, faults: Faults, component: int) -> None:
        self.text = text
        self.state = state
        self.version = version
        self.faults = faults
        self.component = component
        self.directives: list[Directive] = []

    def take(self, given: Given) -> None:
        """One option of a #SBATCH line."""
        directive = self._directive(given)
        self.directives.append(directive)
        name = directive.option
        option = given.option if given.option.name == name else SBATCH[name]
        before, earlier = len(self.faults.found), self.state.given.get(name)
        if option.grammar == "early":
            self._early(directive)
        else:
            self.set(option, given.value, directive)
            if earlier is not None and earlier.value != given.value:
                self._repeated(earlier, directive)
        value = given.value_token
        if value is not None and (
            value is not given.token or value.glued or not value.plain or _ODD.search(value.text)
        ):
            self._value_faults(given, directive, before)

    def _directive(self, given: Given) -> Directive:
        option, token, word = given.option, given.token, given.value_token
        name = ALIASES.get(option.name, option.name)
        if word is None:
            value_span = None
        else:
            raw = "" if word.plain else self.text[word.start : word.end]
            start = value_start(word, raw, given.offset)
            value_span = Span(start, word.end, word.line, word.column + start - word.start)
        end = word.end if word is not None and word.line == token.line else token.end
        span = Span(token.start, end, token.line, token.column)
        return Directive("slurm", name, given.written, given.value, span, value_span, token.comment, self.component)

    def set(self, option: Option, value: str | None, directive: Directive) -> bool:
        """Sets an option. False, and a fault, if its value is not taken."""
        name = option.name
        wrong = SETTERS[option.grammar](self.state, option, value)
        if not wrong:
            self.state.given[name] = directive
            if option.grammar == "mail":
                self._dropped(directive)
            return True
        args = {"option": name, "value": value or ""}
        span = directive.value_span or directive.span
        since = self._taken_since(option, value) if self.version is None else None
        if since is not None:
            self.faults.note("bad-value", span, directive, reason=wrong, since=f"{since[0]}.{since[1]:02d}", **args)
        else:
            self.faults.fatal("bad-value", span, wrong, directive, **args)
        return False

    def _dropped(self, directive: Directive) -> None:
        """Mail types that Slurm does not know beside one that it does."""
        words = mail_words(directive.value or "")
        for word in words[: words.index("NONE")] if "NONE" in words else words:
            if word not in MAIL and word != "ALL":
                near = nearest_of(word, (*MAIL, "ALL"))
                span = directive.value_span or directive.span
                args = {"option": directive.option, "value": directive.value or "", "word": word, "near": near}
                self.faults.note("dropped-mail-type", span, directive, **args)

    def _taken_since(self, option: Option, value: str | None) -> Version | None:
        """The first release that takes a value which the judged one refuses."""
        setter = SETTERS[option.grammar]
        if setter(self.state.copy(NEWEST), option, value):
            return None
        return next((v for v in RELEASES if v > JUDGED and not setter(self.state.copy(v), option, value)), None)

    def _early(self, directive: Directive) -> None:
        if directive.option in ("wrap", "help", "usage", "version"):
            self.faults.note("wrapped", directive.span, directive, option=directive.option)

    def _repeated(self, earlier: Directive, later: Directive) -> None:
        name = later.option
        if name == "mail-type" and (self.version is None or self.version < (25, 5)):
            return
        args = {"option": name, "value": earlier.value or "", "by": later.value or "", "line": str(later.span.line)}
        if earlier.component == later.component:
            self.faults.note("repeated", earlier.span, earlier, **args)

    def _value_faults(self, given: Given, directive: Directive, before: int) -> None:
        word, value = given.value_token, given.value or ""
        assert word is not None
        span = directive.value_span or directive.span
        args = {"option": directive.option, "value": value}
        note = self.faults.note
        if swallowed(given):
            note("swallowed", span, directive, **args)
        textual = given.option.grammar in _TEXTUAL
        if word.glued and (is_next_line(word.comment) or (textual and is_lost(word.comment))):
            note("cut-by-hash", span, directive, lost="#" + word.comment, **args)
        if _LITERAL.search(value) and directive.option not in ("wrap", "comment"):
            note("literal", span, directive, **args)
        if not word.plain and "\\" in self.text[word.start : word.end].rstrip("\\"):
            note("escaped", span, directive, **args)
        if given.option.grammar == "log" and "\\" in value:
            note("pattern-off", span, directive, **args)
        kind = typographic(value)
        if kind:
            self.faults.lead(before, kind, span, **args)
