"""An option in a directive only works on the command line.

## Why is this bad?
`--wrap`, `--help`, `--usage` and `--version` belong to the command `sbatch` itself. Inside a script they do nothing:
the command that `--wrap` names never runs.

## What to do
Take the line out. What `--wrap` shall run belongs below the directives, as a command.

## Fix safety
Nothing is changed.

## References
- sbatch(1), options `--wrap` and `--help`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at


@rule("SLU128", "command-line-option", severity=Severity.WARNING, signs=("wrapped",))
def command_line_option(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each such option."""
    for fault, key in causes(slurm, "wrapped"):
        start, end = option_at(source.text, fault.span)
        yield Finding(
            msg("{option} does nothing inside a script: it belongs on the command line"),
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            option=source.text[start:end],
        )
