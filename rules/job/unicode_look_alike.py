r"""A dash, space or quote that only looks like the one on the keyboard.

## Why is this bad?
Text that went through a word processor, a web page, a PDF or a chat has long dashes, no-break spaces and curly quotes
where programs expect `-`, a space and `"`. They look alike and mean nothing to a scheduler or a shell: options become
unknown words, names get invisible parts.

## What to do
Type the character anew. `grep -nP '[^\x00-\x7F]' script` shows where such characters are.

## Fix safety
Safe: in `#SBATCH` lines the dash, space, quote or sign is replaced by the one that is meant. Comments and job names
keep their letters, and commands of the script are only named.

## References
- Unicode: U+2013 en dash, U+2014 em dash, U+00A0 no-break space, U+201C and U+201D quotation marks.
- bash(1), "DEFINITIONS": a blank is a space or a tab.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, JobText
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Word
from envdoctor.syntax.jobs.pointing import Keys, at, span_of, swap
from envdoctor.syntax.jobs.which import heredocs

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
SPACES = "\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff"
SINGLE, DOUBLE = "\u2018\u2019\u201a\u201b", "\u201c\u201d\u201e\u201f\uff02"
LINE = re.compile(r"^#SBATCH(?=[^\x00-\x7f\n]|[^\n]*[^\x00-\x7f\n])([^\n]*)", re.M)
COMMENT = re.compile(rf"(?:^|(?<=[\s{SPACES}]))#")
ODD = re.compile(
    rf"(?:^|(?<=[\s{SPACES}]))(?P<dash>-*[{DASHES}][-{DASHES}]*)(?=[A-Za-z])(?=(?P<name>[A-Za-z]+))"
    rf"|(?P<space>[{SPACES}]+)"
    rf"|(?P<double>[{DOUBLE}])|(?P<single>[{SINGLE}])"
    rf"|(?<=[a-z])(?P<equals>\uff1d)|(?<=[0-9])(?P<colon>\uff1a)(?=[0-9])|(?<=[A-Z0-9])(?P<comma>\uff0c)(?=[A-Z0-9])"
)
ZERO_WIDTH = frozenset("\u200b\u2060\ufeff")
PLAIN = {"double": '"', "single": "'", "equals": "=", "colon": ":", "comma": ","}
CODE = re.compile(r"^[ \t]*[^#\s]", re.M)
IN_WORD = re.compile(rf"^[{DASHES}]+(?=[A-Za-z])|[\u00a0\u202f\u3000\u200b\ufeff]|^[{DOUBLE}]|=[{DOUBLE}]")
TELLING = frozenset(("echo", "printf", "logger", "figlet", "cat", "git", "mail", "curl"))
"""Commands whose words are text for people."""

DASH = msg("the long dash {sign} (from a PDF or Word) is not {plain}; sbatch refuses the script")
SPACE = msg("an invisible {what} (U+{code}, from a PDF or a web page) is no plain space; sbatch refuses the script")
IN_VALUE = msg("an invisible {what} (U+{code}, from a PDF or a web page) becomes part of the value")
QUOTE = msg("the curly quote {sign} (from a PDF or Word) is not {plain}: it becomes part of the value")
WIDE = msg("the wide {sign} (of a Chinese keyboard) is not {plain}: sbatch takes it for a letter")
TEXTS = {"dash": DASH, "name": DASH, "space": SPACE, "double": QUOTE, "single": QUOTE}
BROAD, NARROW = msg("wide space"), msg("character without width")
BLANK = re.compile(rf"[{SPACES}]+")
IN_COMMAND = msg("U+{code} in {word} is no plain dash, space or quote: the program gets it as a letter")
ALONE = msg("an invisible U+{code} stands here for itself: the shell takes it for a word, even for a command's name")


def _plain(found: re.Match[str]) -> str:
    """The ASCII that is meant."""
    kind = found.lastgroup or ""
    if found["dash"] is not None:
        return "--" if len(found["name"]) > 1 else "-"
    if kind == "space":
        return "" if set(found[0]) <= ZERO_WIDTH else " "
    return PLAIN[kind]


def _refused(found: re.Match[str], options: str) -> bool:
    """An option becomes a word that sbatch does not know; a value with such letters is taken as it is."""
    return found["dash"] is not None or (found["space"] is not None and options[found.end() :].startswith("-"))


def _directives(text: str) -> Iterator[tuple[int, str, list[re.Match[str]]]]:
    """(offset, options, odd characters) of each directive line above the code that has some outside of its comment."""
    code = CODE.search(text)
    bodies = heredocs(text)
    for line in LINE.finditer(text, 0, code.start() if code else len(text)):
        if any(start <= line.start() < end for start, end in bodies):
            continue
        comment = COMMENT.search(line[1])
        options = line[1][: comment.start()] if comment else line[1]
        if odd := list(ODD.finditer(options)):
            yield line.start(1), options, odd


def _odd_words(body: Body) -> Iterator[tuple[Word, re.Match[str]]]:
    for command in body.commands:
        if command.name in TELLING:
            continue
        for word in command.words:
            if not word.text.isascii() and not word.quoted and (found := IN_WORD.search(word.text)):
                yield word, found


@rule("JOB103", "unicode-look-alike", severity=Severity.ERROR, fix=Safety.SAFE)
def unicode_look_alike(source: SourceFile, job_text: JobText, body: Body) -> Iterator[Finding]:
    """One finding for each directive line, and one for each word of a command."""
    if job_text.isascii():
        return
    path, keys = source.path, Keys()
    for offset, options, odd in _directives(source.text):
        start, end = odd[0].start(), odd[-1].end()
        after = ODD.sub(_plain, options)
        tail = len(options) - end
        refused, kind = any(_refused(each, options) for each in odd), odd[0].lastgroup or ""
        sign = odd[0][0].lstrip("-")[0]
        yield Finding(
            IN_VALUE if kind == "space" and not refused else TEXTS.get(kind, WIDE),
            place=path,
            key=keys(after.strip()),
            location=at(path, span_of(source.text, offset + start, offset + odd[0].end())),
            severity=None if refused else Severity.WARNING,
            wish=swap(path, source.text, offset + start, offset + end, after[start : len(after) - tail]),
            code=f"{ord(sign):04X}",
            sign=sign,
            plain=_plain(odd[0]),
            what=NARROW if sign in ZERO_WIDTH else BROAD,
        )
    for word, found in _odd_words(body):
        odd_one = found[0].lstrip("=")[0]
        yield Finding(
            ALONE if BLANK.fullmatch(word.text) else IN_COMMAND,
            place=path,
            key=keys(word.text),
            location=at(path, word.span),
            severity=Severity.WARNING,
            code=f"{ord(odd_one):04X}",
            word=word.text,
        )
