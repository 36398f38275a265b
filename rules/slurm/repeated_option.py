"""An option is given twice with different values.

## Why is this bad?
The last one wins, without a word. The line that you look at and change may be the one that does not count.

## What to do
Keep one of the two lines. Some options may be repeated by mistake in a short and a long form: `-t` and `--time`.

## Fix safety
Nothing is changed: which of the two is meant, only you know.

## References
- getopt_long(3); sbatch(1).
- Slurm's change log of 25.05: `--mail-type` no longer adds up.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.site import Target
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, causes, last_of
from envdoctor.syntax.jobs.values import Directive

LAST_WINS = (25, 5)
"""Up to 24.11 the values of --mail-type add up."""
AGAIN = msg("does not count: --{option}={by} below (line {line}) wins")
MAIL = msg("from Slurm 25.05 on only the last --mail-type counts; join them: --mail-type={joined}")


def _mail(slurm: Slurm) -> list[Directive]:
    """All mail types, if some are lost where the last one wins."""
    kinds = [each for each in slurm.directives if each.option == "mail-type" and each.value]
    if len(kinds) < 2 or "mail-type" not in last_of(slurm):
        return []
    last = set((kinds[-1].value or "").upper().split(","))
    lost = any(not set((each.value or "").upper().split(",")) <= last for each in kinds)
    return kinds if lost and not last & {"ALL", "NONE"} else []


@rule("SLU117", "repeated-option", severity=Severity.WARNING)
def repeated_option(source: SourceFile, slurm: Slurm, target: Target) -> Iterator[Finding]:
    """One finding for each directive that does not count; mail types by version; no line that cannot be split."""
    keys = Keys()
    broken = {str(fault.span.line) for fault in slurm.faults if fault.kind in ("unmatched-quote", "lone-colon")}
    for fault, _key in causes(slurm, "repeated"):
        option = fault.args.get("option", "")
        if option == "mail-type" or broken & {str(fault.span.line), fault.args.get("line", "")}:
            continue
        yield Finding(
            AGAIN,
            place=source.path,
            key=keys(option),
            location=at(source.path, fault.span),
            option=option,
            by=fault.args.get("by", ""),
            line=fault.args.get("line", ""),
        )
    kinds = [] if target.version is not None and target.version < LAST_WINS else _mail(slurm)
    if kinds:
        yield Finding(
            MAIL,
            place=source.path,
            key="mail-type",
            location=at(source.path, kinds[0].span),
            severity=None if target.version else Severity.NOTE,
            joined=",".join(dict.fromkeys(",".join(each.value or "" for each in kinds).split(","))),
        )
