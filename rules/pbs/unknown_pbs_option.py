"""A `#PBS` line holds an option that qsub does not have.

## Why is this bad?
`qsub` prints its usage and refuses the job. Options with two dashes are Slurm's; PBS has letters for the same things.

## What to do
Use the option that the message names, or take the line out.

## Fix safety
Nothing is changed: what was meant is known to you only.

## References
- qsub(1B) of PBS Professional and OpenPBS, qsub(1) of Torque.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour, in_pbs
from envdoctor.syntax.jobs.pointing import at, causes

PLAIN = msg("qsub has no option {option}")
SLURM = msg("{option} is Slurm's; PBS has {here} for it")


@rule(
    "PBS101",
    "unknown-pbs-option",
    severity=Severity.ERROR,
    signs=(
        "unknown-option",
        "long-option",
    ),
)
def unknown_pbs_option(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each such option. NEC's NQSV has long options of its own."""
    if not pbs.faults or flavour(pbs) == "nqsv":
        return
    for fault, key in causes(pbs, "unknown-option", "long-option"):
        here = in_pbs(fault.args.get("name", ""))
        if fault.kind == "unknown-option" or here:
            yield Finding(
                SLURM if here else PLAIN,
                place=source.path,
                key=key,
                location=at(source.path, fault.span),
                option=fault.args["option"],
                here=here,
            )
