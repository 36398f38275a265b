"""An option is shortened.

## Why is this bad?
It works as long as no other option begins so. The next Slurm may bring one, and then the script is refused: `--ntasks`
got company several times.

## What to do
Write the full name.

## Fix safety
Safe: the full name is written; it means the same.

## References
- getopt_long(3): "Long option names may be abbreviated if the abbreviation is unique".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at, span_of, swap


@rule("SLU105", "abbreviated-option", severity=Severity.NOTE, fix=Safety.SAFE, signs=("abbreviated",))
def abbreviated_option(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each shortened name."""
    path, text = source.path, source.text
    for fault, key in causes(slurm, "abbreviated"):
        start, end = option_at(text, fault.span)
        full = "--" + fault.args.get("full", "").lstrip("-")
        if full == "--" or full == text[start:end]:
            continue
        yield Finding(
            msg("{option} works as long as only {full} begins so; write the full name"),
            place=path,
            key=key,
            location=at(path, span_of(text, start, end)),
            wish=swap(path, text, start, end, full),
            option=text[start:end],
            full=full,
        )
