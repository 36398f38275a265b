"""A memory limit without a unit is kilobytes unless the site says otherwise.

## Why is this bad?
Without a unit, `-M 16` is 16 KB, and the job is killed as soon as it starts. Many sites set `LSF_UNIT_FOR_LIMITS` to MB
or GB; there the same line is right, but fails elsewhere.

## What to do
Write the unit: `-M 16GB`. LSF takes KB, MB, GB and TB.

## Fix safety
Nothing is changed: the site's unit is not known here.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-M`; lsf.conf(5), `LSF_UNIT_FOR_LIMITS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at

FEWEST = 100_000
"""Kilobytes, about 100 MB: a shell and Python alone take a good part of it."""


SIZED = re.compile(r"\b\d*\s*[MG]i?B\b|mega|giga", re.I)


@rule("LSF106", "tiny-memory-limit", severity=Severity.NOTE)
def tiny_memory_limit(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each `-M` without a unit below the limit.

    Where `-R` reserves the same number, or a comment names a unit, the site's unit is evidently another one.
    """
    keys = Keys()
    reserved = " ".join(directive.value or "" for directive in lsf.directives if directive.option == "R")
    for directive in lsf.directives:
        value = directive.value or ""
        if directive.option != "M" or not value.isascii() or not value.isdecimal() or SIZED.search(directive.comment):
            continue
        if 0 < int(value[:9]) < FEWEST and f"mem={value}" not in reserved and f"mem>{value}" not in reserved:
            yield Finding(
                msg("-M {value} is {value} KB unless this site sets another unit; write it with one, as 16GB"),
                place=source.path,
                key=keys("M"),
                location=at(source.path, directive.value_span or directive.span),
                value=value,
            )
