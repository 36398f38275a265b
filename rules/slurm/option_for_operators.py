"""An option that only those who run the cluster may use.

## Why is this bad?
For everybody else Slurm refuses the job: a negative `--nice` ("Invalid --nice value"), `--reboot` ("only allowed for
admins"), `--uid` ("only permitted by root user").

## What to do
Take the option out. A positive `--nice` lets other jobs go first and is allowed to all.

## Fix safety
Nothing is changed: an operator may run the script.

## References
- sbatch(1), options `--nice`, `--reboot`, `--uid`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

NEGATIVE = re.compile(r"-0*[1-9]\d*\Z", re.ASCII)


@rule("SLU139", "option-for-operators", severity=Severity.ERROR, words=("nice", "reboot", "uid"))
def option_for_operators(source: SourceFile, slurm: Slurm) -> Iterator[Finding]:
    """One finding for each such option; a value that is a template's token is not known."""
    keys = Keys()
    for directive in slurm.directives:
        value, option = directive.value or "", directive.option
        below = option == "nice" and NEGATIVE.match(value) is not None
        if directive.scheduler != "slurm" or not (below or option == "reboot" or (option == "uid" and value.isalnum())):
            continue
        yield Finding(
            msg("{written} is for operators of the cluster: Slurm refuses the job of anybody else"),
            place=source.path,
            key=keys(option),
            location=at(source.path, directive.span),
            written=f"{directive.written}={value}" if value else directive.written,
        )
