"""A quote on a `#PBS` line is never closed.

## Why is this bad?
`qsub` answers that the quote is unmatched and stops.

## What to do
Close the quote where the value ends. An apostrophe in a comment counts as a quote: put comments on lines of their own.

## Fix safety
Nothing is changed: where the value ends is known to you only.

## References
- OpenPBS and Torque, `make_argv` of qsub.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour
from envdoctor.syntax.jobs.pointing import at, causes


@rule("PBS118", "unclosed-pbs-quote", severity=Severity.ERROR, signs=("open-quote",))
def unclosed_pbs_quote(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each quote."""
    if not pbs.faults or flavour(pbs) == "nqsv":
        return
    for fault, key in causes(pbs, "open-quote"):
        yield Finding(
            msg("this quote is never closed, so qsub refuses the script"),
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
        )
