"""A line looks like a PBS directive, and qsub reads it as a comment.

## Why is this bad?
Only `#PBS` counts, in capitals and without a space in it. `#pbs -q gpu` and `#PSB -q gpu` are comments: the job runs
without the option, and nothing says so. `# PBS -q gpu` beside directives that count is a note only.

## What to do
Write `#PBS`. A line that is switched off on purpose is better written `##PBS`.

## Fix safety
Unsafe: a line may have been switched off on purpose. The word is replaced by `#PBS`.

## References
- qsub(1B), option `-C`: the prefix of directives is `#PBS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, line_at, option_names, swap

OTHER = msg("{value} is a comment: qsub reads #PBS only")
SWITCHED = msg("{value} is a comment: write #PBS, or ##PBS if the line is switched off on purpose")
FAR = re.compile(r"#(?:[ \t]{2}|\t)")
"""Text that was moved in: words about directives."""


@rule("PBS107", "pbs-directive-ignored", severity=Severity.WARNING, fix=Safety.UNSAFE)
def pbs_directive_ignored(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each line."""
    keys = Keys()
    for fault in pbs.faults:
        if fault.kind not in ("lower-case", "misspelt", "spaced") or FAR.match(fault.args["value"]):
            continue
        value = fault.args["value"]
        noted = fault.kind == "spaced" and bool(pbs.directives)
        rest = line_at(source.text, fault.span.start)
        yield Finding(
            SWITCHED if noted else OTHER,
            place=source.path,
            key=keys(f"{value} {option_names(rest)}"),
            location=at(source.path, fault.span),
            severity=Severity.NOTE if noted else None,
            wish=swap(source.path, source.text, fault.span.start, fault.span.end, "#PBS"),
            value=value,
        )
