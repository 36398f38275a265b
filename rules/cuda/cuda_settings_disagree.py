"""CUDA_HOME and the search path lead to toolkits of different versions.

## Why is this bad?
A build then takes headers from one toolkit and the compiler or the libraries from another. It fails with odd errors,
or gives an extension that crashes later.

## What to do
Let one place decide: set CUDA_HOME, and put `$CUDA_HOME/bin` first on PATH.

## Fix safety
Nothing is changed: your own lines are never rewritten.

## References
- torch.utils.cpp_extension compares the version of `$CUDA_HOME/bin/nvcc` with torch's own and stops where the majors
  differ.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.cuda import HOMES, Cuda, Named
from envdoctor.facts.questions import lasting, pointed, told

SAYS = msg("{home} leads to CUDA {version}, but PATH finds CUDA {other} first ({folder})")
WISH = msg("let CUDA_HOME decide, and put this line behind it")


def _first(cuda: Cuda, names: tuple[str, ...], context: str) -> Named | None:
    """The first toolkit that one of ``names`` leads to in ``context``, of those that are there."""
    fits = (one for one in cuda.named if one.variable in names and context in one.contexts)
    return next((one for one in fits if one.exists and one.version), None)


@rule("CUD202", "cuda-settings-disagree", severity=Severity.WARNING, fix=Safety.MANUAL)
def cuda_settings_disagree(cuda: Cuda) -> Iterator[Finding]:
    """One finding for each pair of toolkits."""
    pairs: dict[tuple[Named, Named], list[str]] = {}
    for context in dict.fromkeys(context for one in cuda.named for context in one.contexts):
        home, path = _first(cuda, HOMES, context), _first(cuda, ("PATH",), context)
        if home and path and home.version != path.version:
            pairs.setdefault((home, path), []).append(context)
    for (home, path), contexts in pairs.items():
        if not lasting(tuple(contexts)):
            continue
        yield Finding(
            SAYS,
            place=home.root,
            key=path.root,
            location=pointed(home.origin),
            contexts=tuple(contexts),
            evidence=(*told(home.origin), *told(path.origin)),
            wish=Advise(WISH, {}, ('export PATH="$CUDA_HOME/bin:$PATH"',)),
            home=home.variable,
            version=home.version,
            other=path.version,
            folder=path.folder,
        )
