"""An option lacks its value, or has one that it does not take.

## Why is this bad?
`sbatch` refuses the whole script: "option requires an argument", or "doesn't allow an argument".

## What to do
Give the value behind `=`, or take it out: `--requeue`, `--hold`, `--contiguous` stand alone.

## Fix safety
Nothing is changed.

## References
- sbatch(1), "OPTIONS".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at

MISSING = msg("{option} needs a value, and nothing follows")
NEEDLESS = msg("{option} takes no value: sbatch refuses the script; write {option} alone")


@rule("SLU106", "missing-or-needless-value", severity=Severity.ERROR)
def missing_or_needless_value(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each such option."""
    for fault, key in causes(slurm, "missing-value", "needless-value"):
        start, end = option_at(source.text, fault.span)
        yield Finding(
            MISSING if fault.kind == "missing-value" else NEEDLESS,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            option=source.text[start:end],
        )
