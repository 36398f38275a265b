"""LSF job scripts: what ``bsub < script`` takes from their ``#BSUB`` lines.

``bsub`` reads such lines everywhere in the file, also below commands. Options are words behind one dash; a value may be
glued on (``-qgpu``, ``-n4``). A word that begins with ``#`` ends the line: the manual does not say so, but LSF's open
relative does it, and a good part of the scripts in use rely on it.
"""

from __future__ import annotations

import re

from envdoctor.catalogue.lsf_options import NUMBERED, OPTIONS, REPEATABLE, SLURM_WORDS
from envdoctor.syntax.jobs.fill_ins import holds_place, unknown
from envdoctor.syntax.jobs.lsf.words import Line, Word, line_from, nearest, odd, words
from envdoctor.syntax.jobs.values import Directive, Fault, Script, Span
from envdoctor.syntax.jobs.which import heredocs

KINDS: dict[str, str] = {
    "unknown-option": "bsub has no such option; near: the nearest name",
    "long-option": "a word behind two dashes; bsub's options have one",
    "missing-value": "the option ends the line",
    "stray-word": "belongs to no option; after: the option before it",
    "glued-equals": "`-J=x`: the value becomes `=x`",
    "spaced-equals": "`-J = x`: the value becomes `=`",
    "open-quote": "a quote that the line never closes",
    "lower-case": "`#bsub`: a comment",
    "spaced": "`# BSUB -q`: not what is documented; LSF's open relative reads it all the same",
    "unicode": "dashes, spaces or quotes that only look like ASCII; after: what is meant; code, plain",
    "no-dash": "`#BSUB q gpu`: bsub skips it; option: what it looks like",
}
"""Kinds of faults, and what they mean."""

_LINE = re.compile(r"^[ \t]*#([ \t]?BSUB|bsub|Bsub|BSub)(?![A-Za-z_])[ \t]*", re.M)
_CODE = re.compile(r"^[ \t]*[^#\s]", re.M)
_LONGEST = max(map(len, OPTIONS))


class _Reader:
    """Collects directives and faults of one text."""

    def __init__(self, text: str, strict: bool = False) -> None:
        self.text, self.strict = text, strict
        self.directives: list[Directive] = []
        self.faults: list[Fault] = []
        self.hazy = False

    def fault(self, kind: str, span: Span, fatal: bool = True, directive: Directive | None = None, **args: str) -> None:
        self.faults.append(Fault(kind, span, fatal, args, directive))

    def line(self, line: Line) -> None:
        """Read the options of one ``#BSUB`` line."""
        found, comment = words(self.text, line, comments=True, escapes=False)
        if not found:
            return
        self.hazy = not self.strict and holds_place(self.text[line.start : line.end])
        if strange := odd(self.text, line):
            self.fault("unicode", strange.span, False, after=strange.after, code=strange.code, plain=strange.plain)
            self.hazy = True
        if not found[0].text.startswith("-"):
            self.not_an_option(found)
            return
        at, last = 0, ""
        while at < len(found):
            word = found[at]
            if word.open and not self.hazy:
                self.fault("open-quote", word.span, False, value=word.text)
            if word.text.startswith("-") and len(word.text) > 1:
                at, last = self.option(found, at, comment), word.text
            else:
                self.stray(word, last)
                at += 1

    def not_an_option(self, found: list[Word]) -> None:
        word = found[0]
        if word.text in OPTIONS and len(found) == 1 + OPTIONS[word.text]:
            self.fault("no-dash", word.span, False, option=word.text)

    def stray(self, word: Word, last: str) -> None:
        if self.strict or not (
            self.hazy or word.text.startswith("/") or unknown(word.text) or last.startswith(("-I", "-K"))
        ):
            self.fault("stray-word", word.span, False, value=word.text, option=last)

    def option(self, found: list[Word], at: int, comment: str) -> int:
        """Read the option at ``at``; gives where the next word is."""
        word = found[at]
        name, glued = _split(word.text, at + 1 < len(found) and not found[at + 1].text.startswith("-"))
        if not name:
            self.unknown_option(word)
            return at + 1 + (at + 1 < len(found) and not found[at + 1].text.startswith("-"))
        if glued is not None:
            self.glued(word, name, glued, comment)
            return at + 1
        if not OPTIONS[name]:
            self.directives.append(Directive("lsf", name, word.text, None, word.span, None, comment))
            return at + 1
        if at + 1 == len(found):
            if not self.hazy and not comment:
                self.fault("missing-value", word.span, option=word.text)
            return at + 1
        return self.valued(found, at, name, comment)

    def valued(self, found: list[Word], at: int, name: str, comment: str) -> int:
        word, value = found[at], found[at + 1]
        whole = Span(word.span.start, value.span.end, word.span.line, word.span.column)
        directive = Directive("lsf", name, word.text, value.text, whole, value.span, comment)
        self.directives.append(directive)
        if value.open and not self.hazy:
            self.fault("open-quote", value.span, False, directive, option=word.text, value=value.text)
        elif value.text == "=" or (value.text.startswith("=") and len(value.text) > 1 and name not in ("w", "R")):
            self.fault("spaced-equals", whole, False, directive, option=word.text, value=value.text.lstrip("="))
            return at + 2 + (value.text == "=" and at + 2 < len(found))
        return at + 2

    def glued(self, word: Word, name: str, value: str, comment: str) -> None:
        start = word.span.start + 1 + len(name)
        written = f"-{name}"
        place = Span(start, word.span.end, word.span.line, word.span.column + 1 + len(name))
        directive = Directive("lsf", name, written, value, word.span, place, comment)
        self.directives.append(directive)
        if value.startswith("="):
            self.fault("glued-equals", word.span, False, directive, option=written, value=value[1:])

    def unknown_option(self, word: Word) -> None:
        text = word.text
        if unknown(text):
            return
        if text.startswith("--"):
            self.fault("long-option", word.span, option=text, name=text.strip("-").split("=", 1)[0])
        else:
            self.fault("unknown-option", word.span, option=text, near=nearest(text[1:], OPTIONS))


