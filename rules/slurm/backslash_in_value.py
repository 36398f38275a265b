r"""A backslash in a value is dropped, or switches off a log name's patterns.

## Why is this bad?
`sbatch` drops a backslash and takes the next character as it is: `logs\%j.out` becomes `logs%j.out`. One that is left
over in the name of a log switches all patterns off: each job writes into the same file, which is named `%j`.

## What to do
Write folders with `/`. A value with spaces stands in quotes.

## Fix safety
Nothing is changed: what the backslash is meant for, only you know.

## References
- sbatch(1), "FILENAME PATTERN": "a single backslash will disable the processing of any of the patterns".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes

OFF = msg("the backslash switches off %j and its like in this name: it is used as it is written")
DROPPED = msg("the backslash is dropped: the value is {value}")
NO_ESCAPE = re.compile(r"\\[A-Za-z0-9%/_.]")
"""A backslash that protects nothing that would need it."""
LOST = re.compile(r"\\[^%]")
"""One before ``%`` was to protect the pattern, which works without it."""


@rule(
    "SLU127",
    "backslash-in-value",
    severity=Severity.WARNING,
    signs=(
        "pattern-off",
        "escaped",
    ),
)
def backslash_in_value(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each value; silent where a quote, a space or a # is protected on purpose."""
    off = {fault.span.start for fault in slurm.faults if fault.kind == "pattern-off"}
    for fault, key in causes(slurm, "pattern-off", "escaped"):
        written = source.text[fault.span.start : fault.span.end]
        if fault.span.start not in off and not NO_ESCAPE.search(written):
            continue
        yield Finding(
            OFF if fault.span.start in off else DROPPED,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=Severity.NOTE if fault.span.start not in off and not LOST.search(written) else None,
            value=fault.args.get("value", ""),
        )
