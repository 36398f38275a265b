"""gpu_exclusive has no effect without gpu_new_syntax.

## Why is this bad?
DPDispatcher reads `gpu_exclusive` only when it writes the line `#BSUB -gpu`, which it does for `gpu_new_syntax` true.
Otherwise it asks by the older `ngpus_excl_p`, which always means a whole card: a job meant for a shared card or a slice
waits for a whole one.

## What to do
Set `gpu_new_syntax` to true where LSF is 10.1 or newer and takes `-gpu`.

## Fix safety
Nothing is changed: whether your LSF takes the newer form is the site's to say.

## References
- DPDispatcher's source, `machines/lsf.py`; LSF's documentation: `bsub -gpu`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.specs import Dispatch
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at


@rule("DPD115", "gpu-flag-without-effect", severity=Severity.WARNING)
def gpu_flag_without_effect(source: SourceFile, dispatch: Dispatch) -> Iterator[Finding]:
    """One finding a set of resources, where a shared card is meant and a whole one is asked for."""
    unique = Keys()
    for part in dispatch.resources:
        usage, syntax = part.node.get("kwargs.gpu_usage"), part.node.get("kwargs.gpu_new_syntax")
        exclusive = part.node.get("kwargs.gpu_exclusive")
        if exclusive is None or exclusive.value is not False or usage is None or usage.value is not True:
            continue
        if (syntax is not None and syntax.value is not False) or part.node.text("kwargs.custom_gpu_line"):
            continue
        yield Finding(
            msg("gpu_exclusive false does nothing without gpu_new_syntax true: a whole card is asked for"),
            place=source.path,
            key=unique(part.called("kwargs.gpu_exclusive")),
            location=at(source.path, exclusive.span),
        )
