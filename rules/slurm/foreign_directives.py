"""sbatch reads the script's `#PBS` or `#BSUB` lines too.

## Why is this bad?
For those who come from another scheduler, `sbatch` takes `#PBS` and `#BSUB` lines as well, even below the first
command, and they win over `#SBATCH`. `#BSUB -W 24:00` becomes 24 minutes; an option that Slurm has no word for, like
`#BSUB -R`, makes it refuse the script.

## What to do
Switch the other scheduler's lines off (`##PBS`), or add `#SBATCH --ignore-pbs`, which makes Slurm read neither. Keep a
script for each scheduler if both are needed.

## Fix safety
Nothing is changed: another cluster may need these lines.

## References
- sbatch(1), option `--ignore-pbs`.
- Slurm's sbatch: `#BSUB` lines are read first, `#PBS` lines if there are none.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, last_of, line_at, shown
from envdoctor.syntax.jobs.values import Fault

REFUSED = msg("sbatch reads this #{name} line too, and refuses the script for it: {reason}")
ABORTS = msg("sbatch reads this #{name} line too, does not know {option}, and refuses the script")
OVERRIDES = msg("sbatch reads this #{name} line too, and it wins over the script's --{option}={own}")
ALSO = msg("sbatch reads this #{name} line too: --{option}={value}")
NAMES = {"lsf": "BSUB", "pbs": "PBS"}


def _value(fault: Fault) -> str:
    return fault.args.get("value", "")


def _same(own: str, foreign: str) -> bool:
    """The two values say the same: `0:10:00` and `00:10:00` do."""
    numbers = [each.split(":") for each in (own, foreign)]
    if own == foreign or len(numbers[0]) != len(numbers[1]):
        return own == foreign
    return all(part.isdecimal() for each in numbers for part in each) and [*map(int, numbers[0])] == [
        *map(int, numbers[1])
    ]


def _refused(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """Lines whose words sbatch knows and whose values it refuses."""
    for fault, key in causes(slurm, "bad-value", "stray-word", "unmatched-quote", "lone-colon"):
        line = line_at(source.text, fault.span.start)
        if fault.fatal and not line.startswith("#SBATCH"):
            yield Finding(
                REFUSED,
                place=source.path,
                key=f"refused {key}",
                location=at(source.path, fault.span),
                severity=Severity.ERROR,
                name="BSUB" if "BSUB" in line else "PBS",
                reason=shown(source.text, fault.span.start, fault.args.get("reason", "")),
            )


@rule("SLU118", "foreign-directives", severity=Severity.WARNING)
def foreign_directives(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each line that aborts, overrides, or sets what the script's own directives do not."""
    own = {directive.option: directive for directive in slurm.directives if directive.scheduler == "slurm"}
    if not own:
        return
    single = last_of(slurm)
    yield from _refused(source, slurm)
    for fault, key in causes(slurm, "foreign", "foreign-option"):
        option, aborts = fault.args.get("option", ""), fault.kind == "foreign-option"
        mine = single.get(fault.args.get("overrides", ""))
        if mine is not None and _same(mine.value or "", _value(fault)):
            continue
        severity = Severity.ERROR if aborts else None if mine else Severity.NOTE
        yield Finding(
            ABORTS if aborts else OVERRIDES if mine else ALSO,
            place=source.path,
            key=key,
            location=at(source.path, fault.span),
            severity=severity,
            name=NAMES.get(fault.args.get("scheduler", ""), "PBS"),
            option=option,
            own=mine.value if mine and mine.value else "",
            value=_value(fault),
        )
