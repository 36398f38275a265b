"""An option of bsub has no value where it needs one.

## Why is this bad?
`bsub` refuses the job, or takes the first word of the next directive for the value. A bare `-cwd` is a note: what
`bsub` makes of it is not written down.

## What to do
Write the value, or take the line out.

## Fix safety
Nothing is changed: the value is yours to write.

## References
- bsub(1) of IBM Spectrum LSF 10.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes


# Workflows that are in use have a bare -cwd, as Grid Engine takes it: what bsub makes of it is not written down.
@rule("LSF116", "lsf-option-without-value", severity=Severity.WARNING, signs=("missing-value",))
def lsf_option_without_value(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each option."""
    for fault, key in causes(lsf, "missing-value"):
        yield Finding(
            msg("{option} needs a value"),
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=Severity.NOTE if fault.args["option"] == "-cwd" else None,
            option=fault.args["option"],
        )
