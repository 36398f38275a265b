"""A job asks for GPUs by `-gpu` and by `-R` at once.

## Why is this bad?
`rusage[ngpus_..=..]` is the old way, `-gpu` the new one. LSF does not let a job use both: it refuses the old resources
next to `-gpu`, or the job waits for cards that are counted twice.

## What to do
Keep `-gpu "num=1"` and take the `ngpus` resources out of `-R`.

## Fix safety
Nothing is changed: the two numbers may differ, and which one is right is known to you.

## References
- "Enabling jobs to use GPU resources" in the documentation of IBM Spectrum LSF 10.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at, span_of

LEGACY = re.compile(r"\bngpus(?:_shared|_excl_t|_excl_p|_physical)\b")


@rule("LSF108", "gpus-asked-twice", severity=Severity.WARNING)
def gpus_asked_twice(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each old resource."""
    if not any(directive.option == "gpu" and directive.value != "-" for directive in lsf.directives):
        return
    keys = Keys()
    for directive in lsf.directives:
        span = directive.value_span
        if directive.option != "R" or span is None:
            continue
        for found in LEGACY.finditer(source.text, span.start, span.end):
            yield Finding(
                msg("{name} in -R next to -gpu: ask for the cards with -gpu alone"),
                place=source.path,
                key=keys(found[0]),
                location=at(source.path, span_of(source.text, *found.span())),
                name=found[0],
            )
