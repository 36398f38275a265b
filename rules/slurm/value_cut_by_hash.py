"""A `#` inside a value ends it.

## Why is this bad?
Outside of quotes a `#` begins a comment, even inside a word: `--job-name=run#3` names the job `run`. The image
`nvcr.io#nvidia/pytorch` of pyxis becomes `nvcr.io`, which is a warning. So is `-e x.err#SBATCH --mem=4G`, where a line
break is missing and the second option is lost.

## What to do
Put the value in quotes: `--job-name="run#3"`. If a comment is meant, put a space before the `#`.
Let each `#SBATCH` begin a line.

## Fix safety
Nothing is changed: which of the two is meant, only you know.

## References
- Slurm's sbatch: how directive lines are split.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, shown

CUT = msg("the value is {value}: # begins a comment, and {lost} is not part of it; quotes would keep it")
NEXT = msg("{lost} is lost: a line break is missing before it")
TOKEN = re.compile(r"##?\w+##?")
"""A word that something is to replace before the script is submitted."""

LINE = re.compile(r"#SBATCH[ \t]*-")
"""A directive: it stood on a line of its own once."""


@rule("SLU116", "value-cut-by-hash", severity=Severity.NOTE, signs=("cut-by-hash",))
def value_cut_by_hash(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each value."""
    for fault, key in causes(slurm, "cut-by-hash"):
        if TOKEN.match(fault.args.get("lost", "")):
            continue
        value, next_line = fault.args.get("value", ""), LINE.match(fault.args.get("lost", "")) is not None
        yield Finding(
            NEXT if next_line else CUT,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=Severity.WARNING if next_line or fault.args.get("option") == "container-image" else None,
            value=value,
            lost=shown(f"{value}#", len(value) + 1, fault.args.get("lost", "")),
        )
