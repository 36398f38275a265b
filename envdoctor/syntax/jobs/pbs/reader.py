"""PBS job scripts: what ``qsub`` takes from their ``#PBS`` lines.

It reads them until the first line that is neither empty nor a comment, white space before ``#`` allowed, and hands
each line on its own to getopt: letters may stand together, values may be glued on (``-lwalltime=..``), words may stand
before options. OpenPBS refuses a line with a word too many, also one that was meant as a comment; Torque 6 drops such
words. NEC's NQSV reads the same lines with options of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from envdoctor.catalogue.pbs_options import NQSV_RESOURCES, OPTIONS, PRO_OPTIONS, SLURM_WORDS
from envdoctor.syntax.jobs.fill_ins import holds_place, unknown
from envdoctor.syntax.jobs.lsf.words import Line, Word, line_from, odd, words
from envdoctor.syntax.jobs.values import Directive, Fault, Script, Span
from envdoctor.syntax.jobs.which import heredocs

KINDS: dict[str, str] = {
    "unknown-option": "qsub has no such letter",
    "long-option": "a word behind two dashes; qsub's options are letters",
    "missing-value": "the option ends the line",
    "stray-word": "belongs to no option; after: the option before it; comment: it begins with `#`",
    "split-list": "the rest of a list that a space cut in two: `-l a=1, b=2`; span: the spaces",
    "glued-equals": "`-N=x`: the value becomes `=x`",
    "open-quote": "a quote that the line never closes; qsub stops",
    "unicode": "dashes, spaces or quotes that only look like ASCII; after: what is meant; code, plain",
    "late": "a directive below the first command: ignored",
    "lower-case": "`#pbs`: a comment",
    "spaced": "`# PBS -l`: a comment",
    "misspelt": "`#PSB -l`: a comment",
}
"""Kinds of faults, and what they mean. Only those that every PBS refuses are fatal."""

_LINE = re.compile(r"^[ \t]*#(PBS|pbs|Pbs|[ \t]+PBS|PSB|BPS)(?![A-Za-z_0-9])[ \t]*", re.M)
_OPTION = re.compile(r"-[A-Za-z](?![A-Za-z_]{2})")
_CODE = re.compile(r"^(?!#!|:)[ \t]*[^#\s]", re.M)
_LISTS = ("l", "v", "W", "M")
_LETTERS = re.compile(r"[abefjnp,]+")
_KIND_OF = {"pbs": "lower-case", "Pbs": "lower-case", "PSB": "misspelt", "BPS": "misspelt"}


class _Reader:
    """Collects directives and faults of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.directives: list[Directive] = []
        self.faults: list[Fault] = []
        self.hazy = False

    def fault(self, kind: str, span: Span, fatal: bool = True, directive: Directive | None = None, **args: str) -> None:
        self.faults.append(Fault(kind, span, fatal, args, directive))

    def line(self, line: Line) -> None:
        """Read the options of one ``#PBS`` line."""
        found, _ = words(self.text, line, comments=False, escapes=True)
        self.hazy = holds_place(self.text[line.start : line.end])
        if strange := odd(self.text, line):
            self.fault("unicode", strange.span, False, after=strange.after, code=strange.code, plain=strange.plain)
            self.hazy = True
        cut = next((at for at, word in enumerate(found) if word.text.startswith("#")), len(found))
        comment = self.text[found[cut].span.start + 1 : line.end].strip() if cut < len(found) else ""
        for word in found:
            if word.open and not self.hazy:
                self.fault("open-quote", word.span, value=word.text)
        at, before, read = 0, len(self.directives), found[:cut]
        while at < cut:
            if found[at].text.startswith("-") and len(found[at].text) > 1:
                at = self.options(read, at, comment)
            else:
                self.stray(found, at, before)
                at += 1
        if comment and len(self.directives) > before:
            whole = Span(found[cut].span.start, line.end, found[cut].span.line, found[cut].span.column)
            self.fault("stray-word", whole, False, self.directives[-1], value="#", comment=comment)

    def stray(self, found: list[Word], at: int, before: int) -> None:
        word = found[at]
        last = self.directives[-1] if len(self.directives) > before else None
        if self.hazy or unknown(word.text):
            return
        if last and last.value and last.option in _LISTS and _cut_in_two(last.value, word.text, last.option):
            end = (last.value_span or last.span).end
            if last.span.line == word.span.line and not self.text[end : word.span.start].strip():
                gap = Span(end, word.span.start, word.span.line, word.span.column - (word.span.start - end))
                self.fault("split-list", gap, last.option == "l", last, option=last.written, value=word.text)
                return
        self.fault("stray-word", word.span, False, last, value=word.text, option=last.written if last else "")

    def options(self, found: list[Word], at: int, comment: str) -> int:
        """Read the letters of the word at ``at``; gives where the next word is."""
        word = found[at]
        if word.text.startswith("--"):
            if not unknown(word.text):
                self.fault("long-option", word.span, False, option=word.text, name=word.text[2:].split("=", 1)[0])
            return at + 1
        for index in range(1, len(word.text)):
            letter = word.text[index]
            place = Span(word.span.start + index, word.span.end, word.span.line, word.span.column + index)
            if letter not in OPTIONS:
                if not unknown(word.text):
                    self.fault("unknown-option", word.span, option=f"-{letter}", value=word.text)
                return at + 1
            if not OPTIONS[letter]:
                span = word.span if len(word.text) == 2 else place._replace(end=place.start + 1)
                self.directives.append(Directive("pbs", letter, f"-{letter}", None, span, None, comment))
            elif index + 1 < len(word.text):
                self.glued(word, index, comment)
                return at + 1
            else:
                return self.valued(found, at, letter, comment)
        return at + 1

    def glued(self, word: Word, index: int, comment: str) -> None:
        start = index if index > 1 else 0
        span = Span(word.span.start + start, word.span.end, word.span.line, word.span.column + start)
        place = Span(word.span.start + index + 1, word.span.end, word.span.line, word.span.column + index + 1)
        letter, value = word.text[index], word.text[index + 1 :]
        directive = Directive("pbs", letter, f"-{letter}", value, span, place, comment)
        self.directives.append(directive)
        if value.startswith("="):
            self.fault("glued-equals", span, False, directive, option=f"-{letter}", value=value[1:])

    def valued(self, found: list[Word], at: int, letter: str, comment: str) -> int:
        word = found[at]
        if at + 1 >= len(found):
            if not self.hazy and not comment:
                self.fault("missing-value", word.span, option=f"-{letter}")
            return at + 1
        value = found[at + 1]
        whole = Span(word.span.start, value.span.end, word.span.line, word.span.column)
        self.directives.append(Directive("pbs", letter, f"-{letter}", value.text, whole, value.span, comment))
        return at + 2

    def look_alike(self, match: re.Match[str], number: int, late: bool) -> None:
        start = match.start(1) - 1
        span = Span(start, match.end(1), number, start - self.text.rfind("\n", 0, start))
        kind = _KIND_OF.get(match[1], "spaced")
        if late:
            if match[1] != "PBS":
                return
            kind = "late"
            end = self.text.find("\n", start)
            line_end = len(self.text) if end < 0 else end
            span = span._replace(end=start + len(self.text[start:line_end].rstrip()))
        self.fault(kind, span, False, value=self.text[span.start : span.end])


