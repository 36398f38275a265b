"""Memory is asked for without a unit, so it is megabytes.

## Why is this bad?
`--mem=16` asks for 16 MB, not 16 GB. The job is killed as soon as Python has started. With 100 MB and more for each
CPU other programs may live, so that is a note.

## What to do
Write the unit: `--mem=16G`. If megabytes are meant, write `--mem=16M`.

## Fix safety
Unsafe: `G` is put behind the number, which asks for a thousand times as much. Look whether that is what you meant.

## References
- sbatch(1), options `--mem`, `--mem-per-cpu`, `--mem-per-gpu`: "Default units are megabytes".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Request, Slurm
from envdoctor.facts.site import Site, speaks
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.jobs.values import Directive

OPTIONS = frozenset(("mem", "mem-per-cpu", "mem-per-gpu"))
LIMIT = 512
"""Megabytes; nobody gives that little to a job on purpose without saying M, except in round hundreds."""
PLENTY = 100
"""Megabytes for a CPU that programs without Python live on."""
GIGABYTES = pattern(r"\b(?:\d+ ?)?(?:gb|gib|gigs?|gigabytes?)\b|\d ?g\b", re.I)
UNIT = pattern(r"[ \t]+[KMGT](?:i?B)?(?![^\s#])", re.I)
"""The unit stands apart, so sbatch refuses the script: another rule's."""
MEGABYTES = pattern(r"\b(?:\d+ ?)?(?:mb|mib|megs?|megabytes?)\b|\d ?m\b", re.I)


@rule("SLU125", "small-memory", severity=Severity.WARNING, fix=Safety.UNSAFE, words=("mem",))
def small_memory(source: SourceFile, slurm: Slurm, job: Request, site: Site) -> Iterator[Finding]:
    """One finding for each option with a small number and no unit; none where any memory is refused."""
    if site.memory_configured is False and speaks(job, site):
        return
    keys = Keys()
    for directive in slurm.directives:
        if directive.option not in OPTIONS or not _slipped(directive):
            continue
        span = directive.value_span or directive.span
        if UNIT.match(source.text, span.end):
            continue
        written = source.text[span.start : span.end]
        yield Finding(
            msg("--{option}={value} is {value} MB; write {value}G for gigabytes, {value}M if megabytes are meant"),
            place=source.path,
            key=keys(directive.option),
            location=at(source.path, span),
            wish=swap(source.path, source.text, span.start, span.end, f"{directive.value}G")
            if written == directive.value
            else None,
            severity=Severity.NOTE
            if directive.option == "mem-per-cpu" and int(directive.value or 0) >= PLENTY
            else None,
            option=directive.option,
            value=directive.value,
        )


def _slipped(directive: Directive) -> bool:
    value = directive.value or ""
    if directive.scheduler != "slurm" or not (value.isascii() and value.isdecimal()) or len(value) > 6:
        return False
    if not 0 < int(value) < LIMIT or MEGABYTES.search(directive.comment):
        return False
    return int(value) % 100 != 0 or GIGABYTES.search(directive.comment) is not None
