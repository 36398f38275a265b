"""Findings about lines in an LSF or PBS script that are for another scheduler: nobody reads them."""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor.i18n import msg
from envdoctor.model import Finding, Severity
from envdoctor.syntax.jobs.pointing import at, span_of
from envdoctor.syntax.jobs.values import Script
from envdoctor.syntax.jobs.which import directives_of

ONE = msg("line {lines} is for {other}: {program} does not read it")
SEVERAL = msg("lines {lines} are for {other}: {program} does not read them")
MANY = msg("lines {lines} and {more} more are for {other}: {program} does not read them")
NAMES = {"slurm": "Slurm", "lsf": "LSF", "pbs": "PBS"}
_STRAY = 2
"""So few lines are rather a slip than the other half of a script for two clusters."""
_SHOWN = 4


def strangers(path: str, text: str, script: Script, program: str) -> Iterator[Finding]:
    """One finding for each other scheduler, at its first line; a note where the script is rather meant for both."""
    others = [name for name in NAMES if name != script.scheduler]
    found = directives_of(text, *others)
    for other in others:
        spans = [span_of(text, start, end) for name, start, end in found if name == other]
        if not spans:
            continue
        lines, more = [str(span.line) for span in spans[:_SHOWN]], len(spans) - _SHOWN
        slip = len(spans) <= _STRAY < len(script.directives)
        yield Finding(
            ONE if len(spans) == 1 else SEVERAL if more <= 0 else MANY,
            place=path,
            key=other,
            location=at(path, spans[0]),
            severity=Severity.WARNING if slip else Severity.NOTE,
            lines=", ".join(lines),
            more=more,
            other=NAMES[other],
            program=program,
        )
