"""The value of `-R` has a bracket without its partner or an unknown section.

## Why is this bad?
`bsub` refuses a resource requirement that it cannot read: `rusage[mem=8000`, `spam[hosts=1]`.

## What to do
Close every bracket, and use the sections LSF knows: `select[]`, `order[]`, `rusage[]`, `span[]`, `same[]`, `cu[]`,
`affinity[]`. Put the whole value into double quotes.

## Fix safety
Nothing is changed: where the bracket belongs is known to you only.

## References
- "Resource requirement strings" in the documentation of IBM Spectrum LSF 10.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.resources import resource_string
from envdoctor.syntax.jobs.pointing import Keys, at, inside

TEXTS = {
    "open": msg("the {word} in -R is never closed"),
    "closed": msg("the {word} in -R closes nothing"),
    "section": msg("-R has no section {word}[]; did you mean {meant}[]?"),
}


@rule("LSF103", "malformed-resource-string", severity=Severity.ERROR)
def malformed_resource_string(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each bracket or section."""
    keys = Keys()
    for directive in lsf.directives:
        span = directive.value_span
        if directive.option != "R" or span is None:
            continue
        for snag in resource_string(source.text[span.start : span.end]).snags:
            yield Finding(
                TEXTS[snag.kind],
                place=source.path,
                key=keys(f"{snag.kind}:{snag.word}"),
                location=at(source.path, inside(source.text, span, span.start + snag.start, span.start + snag.end)),
                word=snag.word,
                meant=snag.meant,
            )