def _split(text: str, more: bool) -> tuple[str, str | None]:
    """The option's name and the value glued to it; no name for what is no option.

    Args:
        text: ``-W``, ``-W4:00``, ``-J=x``, ``--gres=gpu:1``.
        more: a word follows that could be its value: what is glued on is then rather part of an unknown name.
    """
    name = text[1:]
    if name in OPTIONS:
        return name, None
    for length in range(min(_LONGEST, len(name) - 1), 0, -1):
        known, rest = name[:length], name[length:]
        if OPTIONS.get(known) and _may_be_value(known, rest, more):
            return known, rest
    return "", None


def _may_be_value(name: str, rest: str, more: bool) -> bool:
    if rest[0] == "=":
        return True
    if name in NUMBERED:
        return rest[0].isdigit() or unknown(rest)
    if name in ("R", "w"):
        return "[" in rest or "(" in rest
    return not more and len(name) == 1 and name in "qJPoeuGm" and len(rest) > 2


def _only_options(text: str, line: Line) -> bool:
    """Whether nothing but options stands there: what goes on with a command was a command once."""
    trial = _Reader(text, strict=True)
    trial.line(line)
    return 0 < len(trial.directives) <= 2 and not trial.faults and not line.joined


def read(text: str) -> Script:
    """What ``bsub < script`` reads. Never fails: what it cannot read becomes a fault."""
    reader = _Reader(text)
    inner = heredocs(text) if "<<" in text else []
    done, number, counted = 0, 1, 0
    for match in _LINE.finditer(text):
        if match.start() < done or any(start <= match.start() < end for start, end in inner):
            continue
        number += text.count("\n", counted, match.start())
        counted = match.start()
        line = line_from(text, match.end(), number)
        if match[1] == "BSUB":
            reader.line(line)
        elif text.startswith("-", match.end()) and _only_options(text, line):
            start = match.start(1) - 1
            span = Span(start, match.end(1), number, start - text.rfind("\n", 0, start))
            reader.fault("spaced" if match[1].endswith("BSUB") else "lower-case", span, False, value=match[0].strip())
        done = line.end
    code = _CODE.search(text)
    code_line = text.count("\n", 0, code.start()) + 1 if code else None
    fatal = next((fault for fault in reader.faults if fault.fatal), None)
    reason = f"{fault_word(fatal)}" if fatal else ""
    return Script("lsf", tuple(reader.directives), tuple(reader.faults), fatal is None, reason, code_line)


def fault_word(fault: Fault) -> str:
    """A fault in a few words, for people who look at what was read."""
    return f"{fault.kind}: {fault.args.get('option', '')}"


def in_lsf(name: str) -> str:
    """How LSF says what Slurm's long option ``name`` says; "" where it has nothing like it."""
    return SLURM_WORDS.get(name, "")


def repeats(script: Script) -> list[tuple[Directive, Directive]]:
    """(first, later) of options that count once and are given again with another value."""
    first: dict[str, Directive] = {}
    found = []
    for directive in script.directives:
        if directive.value is None or directive.option in REPEATABLE or unknown(directive.value):
            continue
        earlier = first.setdefault(directive.option, directive)
        if earlier.value != directive.value:
            found.append((earlier, directive))
    return found
