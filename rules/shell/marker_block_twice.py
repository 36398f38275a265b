"""A marker block of envdoctor stands twice in a start-up file.

## Why is this bad?
Two equal blocks come from copying a start-up file into another. Each does the same, but envdoctor can't tell which
one is to be kept and refuses to change the file.

## What to do
Delete one of the blocks with both its markers; keep the upper one, which stands before an interactive-only guard.

## Fix safety
Nothing is changed: the file is yours.

## References
- The markers are `# >>> envdoctor >>>` and `# <<< envdoctor <<<`, each alone on its line.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Location, Safety, Severity, msg, rule
from envdoctor.facts.types import SourceFile


@rule("SHL202", "marker-block-twice", severity=Severity.WARNING, fix=Safety.MANUAL)
def marker_block_twice(source: SourceFile, block_problems: tuple[tuple[int, str], ...]) -> Iterator[Finding]:
    """One finding a file."""
    lines = [line for line, kind in block_problems if kind == "twice"]
    if lines:
        yield Finding(
            msg("envdoctor's block stands here more than once (line {lines})"),
            place=source.path,
            location=Location(source.path, lines[0]),
            wish=Advise(msg("keep the upper block and delete the others with their markers")),
            lines=", ".join(map(str, lines)),
        )