def _cut_in_two(value: str, word: str, option: str) -> bool:
    """Whether ``word`` goes on where ``value`` ended: a comma, plus or equals sign stands between them."""
    joint = (",", ":", "+") if option == "l" else (",",)
    if option == "l" and "=" not in word and not word.startswith(joint):
        return value.endswith("=")
    return value.endswith((*joint, "=")) or word.startswith(joint)


def read(text: str) -> Script:
    """What ``qsub`` reads. Never fails: what it cannot read becomes a fault."""
    reader = _Reader(text)
    code = _CODE.search(text)
    code_at = code.start() if code else len(text)
    inner: Sequence[tuple[int, int]] | None = None
    done, number, counted = 0, 1, 0
    for match in _LINE.finditer(text):
        if match.start() < done:
            continue
        late = match.start() >= code_at
        if late and inner is None:
            inner = heredocs(text)
        if late and any(start <= match.start() < end for start, end in inner or ()):
            continue
        number += text.count("\n", counted, match.start())
        counted = match.start()
        if match[1] == "PBS" and not late:
            line = line_from(text, match.end(), number)
            reader.line(line)
            done = line.end
            if line.joined and code_at < done:
                code = _CODE.search(text, done)
                code_at = code.start() if code else len(text)
        elif _OPTION.match(text, match.end()):
            reader.look_alike(match, number, late)
    fatal = next((fault for fault in reader.faults if fault.fatal), None)
    code_line = text.count("\n", 0, code_at) + 1 if code else None
    reason = f"{fatal.kind}: {fatal.args.get('option', '')}" if fatal else ""
    return Script("pbs", tuple(reader.directives), tuple(reader.faults), fatal is None, reason, code_line)


def flavour(script: Script) -> str:
    """Whose ``qsub`` the script is meant for: ``pro``, ``torque``, ``nqsv``, or "" where nothing tells."""
    told: set[str] = set()
    for directive in script.directives:
        value = directive.value or ""
        if directive.option == "l":
            told |= _by_resources(value)
        elif directive.option == "T" or (directive.option == "b" and value.isdigit()):
            told.add("nqsv")
        elif directive.option in "tdx":
            told.add("torque")
        elif directive.option == "J" and re.match(r"\d+-\d+", value):
            told.add("pro")
    if any(
        fault.kind == "long-option" and fault.args["name"].startswith(("ve", "group", "use-hca", "cpunum", "gpunum"))
        for fault in script.faults
    ):
        told.add("nqsv")
    if "nqsv" in told:
        return "nqsv"
    return next(iter(told)) if len(told) == 1 else ""


def _by_resources(value: str) -> set[str]:
    if any(part.strip().startswith(NQSV_RESOURCES) for part in value.split(",")):
        return {"nqsv"}
    if re.search(r"(?:^|,)\s*select=", value):
        return {"pro"}
    if re.search(r"(?:^|,)\s*nodes=[^,]*:gpus=|(?:^|,)\s*(?:procs|feature|gres|naccesspolicy|advres)=", value):
        return {"torque"}
    return set()


def torque_only(letter: str) -> bool:
    """Whether Torque has the option and PBS Professional has not."""
    return letter in OPTIONS and letter not in PRO_OPTIONS


def in_pbs(name: str) -> str:
    """How PBS says what Slurm's long option ``name`` says; "" where it has nothing like it."""
    return SLURM_WORDS.get(name, "")


def mail_letters(script: Script) -> tuple[Fault, ...]:
    """Words behind ``-m`` that are further letters of it: ``-m a b e``, ``-m abe, n``."""
    return tuple(
        fault
        for fault in script.faults
        if fault.kind == "stray-word"
        and fault.directive is not None
        and fault.directive.option == "m"
        and _LETTERS.fullmatch(fault.args["value"])
    )
