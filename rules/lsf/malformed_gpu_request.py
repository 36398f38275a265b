"""The value of `-gpu` is not in the form that LSF reads.

## Why is this bad?
`-gpu` takes `key=value` pairs with a colon between them: `num=1:mode=shared:j_exclusive=yes`. A forgotten colon, a
comma or a misspelt key makes `bsub` refuse the job.

## What to do
Put a colon between all pairs. The keys are `num`, `mode`, `mps`, `j_exclusive`, `aff`, `block`, `gpack`, `gvendor`,
`gmodel`, `gtile`, `gmem`, `glink` and `mig`; `mode` is `shared` or `exclusive_process`.

## Fix safety
Safe: only what stands where a colon belongs is replaced by it. Keys and values are left to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-gpu`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.lsf.gpu import Trouble, gpu_string
from envdoctor.syntax.jobs.pointing import Keys, at, inside, shown, swap

TEXTS = {
    "separator": msg("a colon belongs before {next}: -gpu takes key=value:key=value"),
    "unknown-key": msg("-gpu has no key {word}"),
    "near-key": msg("-gpu has no key {word}; did you mean {meant}?"),
    "no-value": msg("{word} of -gpu has no value"),
    "bad-value": msg("-gpu does not take {word}={value}"),
    "near-value": msg("-gpu does not take {word}={value}; did you mean {word}={meant}?"),
}


def _text(trouble: Trouble) -> str:
    if trouble.meant and trouble.kind in ("unknown-key", "bad-value"):
        return "near-key" if trouble.kind == "unknown-key" else "near-value"
    return trouble.kind


@rule("LSF102", "malformed-gpu-request", severity=Severity.ERROR, fix=Safety.SAFE)
def malformed_gpu_request(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each place where the form is broken."""
    keys = Keys()
    for directive in lsf.directives:
        span = directive.value_span
        if directive.option != "gpu" or span is None:
            continue
        for trouble in gpu_string(source.text[span.start : span.end]).troubles:
            start, end = span.start + trouble.start, span.start + trouble.end
            yield Finding(
                TEXTS[_text(trouble)],
                place=source.path,
                key=keys(f"{trouble.kind}:{shown(source.text, start, trouble.word)}"),
                location=at(source.path, inside(source.text, span, start, max(end, start + 1))),
                wish=_colon(source, start, end) if trouble.kind == "separator" else None,
                word=shown(source.text, start, trouble.word),
                value=shown(source.text, start, trouble.value),
                meant=trouble.meant,
                next=shown(source.text, start, _next(source.text, end, span.end)),
            )


def _next(text: str, start: int, end: int) -> str:
    """The key that begins at ``start``."""
    equals = text.find("=", start, end)
    return text[start : equals if equals >= 0 else end]


def _colon(source: SourceFile, start: int, end: int) -> ReplaceSpan:
    return swap(source.path, source.text, start, end, ":")
