"""An option of qsub has no value where it needs one.

## Why is this bad?
`qsub` answers that the option requires an argument and refuses the job.

## What to do
Write the value, or take the line out.

## Fix safety
Nothing is changed: the value is yours to write.

## References
- qsub(1B); getopt(3).
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes


@rule("PBS119", "pbs-option-without-value", severity=Severity.ERROR, signs=("missing-value",))
def pbs_option_without_value(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each option."""
    for fault, key in causes(pbs, "missing-value"):
        yield Finding(
            msg("{option} needs a value"),
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            option=fault.args["option"],
        )
