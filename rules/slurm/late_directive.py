"""A directive stands after the first command and is ignored.

## Why is this bad?
`sbatch` reads `#SBATCH` lines up to the first line that is a command. What stands below `module load`, `set -e` or `cd`
is a comment, without a word: the job runs with the site's defaults, without the card or with a short time limit.

## What to do
Move the line up, above the first command. Where the finding says that sbatch would then refuse it, mend it first.

## Fix safety
Unsafe: the lines are moved up behind the last directive that counts. The job then asks for what they say, which it
never did before. Where sbatch would then refuse the script, they are left to you, and the finding says for what.

## References
- sbatch(1): "before any executable commands in the script".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body, Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.body import Word
from envdoctor.syntax.jobs.pointing import Keys, at, option_names, shown
from envdoctor.syntax.jobs.slurm.reader import read
from envdoctor.syntax.jobs.values import Fault
from envdoctor.syntax.jobs.which import heredocs, in_heredoc

ANOTHER = re.compile(r"^#! ?/", re.MULTILINE)
"""A second script begins in the file: notes, not a job."""
STAND_IN = re.compile(r"\s*(?:\$\{\w+\}|\{\{?[^{}]*\}?\}|@\w+@|%\w+%|%\(\w+\)s)\s*|\s*(?:%\s|<%|\{%).*")
"""A first command that something is to replace: what it will be cannot be told."""
ONE = msg("{what} is ignored: it stands after the first command (line {line}); move it up")
ONE_BROKEN = msg(
    "{what} is ignored: it stands after the first command (line {line}); moved up, sbatch would refuse {broken}"
)
SEVERAL = msg("lines {first} to {last} are ignored: they stand after the first command (line {line}); move them up")
SEVERAL_BROKEN = msg(
    "lines {first} to {last} are ignored: they stand after the first command (line {line}); moved up, sbatch would "
    "refuse {broken}"
)
LONGEST = 60
SHELLS = frozenset(("", "sh", "bash", "dash", "ksh", "zsh", "ash", "mksh", "csh", "tcsh"))


def _late(source: SourceFile, slurm: Slurm, body: Body) -> list[Fault]:
    """Late lines that stand in no here-document and in no string: those belong to scripts that this one writes."""
    late = [fault for fault in slurm.faults if fault.kind == "late"]
    shell = body.interpreter in SHELLS and not source.path.endswith(".py")
    if (
        not late
        or STAND_IN.fullmatch(first := _code(source.text, slurm.code_line))
        or "{{" in first
        or "@@" in first
        or (not shell and any(quotes in source.text for quotes in ('"""', "'''")))
    ):
        return []
    strings = [
        word
        for command in body.commands
        for word in (*command.words, *command.assigns.values())
        if "\n" in word.text and "#SBATCH" in word.text
    ]
    another = ANOTHER.search(source.text, 1)
    whole = another.end() if another else len(source.text)
    if not slurm.directives and any("#SBATCH" in source.text[start:end] for start, end in heredocs(source.text)):
        return []  # it writes job scripts and is none itself
    return [
        fault
        for fault in late
        if fault.span.start < whole
        and not in_heredoc(source.text, fault.span.start)
        and not any(_inside(source.text, fault, word) for word in strings)
    ]


def _code(text: str, line: int | None) -> str:
    """The first command's line."""
    lines = text.split("\n", line) if line else []
    return lines[line - 1] if line and len(lines) >= line else ""


def _inside(text: str, fault: Fault, word: Word) -> bool:
    """The line stands in this string of several lines."""
    written = re.split(r"[$\\`\"']", text[fault.span.start : fault.span.end])[0].rstrip()
    return fault.span.line > word.span.line and written in word.text


def _block_end(text: str, before: int) -> int:
    """Offset behind the last directive line above ``before``, or behind the first line."""
    last = 0
    while (found := text.find("\n#SBATCH", last, before)) >= 0:
        last = found + 1
    return text.find("\n", last) + 1


