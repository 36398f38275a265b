"""A variable names a CUDA toolkit that is not there.

## Why is this bad?
Builds of CUDA extensions (flash-attn, apex, DeepSpeed's operators) stop with "nvcc not found" or "CUDA_HOME does not
exist". The line stayed behind when the toolkit was updated or the home was copied from another machine.

## What to do
Point the variable at a toolkit that is there, or take the line out: torch's own wheels need no toolkit to run.

## Fix safety
Nothing is changed: your own lines are never rewritten.

## References
- torch.utils.cpp_extension: CUDA_HOME, then CUDA_PATH, then nvcc on PATH, then /usr/local/cuda.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.cuda import HOMES, Cuda, Named
from envdoctor.facts.questions import lasting, pointed, told

SAYS = msg("is not there, but {names} names it")
INSTEAD = msg("set it to a toolkit that is here ({present}), or take the line out")
NONE = msg("take the line out: no toolkit stands in /usr/local here, and torch's wheels need none")


def _missing(cuda: Cuda) -> dict[str, list[Named]]:
    """Toolkit -> where it is named, where no named folder of it is there; not what only this shell holds."""
    found: dict[str, list[Named]] = {}
    for one in cuda.named:
        if lasting(one.contexts):
            found.setdefault(one.root, []).append(one)
    return {root: named for root, named in found.items() if all(one.exists is False for one in named)}


@rule("CUD201", "cuda-folder-gone", severity=Severity.WARNING, fix=Safety.MANUAL)
def cuda_folder_gone(cuda: Cuda) -> Iterator[Finding]:
    """One finding a toolkit, whatever number of variables name it; search paths alone are a note."""
    for root, named in _missing(cuda).items():
        names = list(dict.fromkeys(one.variable for one in named))
        first = next((one for one in named if one.variable in HOMES), named[0])
        yield Finding(
            SAYS,
            place=root,
            key=names[0],
            location=pointed(first.origin),
            severity=Severity.WARNING if first.variable in HOMES else Severity.NOTE,
            contexts=tuple(dict.fromkeys(context for one in named for context in one.contexts)),
            evidence=tuple(dict.fromkeys(text for one in named for text in told(one.origin))),
            wish=Advise(INSTEAD, {"present": ", ".join(cuda.present)}) if cuda.present else Advise(NONE),
            names=", ".join(names),
        )
