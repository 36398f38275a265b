"""The name of an LSF log holds a pattern that only Slurm fills in.

## Why is this bad?
LSF fills in `%J`, the job's number, and `%I`, the task of an array. `%j`, `%A`, `%a`, `%x` and `%N` are Slurm's: they
stay in the name as they stand, so that all jobs write into one file that is called `%j.out`.

## What to do
`#BSUB -o logs/%J.out`, for an array `#BSUB -o logs/%J_%I.out`.

## Fix safety
Unsafe: another program may look for the log under its old name. `%j` and `%A` become `%J`, and `%a` becomes `%I`; a
pattern that LSF has nothing for is left to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1, options `-o`, `-oo`, `-e`, `-eo`; sbatch(1), "filename pattern".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pointing import Keys, at, span_of, swap

LOGS = frozenset(("o", "oo", "e", "eo"))
PATTERN = re.compile(r"%[0-9]*([jAaxN])(?![A-Za-z0-9]|\w*%(?![A-Za-z0-9]))")
MEANT = {"j": "%J", "A": "%J", "a": "%I"}
WRITE = msg("LSF does not fill in {pattern}, Slurm does: write {meant}")
NONE = msg("LSF does not fill in {pattern}, Slurm does: take it out")


@rule("LSF118", "log-pattern-of-slurm", severity=Severity.WARNING, fix=Safety.UNSAFE)
def log_pattern_of_slurm(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each pattern in the name of a log."""
    keys = Keys()
    for directive in lsf.directives:
        span = directive.value_span
        if directive.option not in LOGS or span is None or "%" not in source.text[span.start : span.end]:
            continue
        if unknown(directive.value or ""):
            continue
        for found in PATTERN.finditer(source.text, span.start, span.end):
            meant = MEANT.get(found[1], "")
            yield Finding(
                WRITE if meant else NONE,
                place=source.path,
                key=keys(f"{directive.option} {found[0]}"),
                location=at(source.path, span_of(source.text, *found.span())),
                wish=swap(source.path, source.text, *found.span(), meant) if meant else None,
                pattern=found[0],
                meant=meant,
            )
