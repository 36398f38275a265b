"""A quote is never closed, or a word begins with a colon.

## Why is this bad?
Both end the submission at once: "Unmatched quote", "Unexpected `:`". An apostrophe is enough where the comment's `#` is
missing: `#SBATCH -n 4 it's enough`. A colon alone once separated the parts of a heterogeneous job.

## What to do
Close the quote on the same line, or put the text behind a `#`. Parts of a heterogeneous job are separated by a line
`#SBATCH hetjob`.

## Fix safety
Nothing is changed: where the quote should end, only you know.

## References
- Slurm's sbatch: how directive lines are split; "Heterogeneous Job Support".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, line_at

QUOTE = msg("the quote is never closed on this line: sbatch refuses the script")
COLON = msg("a word that begins with a colon: sbatch refuses the script")


@rule(
    "SLU121",
    "broken-quoting",
    severity=Severity.ERROR,
    signs=(
        "unmatched-quote",
        "lone-colon",
    ),
)
def broken_quoting(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each quote and colon."""
    for fault, key in causes(slurm, "unmatched-quote", "lone-colon"):
        if not line_at(source.text, fault.span.start).startswith("#SBATCH"):
            continue
        yield Finding(
            QUOTE if fault.kind == "unmatched-quote" else COLON,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
        )
