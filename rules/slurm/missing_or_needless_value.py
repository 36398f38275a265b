"""An option lacks its value, or has one that it does not take.

## Why is this bad?
`sbatch` refuses the whole script: "option requires an argument", or "doesn't allow an argument".

## What to do
Give the value behind `=`, or take it out: `--requeue`, `--hold`, `--contiguous` stand alone. A value that only later
releases take is a note as long as no policy says which release you have (`scheduler.version`).

## Fix safety
Nothing is changed.

## References
- sbatch(1), "OPTIONS".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at

MISSING = msg("{option} needs a value, and nothing follows")
NEEDLESS = msg("{option} takes no value: sbatch refuses the script; write {option} alone")
LATER = msg("{option}={value} is taken from Slurm {since} on; older ones refuse it, then write {option} alone")


@rule(
    "SLU106",
    "missing-or-needless-value",
    severity=Severity.ERROR,
    signs=(
        "missing-value",
        "needless-value",
    ),
)
def missing_or_needless_value(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each such option."""
    for fault, key in causes(slurm, "missing-value", "needless-value"):
        start, end = option_at(source.text, fault.span)
        needless = NEEDLESS if fault.fatal else LATER
        later: dict[str, Any] = {} if fault.fatal else {name: fault.args[name] for name in ("value", "since")}
        yield Finding(
            MISSING if fault.kind == "missing-value" else needless,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=None if fault.fatal else Severity.NOTE,
            option=source.text[start:end],
            **later,
        )
