"""A word in a directive belongs to no option.

## Why is this bad?
`sbatch` refuses the whole script: "Invalid directive found in batch script". Mostly it is a list with a space behind a
comma (`--mail-type=END, FAIL`), a space before a unit (`--mem=16 G`), a job name of several words, or a comment without
its `#`.

## What to do
Lists and sizes have no spaces. A value with spaces stands in quotes. A comment begins with `#`.

## Fix safety
Safe: the space in a list or a size is taken out, a job name of several words gets quotes, and what stands in
parentheses, behind two slashes or a semicolon becomes a comment. Other words are left to you.

## References
- sbatch(1): directives are options, as on the command line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Request, Slurm
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, causes, filled_in, line_at, shown, swap, templated
from envdoctor.syntax.jobs.values import Directive, Span

TEXTS = {
    "list": msg("{word} is cut off by the space: sbatch refuses the script; a list has no spaces"),
    "unit": msg("{word} is cut off by the space: sbatch refuses the script; write {joined}"),
    "name": msg("{word} is cut off by the space: sbatch refuses the script; put the name in quotes"),
    "comment": msg("sbatch refuses {word} as a directive; a comment begins with #"),
    "glued": msg("sbatch reads {word} as #SBATCH and refuses the script; a comment has a space behind its #"),
    "word": msg(
        "{word} belongs to no option: sbatch refuses the script; is it a comment, or does a value need quotes?"
    ),
}
EQUALS = re.compile(r"[\w-]+[ \t]*=[ \t]*$")
STAND_IN = re.compile(r"X{3}\w+X{3}|[{}]|@\w+@")
ODD = re.compile(r"[^\x00-\x7f]")
LISTS = frozenset(
    "mail-type nodelist exclude partition gres licenses export dependency clusters constraint array reservation".split()
)
LIST = re.compile(r"[^\s,#]+(?:[ \t]*,[ \t]*[^\s,#-][^\s,#]*)+")
SIZES = frozenset(("mem", "mem-per-cpu", "mem-per-gpu", "tmp"))
UNIT = re.compile(r"[KMGT]B?", re.I)
GLUED = re.compile(r"#SBATCH\w")
SIGN = len("#SBATCH")
REST = re.compile(r"[^\n#]*")


def _before(directives: list[Directive], span: Span) -> Directive | None:
    """The last directive of a line that ends before ``span``."""
    return next((each for each in reversed(directives) if each.span.end <= span.start), None)


def _wish(source: SourceFile, before: Directive | None, span: Span) -> tuple[str, ReplaceSpan | None]:
    """What happened, and what to do about it."""
    text, path = source.text, source.path
    rest = REST.match(text, span.start)
    words = (rest[0] if rest else "").rstrip()
    if before and before.value and before.value_span:
        end = before.value_span.end
        gap = text[end : span.start]
        if joined := _sized(text, before, span):
            return "unit", swap(path, text, before.span.start, span.end, joined)
        if before.option in LISTS and (before.value.endswith(",") or words.startswith(",")):
            return "list", _joined(source, before.value_span.start, span.start)
        if before.option == "job-name" and gap == " " and _name(words) and text[before.value_span.start] not in "\"'":
            start, end = before.value_span.start, span.start + len(words)
            return "name", swap(path, text, start, end, f'"{text[start:end]}"')
    if words.startswith(("(", "//", ";")) and not re.search(r"\s-", words):
        return "comment", swap(path, text, span.start, span.start, "# ")
    return "word", None


def _joined(source: SourceFile, start: int, word: int) -> ReplaceSpan | None:
    """The list without the white space around its commas, if the word is part of it."""
    found = LIST.match(source.text, start)
    if found is None or found.end() <= word:
        return None
    return swap(source.path, source.text, start, found.end(), re.sub(r"[ \t]*,[ \t]*", ",", found[0]))


def _sized(text: str, before: Directive, span: Span) -> str:
    """``--mem=16G`` of ``--mem 16 G``; "" for anything else."""
    unit = text[span.start : span.end]
    whole = before.option in SIZES and (before.value or "").isdecimal() and UNIT.fullmatch(unit) is not None
    return f"{before.written}={before.value}{unit}" if whole and not text[before.span.end : span.start].strip() else ""


def _after_equals(text: str, span: Span) -> bool:
    """Spaces around an equals sign cut the word off, which is another rule's."""
    return EQUALS.search(text[text.rfind("\n", 0, span.start) + 1 : span.start]) is not None


def _name(words: str) -> bool:
    return (
        len(words.split(" ")) <= 4 and re.fullmatch(r"[\w.+-]+(?: [\w.+-]+)*", words) is not None and " -" not in words
    )


@rule("SLU108", "stray-word", severity=Severity.ERROR, fix=Safety.SAFE, signs=("stray-word",))
def stray_word(source: SourceFile, slurm: Slurm, job: Request, site: Site) -> Iterator[Finding]:
    """One finding for each line, at its first such word; sizes of memory are left alone where any memory is refused."""
    refused = site.memory_configured is False and speaks(job, site)
    found = list(causes(slurm, "stray-word"))
    if not found or filled_in(source.text):
        return
    on_line: dict[int, list[Directive]] = {}
    for directive in slurm.directives:
        on_line.setdefault(directive.span.line, []).append(directive)
    lines, keys = {fault.span.line for fault in slurm.faults if fault.kind == "swallowed"}, Keys()
    for fault, _key in found:
        word = source.text[fault.span.start : fault.span.end]
        line = line_at(source.text, fault.span.start)
        if fault.span.line in lines or not line.startswith("#SBATCH") or templated(line):
            continue
        if ODD.match(word) or STAND_IN.search(word) or _after_equals(source.text, fault.span):
            continue
        lines.add(fault.span.line)
        before = _before(on_line.get(fault.span.line, []), fault.span)
        kind, wish = _wish(source, before, fault.span)
        if GLUED.match(line) and line.find(word) == SIGN:
            kind, wish, word = "glued", None, f"#SBATCH{word}"
        if kind == "unit" and refused:
            continue
        yield Finding(
            TEXTS[kind],
            place=source.path,
            key=keys(before.option if before else "word"),
            location=at(source.path, fault.span),
            wish=wish,
            word=shown(source.text, fault.span.start, word),
            joined=wish.after if wish and kind == "unit" else "",
        )
