"""A job shares its cards and has them alone at once.

## Why is this bad?
`mode=exclusive_process` gives the job its cards alone: it implies `j_exclusive=yes`, and a `j_exclusive=no` beside it
does not take that back. A job that was meant to share a card, or to run on a slice of one, waits for a whole card.

## What to do
Say one of them: `-gpu "num=1:mode=shared:j_exclusive=no"` shares the card, `-gpu "num=1:j_exclusive=yes"` does not.

## Fix safety
Nothing is changed: which of the two is meant is known to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-gpu`, `mode` and `j_exclusive`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.gpu import gpu_string
from envdoctor.syntax.jobs.pointing import Keys, at, on_first_line, span_of


@rule("LSF123", "exclusive-mode-contradicted", severity=Severity.NOTE, words=("exclusive_process",))
def exclusive_mode_contradicted(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each `-gpu`, at its `j_exclusive=no`."""
    keys, text = Keys(), source.text
    for directive in lsf.directives:
        span = directive.value_span
        if directive.option != "gpu" or span is None:
            continue
        parts = gpu_string(text[span.start : span.end]).keys
        mode, alone = parts.get("mode"), parts.get("j_exclusive")
        if mode is None or alone is None or mode.value != "exclusive_process" or alone.value != "no":
            continue
        yield Finding(
            msg("j_exclusive=no does nothing beside mode=exclusive_process: the job gets its cards alone"),
            place=source.path,
            key=keys("gpu"),
            location=at(
                source.path, on_first_line(text, span_of(text, span.start + alone.start, span.start + alone.end))
            ),
        )
