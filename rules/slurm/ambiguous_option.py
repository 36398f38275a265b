"""A shortened option is the beginning of several options.

## Why is this bad?
`sbatch` accepts the beginning of a name as long as only one option begins so. `--gpu`, `--cpus`, `--node`, `--mail` fit
several, and the whole script is refused: "option is ambiguous".

## What to do
Write the full name.

## Fix safety
Nothing is changed: which of them is meant, only you know.

## References
- getopt_long(3): "Long option names may be abbreviated if the abbreviation is unique".
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, option_at, span_of

NEAR = msg("{option} fits several options, so sbatch refuses the script; is {near} meant?")
SEVERAL = msg("{option} fits several options, so sbatch refuses the script; write the full name")


@rule("SLU104", "ambiguous-option", severity=Severity.ERROR, signs=("ambiguous-option",))
def ambiguous_option(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each such option."""
    path, text = source.path, source.text
    for fault, key in causes(slurm, "ambiguous-option"):
        start, end = option_at(text, fault.span)
        near = fault.args.get("near", "").lstrip("-")
        yield Finding(
            NEAR if near else SEVERAL,
            place=path,
            key=key,
            location=at(path, span_of(text, start, end)),
            evidence=tuple(filter(None, (fault.args.get("candidates", ""),))),
            option=text[start:end],
            near=f"--{near}",
        )
