"""A `#PBS` line holds a dash, space or quote that only looks like one.

## Why is this bad?
Text that went through a word processor, a web page or a chat has long dashes, no-break spaces and curved quotes. PBS
takes them for letters: `qsub` refuses the line, or ignores it as a comment.

## What to do
Type the characters anew on the keyboard, with a plain `-`, space and `"`.

## Fix safety
Safe: only these characters are replaced by the plain ones.

## References
- The Unicode Standard, "General Punctuation": U+2013 is the en dash, U+00A0 the no-break space.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.look_alikes import look_alikes


@rule("PBS120", "pbs-unicode-look-alike", severity=Severity.WARNING, fix=Safety.SAFE)
def pbs_unicode_look_alike(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each line, at its first such character."""
    yield from look_alikes(source.path, source.text, pbs, "qsub")
