"""An option without a value takes the next option as its value.

## Why is this bad?
All directives form one command line. `#SBATCH --mail-user` above `#SBATCH --time=1:00:00` sends mail to
`--time=1:00:00`, and the time limit is not set. `sbatch` says nothing.

## What to do
Give the option its value, or take it out.

## Fix safety
Nothing is changed: the value that is missing, only you know.

## References
- getopt_long(3): a required value is the next word, whatever it looks like.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import at, causes, template_path


@rule("SLU114", "swallowed-value", severity=Severity.WARNING, signs=("swallowed",))
def swallowed_value(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each option that takes another one; an error where sbatch refuses the result."""
    fatal = [fault for fault in slurm.faults if fault.fatal]
    directives = {id(fault.directive) for fault in fatal if fault.directive}
    lines = {fault.span.line for fault in fatal if not fault.directive}
    for fault, key in causes(slurm, "swallowed"):
        span = fault.directive.span if fault.directive else fault.span
        refused = fault.fatal or id(fault.directive) in directives or fault.span.line in lines
        harmless = (not refused and not fault.args.get("value", "").startswith("-")) or template_path(source.path)
        yield Finding(
            msg("{option} has no value and takes the next word instead: {value}"),
            place=source.path,
            key=key,
            location=at(source.path, span),
            severity=Severity.NOTE if harmless else Severity.ERROR if refused else None,
            option=fault.directive.written if fault.directive else f"--{fault.args.get('option', '')}",
            value=fault.args.get("value", ""),
        )
