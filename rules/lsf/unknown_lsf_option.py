"""A `#BSUB` line holds an option that bsub does not have.

## Why is this bad?
`bsub` refuses the job, or takes the word for its command and drops what follows. Options with two dashes are Slurm's;
LSF has others for the same things. `-gpgpu` is a note: a scheduler that is derived from LSF has it.

## What to do
Use the option that the message names, or take the line out. `bsub -h all` lists what your LSF knows.

## Fix safety
Nothing is changed: what was meant is known to you only.

## References
- bsub(1) of IBM Spectrum LSF 10.1, "Categories and options".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.reader import in_lsf
from envdoctor.syntax.jobs.pointing import at, causes

NEAR = msg("bsub has no option {option}; did you mean -{near}?")
PLAIN = msg("bsub has no option {option}")
SLURM = msg("{option} is Slurm's; LSF has {here} for it")

FILLED = re.compile(r"(?<![^\s/=\"])\{\{ ?[A-Za-z_]\w* ?\}\}")
"""A word that a program puts in: the file is that program's, with options of its own."""
DERIVED = frozenset(("-gpgpu",))
"""Options of schedulers that are derived from LSF and read `#BSUB` as well."""


@rule(
    "LSF101",
    "unknown-lsf-option",
    severity=Severity.ERROR,
    signs=(
        "unknown-option",
        "long-option",
    ),
)
def unknown_lsf_option(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each such option."""
    if "{{" in source.text and FILLED.search(source.text):
        return
    for fault, key in causes(lsf, "unknown-option", "long-option"):
        here = in_lsf(fault.args.get("name", ""))
        near = fault.args.get("near", "")
        yield Finding(
            SLURM if here else NEAR if near else PLAIN,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=Severity.NOTE if fault.args["option"] in DERIVED else None,
            option=fault.args["option"],
            here=here,
            near=near,
        )
