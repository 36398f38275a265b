"""An equals sign stands between an option of bsub and its value.

## Why is this bad?
LSF takes everything behind the option for its value: `-J=train` names the job `=train`, `-n =4` is no number.

## What to do
Leave the sign out: `-J train`, `-n 4`.

## Fix safety
Safe: the sign and the spaces around it become one space.

## References
- bsub(1) of IBM Spectrum LSF 10.1, "Synopsis".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, swap


@rule(
    "LSF112",
    "equals-after-lsf-option",
    severity=Severity.WARNING,
    fix=Safety.SAFE,
    signs=(
        "glued-equals",
        "spaced-equals",
    ),
)
def equals_after_lsf_option(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each option."""
    for fault, key in causes(lsf, "glued-equals", "spaced-equals"):
        option = fault.args["option"]
        start = fault.span.start + len(option)
        line = source.text[start:].split("\n", 1)[0]
        end = start + len(line) - len(line.lstrip(" \t=\"'" if fault.args["value"] else " \t="))
        gone = source.text[start:end]
        clean = "=" in gone and not set(gone) & {'"', "'"} and end < start + len(line)
        yield Finding(
            msg("the = becomes part of the value; write {option} and the value, with a space between"),
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            wish=swap(source.path, source.text, start, end, " ") if clean else None,
            option=option,
        )
