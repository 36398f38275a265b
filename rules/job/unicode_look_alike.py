r"""A dash, space or quote that only looks like the one on the keyboard.

## Why is this bad?
Text that went through a word processor, a web page, a PDF or a chat has long dashes, no-break spaces and curly quotes
where programs expect `-`, a space and `"`. They look alike and mean nothing to a scheduler or a shell: options become
unknown words, names get invisible parts.

## What to do
Type the character anew. `grep -nP '[^\x00-\x7F]' script` shows where such characters are.

## Fix safety
Safe: in `#SBATCH` lines that `sbatch` refuses, the dash, space, quote or sign is replaced by the one that is meant, if
the line is taken then. Lines that are taken stay as they are, comments and names keep their letters, and commands of
the script are only named.

## References
- Unicode: U+2013 en dash, U+2014 em dash, U+00A0 no-break space, U+201C and U+201D quotation marks.
- bash(1), "DEFINITIONS": a blank is a space or a tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from envdoctor import Finding, Location, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, JobText
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.body import Word
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.jobs.slurm.unicode import DASHES, DOUBLE, SPACES, ZERO_WIDTH, Strange, strange
from envdoctor.syntax.jobs.which import heredocs

LINE = pattern(r"^#SBATCH(?=[^\x00-\x7f\n]|[^\n]*[^\x00-\x7f\n])([^\n]*)", re.M)
COMMENT = pattern(rf"(?:^|(?<=[\s{SPACES}]))#")
CODE = pattern(r"^[ \t]*[^#\s]", re.M)
IN_WORD = pattern(rf"^[{DASHES}]+(?=[A-Za-z])|[\u00a0\u202f\u3000\u200b\ufeff]|^[{DOUBLE}]|=[{DOUBLE}]")
NAME = pattern(r"[^A-Za-z]*([A-Za-z][A-Za-z-]*)")
TELLING = frozenset(("echo", "printf", "logger", "figlet", "cat", "git", "mail", "curl"))
"""Commands whose words are text for people."""

DASH = msg("the long dash {sign} (from a PDF or Word) is not {plain}; sbatch refuses the script")
SPACE = msg("an invisible {what} (U+{code}, from a PDF or a web page) is no plain space; sbatch refuses the script")
IN_VALUE = msg("an invisible {what} (U+{code}, from a PDF or a web page) becomes part of the value")
QUOTE = msg("the curly quote {sign} (from a PDF or Word) becomes part of the value; write {plain}")
NO_QUOTE = msg("the curly quote {sign} (from a PDF or Word) is not {plain}; sbatch refuses the script")
WIDE = msg("the wide {sign} (of a Chinese keyboard) is a letter to sbatch; write {plain}")
REFUSED = {"dash": DASH, "space": SPACE, "double": NO_QUOTE, "single": NO_QUOTE}
TAKEN = {"dash": DASH, "space": IN_VALUE, "double": QUOTE, "single": QUOTE}
BROAD, NARROW = msg("wide space"), msg("character without width")
BLANK = pattern(rf"[{SPACES}]+")
IN_COMMAND = msg("U+{code} in {word} is no plain dash, space or quote: the program gets it as a letter")
ALONE = msg("an invisible U+{code} stands here for itself: the shell takes it for a word, even for a command's name")


def _directives(text: str) -> Iterator[tuple[int, str, Strange, int]]:
    """(offset, options, what is odd, line) of each directive line above the code."""
    code = CODE.search(text)
    bodies = heredocs(text)
    known: dict[str, Strange | None] = {}
    number, counted = 1, 0
    for line in LINE.finditer(text, 0, code.start() if code else len(text)):
        if any(start <= line.start() < end for start, end in bodies):
            continue
        comment = COMMENT.search(line[1])
        options = (line[1][: comment.start()] if comment else line[1]).rstrip("\r")
        if options.isascii():
            continue
        if options not in known:
            known[options] = strange(options)
        odd = known[options]
        number, counted = number + text.count("\n", counted, line.start()), line.start()
        if odd is not None:
            yield line.start(1), options, odd, number


def _odd_words(body: Body) -> Iterator[tuple[Word, re.Match[str]]]:
    for command in body.commands:
        if command.name in TELLING:
            continue
        for word in command.words:
            if not word.text.isascii() and not word.quoted and (found := IN_WORD.search(word.text)):
                yield word, found


def _alike(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _wish(source: SourceFile, offset: int, before: str, after: str) -> ReplaceSpan:
    """The change from ``before`` to ``after``, without what both begin and end with."""
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    return swap(source.path, source.text, offset + head, offset + len(before) - tail, after[head : len(after) - tail])


@rule("JOB103", "unicode-look-alike", severity=Severity.ERROR, fix=Safety.SAFE)
def unicode_look_alike(source: SourceFile, job_text: JobText, body: Body) -> Iterator[Finding]:
    """One finding for each directive line, and one for each word of a command."""
    if job_text.isascii():
        return
    path, keys = source.path, Keys()
    for offset, options, odd, number in _directives(source.text):
        start, end, first = offset + odd.start, offset + odd.end, offset - len("#SBATCH")
        head = NAME.match(options, odd.start)
        yield Finding(
            (REFUSED if odd.refused else TAKEN).get(odd.kind, WIDE),
            place=path,
            key=keys(f"U+{ord(odd.sign):04X} {head[1] if head else ''}".rstrip()),
            location=Location(path, number, start - first + 1, end - first + 1),
            severity=None if odd.refused else Severity.WARNING,
            wish=_wish(source, offset, options, odd.after) if odd.after else None,
            code=f"{ord(odd.sign):04X}",
            sign=odd.sign,
            plain=odd.plain,
            what=NARROW if odd.sign in ZERO_WIDTH else BROAD,
        )
    for word, found in _odd_words(body):
        odd_one = found[0].lstrip("=")[0]
        yield Finding(
            ALONE if BLANK.fullmatch(word.text) else IN_COMMAND,
            place=path,
            key=keys(f"U+{ord(odd_one):04X}"),
            location=at(path, word.span),
            severity=Severity.WARNING,
            code=f"{ord(odd_one):04X}",
            word=word.text,
        )
