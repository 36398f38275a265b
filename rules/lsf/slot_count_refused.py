"""The number of slots is one that no job can have.

## Why is this bad?
`-n 8,4` asks for at least eight and at most four, `-n 0` for nothing: `bsub` answers "Bad argument for option -n" or
"must be a positive integer" and does not take the job.

## What to do
The smaller number stands first: `#BSUB -n 4,8`. One number, `-n 8`, is exact.

## Fix safety
Nothing is changed: which of the numbers is meant is known to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-n min_tasks[,max_tasks]`; OpenLava's `lsb.sub.c`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.request import slots
from envdoctor.syntax.jobs.pointing import Keys, at

BACKWARDS = msg(
    "-n {value} asks for at least {least} and at most {most} slots: bsub refuses it; write -n {most},{least}"
)
NONE = msg("-n {value}: bsub refuses a job without slots")


@rule("LSF121", "slot-count-refused", severity=Severity.ERROR, words=("-n",))
def slot_count_refused(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each such `-n`."""
    keys = Keys()
    for directive in lsf.directives:
        count = slots(directive.value or "") if directive.option == "n" else None
        if count is None or 1 <= count[0] <= count[1]:
            continue
        yield Finding(
            BACKWARDS if min(count) > 0 else NONE,
            place=source.path,
            key=keys("n"),
            location=at(source.path, directive.value_span or directive.span),
            value=directive.value,
            least=count[0],
            most=count[1],
        )
