"""A job names no output file, so LSF mails what it prints.

## Why is this bad?
Without `-o` or `-oo`, everything the program prints is kept until the job ends and then sent by mail. Many sites
deliver no mail, or cut long ones: the output is lost, and nobody can follow the job while it runs.

## What to do
`#BSUB -o logs/%J.out`; `%J` is the job's number. `-oo` overwrites an older file, `-o` appends to it.

## Fix safety
Nothing is changed: the name and folder of the log are yours to choose.

## References
- bsub(1) of IBM Spectrum LSF 10.1, options `-o`, `-oo`, `-e`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Location, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile

GIVEN = frozenset("o oo I Ip Is IS ISp ISs IX".split())


@rule("LSF107", "log-goes-to-mail", severity=Severity.NOTE)
def log_goes_to_mail(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """At most one finding a script, at its first directive."""
    if not lsf.directives or lsf.faults or any(directive.option in GIVEN for directive in lsf.directives):
        return
    first = lsf.directives[0].span
    yield Finding(
        msg("no -o: LSF mails what the job prints, after its end"),
        place=source.path,
        key="o",
        location=Location(source.path, first.line, first.column, first.end_column),
    )
