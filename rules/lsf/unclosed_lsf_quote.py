"""A quote on a `#BSUB` line is never closed.

## Why is this bad?
The rest of the line, a comment too, becomes part of the value, or LSF drops the option. The job is refused, or runs
without what the line asks for.

## What to do
Close the quote where the value ends: `-R "rusage[mem=4000]"`.

## Fix safety
Nothing is changed: where the value ends is known to you only.

## References
- bsub(1) of IBM Spectrum LSF 10.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes


@rule("LSF113", "unclosed-lsf-quote", severity=Severity.WARNING, signs=("open-quote",))
def unclosed_lsf_quote(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each quote."""
    for fault, key in causes(lsf, "open-quote"):
        yield Finding(
            msg("this quote is never closed, so the rest of the line belongs to the value"),
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
        )
