"""sbatch reads the script's `#PBS` or `#BSUB` lines too.

## Why is this bad?
For those who come from another scheduler, `sbatch` takes `#PBS` and `#BSUB` lines as well, even below the first
command, and they win over `#SBATCH`. `#BSUB -W 24:00` becomes 24 minutes; an option that Slurm has no word for, like
`#BSUB -R`, makes it refuse the script.

## What to do
For Slurm, add `#SBATCH --ignore-pbs`: it makes `sbatch` read neither `#PBS` nor `#BSUB` lines. Or switch them off
(`##PBS`). Where the script is for the other scheduler, submit it with `bsub < script` or `qsub script`. Keep a script
for each if both are needed.

## Fix safety
Nothing is changed: another cluster may need these lines.

## References
- sbatch(1), option `--ignore-pbs`.
- Slurm's sbatch: `#BSUB` lines are read first, `#PBS` lines if there are none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, last_of, line_at, shown
from envdoctor.syntax.jobs.values import Fault

REFUSED = msg(
    "sbatch reads #{name} too (line {lines}) and refuses line {first}: {reason}; add #SBATCH --ignore-pbs, or submit "
    "with {program}"
)
ABORTS = msg(
    "sbatch reads #{name} too (line {lines}) and refuses {option} in line {first}; add #SBATCH --ignore-pbs, or submit "
    "with {program}"
)
OVERRIDES = msg(
    "sbatch reads #{name} too (line {lines}), and line {first} wins over --{option}={own}; add #SBATCH --ignore-pbs, "
    "or submit with {program}"
)
ALSO = msg("sbatch reads #{name} too (line {lines}); add #SBATCH --ignore-pbs if it should not")
SHOWN = 4
NAMES = {"lsf": "BSUB", "pbs": "PBS"}
PROGRAMS = {"BSUB": "bsub", "PBS": "qsub"}
TEXTS = {"aborts": ABORTS, "refused": REFUSED, "overrides": OVERRIDES, "also": ALSO}
"""Worst first."""
SEVERITIES = {"overrides": Severity.WARNING, "also": Severity.NOTE}


def _same(own: str, foreign: str) -> bool:
    """The two values say the same: `0:10:00` and `00:10:00` do."""
    numbers = [each.split(":") for each in (own, foreign)]
    if own == foreign or len(numbers[0]) != len(numbers[1]):
        return own == foreign
    return all(part.isdecimal() for each in numbers for part in each) and [*map(int, numbers[0])] == [
        *map(int, numbers[1])
    ]


class _Seen(NamedTuple):
    """One thing that sbatch reads on such a line, and what comes of it."""

    kind: str
    fault: Fault
    name: str
    own: str = ""


def _refused(source: SourceFile, slurm: Slurm) -> Iterator[_Seen]:
    """Lines whose words sbatch knows and whose values it refuses."""
    for fault, _key in causes(slurm, "bad-value", "stray-word", "unmatched-quote", "lone-colon"):
        line = line_at(source.text, fault.span.start)
        if fault.fatal and line.startswith(("#BSUB", "#PBS")):
            yield _Seen("refused", fault, "BSUB" if line.startswith("#BSUB") else "PBS")


def _read(slurm: Slurm) -> Iterator[_Seen]:
    """Lines that abort, override, or set what the script's own directives do not."""
    single = last_of(slurm)
    for fault, _key in causes(slurm, "foreign", "foreign-option"):
        mine = single.get(fault.args.get("overrides", ""))
        if mine is not None and _same(mine.value or "", fault.args.get("value", "")):
            continue
        kind = "aborts" if fault.kind == "foreign-option" else "overrides" if mine else "also"
        own = mine.value if mine and mine.value else ""
        yield _Seen(kind, fault, NAMES.get(fault.args.get("scheduler", ""), "PBS"), own)


def _lines(seen: list[_Seen]) -> str:
    """The lines' numbers, the first of them where they are many."""
    numbers = [str(line) for line in sorted({each.fault.span.line for each in seen})]
    return ", ".join(numbers[:SHOWN]) + (" .." if len(numbers) > SHOWN else "")


@rule("SLU118", "foreign-directives", severity=Severity.WARNING, words=("#BSUB", "#PBS"))
def foreign_directives(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding a script, at the line with the worst of it."""
    if not any(directive.scheduler == "slurm" for directive in slurm.directives):
        return
    seen = [*_refused(source, slurm), *_read(slurm)]
    if not seen:
        return
    ranks = list(TEXTS)
    worst = min(seen, key=lambda each: (ranks.index(each.kind), each.fault.span.start))
    fault = worst.fault
    yield Finding(
        TEXTS[worst.kind],
        place=source.path,
        key=worst.name,
        location=at(source.path, fault.span),
        severity=SEVERITIES.get(worst.kind, Severity.ERROR),
        name=worst.name,
        lines=_lines(seen),
        first=fault.span.line,
        option=fault.args.get("option", ""),
        own=worst.own,
        reason=shown(source.text, fault.span.start, fault.args.get("reason", "")),
        program=PROGRAMS[worst.name],
    )
