r"""A backslash at the end of a directive continues nothing.

## Why is this bad?
Directives have no continuation. The backslash itself is dropped. If the next line is meant to go on, it is a command to
bash (`--ntasks=2: command not found`), and it ends the directives: everything below it is ignored.

## What to do
Give each line its own `#SBATCH`, and leave the backslash out.

## Fix safety
Unsafe: the backslash is taken out, and a line with options that it was meant to continue gets its own `#SBATCH`, so
that the job asks for what it did not ask for before.

## References
- sbatch(1): each directive line stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, line_at, option_names, span_of, swap

BACKSLASH = msg("a directive has no continuation: the backslash does nothing")
CONTINUED = msg("these options are ignored: bash takes the line for a command; begin it with #SBATCH")
TAIL = re.compile(r"[ \t]*\\[ \t]*$")
OPTIONS = re.compile(r"[ \t]*(?=--?[A-Za-z])")


def _continued(text: str, start: int) -> Iterator[tuple[int, bool]]:
    """(offset of the line, it is a directive) of what begins to count once the backslash above ``start`` is gone.

    Lines with options that are meant to continue, and, if there are any, the directives below them that end in a
    backslash too.
    """
    continues, any_lines = True, False
    while start < len(text):
        line = line_at(text, start)
        options = continues and OPTIONS.match(line) is not None
        directive = line.startswith("#SBATCH")
        if not options and not (any_lines and (directive or not line.strip() or line.startswith("#"))):
            return
        any_lines, continues = True, TAIL.search(line) is not None
        if options or (directive and continues):
            yield start, directive
        start += len(line) + 1


def _backslash(path: str, text: str, start: int, key: str) -> Finding:
    line = line_at(text, start)
    tail = TAIL.search(line)
    cut = start + (tail.start() if tail else len(line))
    offset = text.index("\\", cut)
    return Finding(
        BACKSLASH,
        place=path,
        key=key,
        location=at(path, span_of(text, offset, offset + 1)),
        wish=swap(path, text, cut, start + len(line), ""),
    )


def _options(path: str, text: str, start: int, key: str) -> Finding:
    line = line_at(text, start)
    words = TAIL.sub("", line).strip()
    begin = start + line.index(words)
    return Finding(
        CONTINUED,
        place=path,
        key=key,
        location=at(path, span_of(text, begin, begin + len(words))),
        severity=Severity.WARNING,
        wish=swap(path, text, start, start + len(line), f"#SBATCH {words}"),
    )


@rule("SLU111", "trailing-backslash", severity=Severity.NOTE, fix=Safety.UNSAFE, signs=("trailing-backslash",))
def trailing_backslash(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each backslash, a note, and one for each line that it was meant to continue, a warning."""
    text, path, keys = source.text, source.path, Keys()
    for fault in slurm.faults:
        if fault.kind != "trailing-backslash" or text[fault.span.end - 1] != "\\":
            continue
        begin = text.rfind("\n", 0, fault.span.end - 1) + 1
        yield _backslash(path, text, begin, keys(_names(text, begin)))
        for start, directive in _continued(text, begin + len(line_at(text, begin)) + 1):
            yield (_backslash if directive else _options)(path, text, start, keys(_names(text, start)))


def _names(text: str, start: int) -> str:
    return option_names(line_at(text, start))
