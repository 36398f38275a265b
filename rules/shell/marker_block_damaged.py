"""A marker block of envdoctor in a start-up file is damaged.

## Why is this bad?
envdoctor writes to a start-up file only between its own two marker lines. If one is missing, if they are nested, or
if the lines between them were edited, it can't tell which lines are its own. It then refuses to change the file, so
fixes and undo stop there.

## What to do
Look at the lines that are named. If you don't need your edits, delete the block with both markers; the next
`envdoctor fix --apply` writes it anew. Lines of your own belong outside the block.

## Fix safety
Nothing is changed: a damaged block may hold lines of yours.

## References
- The markers are `# >>> envdoctor >>>` and `# <<< envdoctor <<<`, each alone on its line.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Location, Safety, Severity, msg, rule
from envdoctor.facts.types import SourceFile

SAYS = {
    "unpaired": msg("a marker of envdoctor's block has no partner (line {lines})"),
    "nested": msg("a block of envdoctor starts inside another (line {lines})"),
    "edited": msg("the lines between envdoctor's markers were changed (line {lines})"),
}


@rule("SHL201", "marker-block-damaged", severity=Severity.WARNING, fix=Safety.MANUAL)
def marker_block_damaged(source: SourceFile, block_problems: tuple[tuple[int, str], ...]) -> Iterator[Finding]:
    """One finding for each kind of damage in a file."""
    for kind, says in SAYS.items():
        lines = [line for line, found in block_problems if found == kind]
        if lines:
            yield Finding(
                says,
                place=source.path,
                key=kind,
                location=Location(source.path, lines[0]),
                wish=Advise(msg("delete the block with both markers; envdoctor writes it anew if it is needed")),
                lines=", ".join(map(str, lines)),
            )