def _groups(late: list[Fault]) -> Iterator[list[Fault]]:
    """Late lines that stand directly below each other."""
    group: list[Fault] = []
    for fault in late:
        if group and fault.span.line != group[-1].span.line + 1:
            yield group
            group = []
        group.append(fault)
    if group:
        yield group


def _moved(source: SourceFile, slurm: Slurm, groups: list[list[Fault]]) -> tuple[list[ReplaceSpan], str]:
    """For each group its lines behind the block, all else as it was; or none, and what sbatch would refuse then."""
    late = [fault for group in groups for fault in group]
    text = source.text
    code = text.split("\n", slurm.code_line - 1) if slurm.code_line else []
    if not code or len(code) < (slurm.code_line or 0):
        return [], ""
    start = _block_end(text, len(text) - len(code[-1])) - 1
    if start < 0 or any(_line(text, fault)[0] < start for fault in late):
        return [], ""
    end = "\r\n" if text[start - 1] == "\r" else "\n"
    start -= len(end) - 1
    taken = [_line(text, fault) for fault in late]
    if any(text[:begin].removesuffix("\n").removesuffix("\r").endswith("\\") for begin, _stop in taken):
        return [], ""  # the comment ends a command of several lines: without it the next line would go on with that
    put = _put(text, taken, end)
    kept = zip([start, *(stop for _begin, stop in taken)], [*(begin for begin, _stop in taken), len(text)], strict=True)
    after = text[:start] + put + "".join(text[begin:stop] for begin, stop in kept)
    if slurm.accepted and (faults := [fault for fault in read(after).faults if fault.fatal]):
        return [], _words(after, faults[0])
    return [_move(source, start, [_line(text, fault) for fault in group], end) for group in groups], ""


def _put(text: str, lines: list[tuple[int, int]], end: str) -> str:
    return "".join(end + text[begin:stop].rstrip("\r\n") for begin, stop in lines)


def _move(source: SourceFile, to: int, lines: list[tuple[int, int]], end: str) -> ReplaceSpan:
    """The lines from where they are to behind ``to``."""
    also = tuple(ReplaceSpan(source.path, begin, stop, source.text[begin:stop], "") for begin, stop in lines)
    return ReplaceSpan(source.path, to, to, "", _put(source.text, lines, end), also)


def _words(text: str, fault: Fault) -> str:
    """The options of the fault's line, without its comment."""
    begin, stop = _line(text, fault)
    if not text.startswith("#SBATCH", begin):
        return ""
    words = " ".join(text[begin:stop].removeprefix("#SBATCH").partition(" #")[0].split())
    words = shown(text, begin, words)
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}.."


def _line(text: str, fault: Fault) -> tuple[int, int]:
    begin = text.rfind("\n", 0, fault.span.start) + 1
    return begin, text.find("\n", fault.span.start) + 1 or len(text)


def _holder(text: str, groups: list[list[Fault]], broken: str) -> int:
    """The number of the group with the line that sbatch would refuse; the first where it is none of theirs."""
    holders = (at for at, group in enumerate(groups) if broken in [_words(text, fault) for fault in group])
    return next(holders, 0)


@rule("SLU109", "late-directive", severity=Severity.WARNING, fix=Safety.UNSAFE, signs=("late",))
def late_directive(source: SourceFile, slurm: Slurm, body: Body) -> Iterator[Finding]:
    """One finding for lines that stand together; each one's wish moves its own."""
    groups, keys = list(_groups(_late(source, slurm, body))), Keys()
    wishes, broken = _moved(source, slurm, groups) if groups else ([], "")
    holder = _holder(source.text, groups, broken)
    for number, group in enumerate(groups):
        fault = group[0]
        written = source.text[fault.span.start : fault.span.end]
        here = broken if number == holder else ""
        one, several = (ONE_BROKEN, SEVERAL_BROKEN) if here else (ONE, SEVERAL)
        yield Finding(
            one if len(group) == 1 else several,
            place=source.path,
            key=keys(option_names(written)),
            location=at(source.path, fault.span),
            wish=wishes[number] if wishes else None,
            what=_words(source.text, fault),
            line=slurm.code_line,
            first=fault.span.line,
            last=group[-1].span.line,
            broken=here,
        )
