"""An option of bsub is given twice with different values.

## Why is this bad?
Only one of the two counts, and which one is not written down. The job may get the older queue or time limit.

## What to do
Keep the line that is meant. A line that is kept for later is better written `##BSUB`.

## Fix safety
Nothing is changed: which of the two is meant is known to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1: only `-R` and a few others may be given several times.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.reader import repeats
from envdoctor.syntax.jobs.pointing import Keys, at, line_at


@rule("LSF115", "lsf-option-repeated", severity=Severity.WARNING)
def lsf_option_repeated(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each later value that differs."""
    keys = Keys()
    for first, again in repeats(lsf):
        if (
            again.span.line > (lsf.code_line or again.span.line)
            and line_at(source.text, again.span.start)[:1].isspace()
        ):
            continue  # indented below the first command: text of another script, in a string
        yield Finding(
            msg("-{option} was {value} in line {line} already; only one of the two counts"),
            place=source.path,
            key=keys(again.option),
            location=at(source.path, again.span),
            option=again.option,
            value=first.value,
            line=first.span.line,
        )
