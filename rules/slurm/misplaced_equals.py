"""An equals sign where sbatch does not expect one.

## Why is this bad?
Behind a short option it becomes part of the value: `-J=foo` names the job `=foo`, and `-n=2` is refused. With spaces
around it, `--ntasks = 2` asks for `=` tasks, and the script is refused.

## What to do
Short options: `-J foo`. Long options: `--ntasks=2`, without spaces.

## Fix safety
Safe: only the equals sign and the spaces around it change.

## References
- getopt_long(3): forms of options and their values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, span_of, swap

SHORT = msg("{option} takes the equals sign as part of its value: {taken}; write {option} {value}")
SPACED = msg("spaces around = cut {option} off from its value; write {option}={value}")
ASSIGNED = re.compile(r"(-[A-Za-z]|--[\w-]+)([ \t]*=[ \t]*)(\S*)")

MORE = re.compile(r"[ \t]+[^\s#-]")
"""More words behind the value: a value with spaces, which would be cut off."""


@rule(
    "SLU112",
    "misplaced-equals",
    severity=Severity.ERROR,
    fix=Safety.SAFE,
    signs=(
        "short-equals",
        "spaced-equals",
    ),
)
def misplaced_equals(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each option; a warning where sbatch goes on with a wrong value."""
    text, path = source.text, source.path
    for fault, key in causes(slurm, "short-equals", "spaced-equals"):
        found = ASSIGNED.match(text, fault.span.start)
        if found is None:
            continue
        short = not found[1].startswith("--")
        after = " " if short else "="
        value = found[3]
        yield Finding(
            SHORT if short else SPACED,
            place=path,
            key=key,
            location=at(path, span_of(text, *found.span())),
            severity=None if fault.fatal else Severity.WARNING,
            wish=swap(path, text, *found.span(2), after) if value and not MORE.match(text, found.end()) else None,
            option=found[1],
            value=value,
            taken=f"={value}",
        )
