"""LD_LIBRARY_PATH leads to an older copy of a library that torch brings along.

## Why is this bad?
A torch wheel comes with the CUDA libraries it was built with. Some of them are still found through LD_LIBRARY_PATH
first: the older copy is loaded instead and lacks what torch needs. `import torch` then fails: "undefined symbol:
__nvJitLinkComplete_12_4", "cuDNN version incompatibility".

## What to do
Take the toolkit out of LD_LIBRARY_PATH: torch's wheels need no toolkit to run. A program that does need it can get the
variable on its own command line.

## Fix safety
Nothing is changed: your own lines are never rewritten.

## References
- ld.so(8): DT_RPATH, then LD_LIBRARY_PATH, then DT_RUNPATH. The libraries of NVIDIA's wheels carry DT_RUNPATH, torch's
  own carry DT_RPATH from 2.1 on; what loads what was tried with `ld.so --list`.
- PyTorch issues 80637 (cuDNN, wheels of 1.12) and 104757.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.cuda import Cuda
from envdoctor.facts.questions import lasting, pointed, told
from envdoctor.facts.torches import Torches, beaten_library
from envdoctor.facts.types import Environments

SAYS = msg("{library} {old} there is loaded instead of {new}, which torch in {prefix} brings: import torch may fail")
WISH = msg("take {folder} out of LD_LIBRARY_PATH: torch brings what it needs")


@rule("CUD204", "library-path-beats-torch", severity=Severity.WARNING, fix=Safety.MANUAL)
def library_path_beats_torch(cuda: Cuda, torches: Torches, environments: Environments) -> Iterator[Finding]:
    """One finding for each folder and library, naming the first environment."""
    for folder, held in cuda.libraries.items():
        variables = {
            context: variable
            for context, environment in environments.contexts.items()
            if (variable := environment.get("LD_LIBRARY_PATH")) is not None
            and folder in [part.rstrip("/") for part in (variable.value or "").split(":")]
        }
        if not lasting(tuple(variables)):
            continue
        origin = next(variable for context, variable in variables.items() if context != "now").origin
        for library, real in held.items():
            beaten = [(torch, found) for torch in torches.all if (found := beaten_library(torch, library, real))]
            if not beaten:
                continue
            (_first, (old, new)), prefixes = beaten[0], [torch.env.prefix for torch, _found in beaten]
            yield Finding(
                SAYS,
                place=folder,
                key=library,
                location=pointed(origin),
                contexts=tuple(variables),
                evidence=(*told(origin), *prefixes),
                wish=Advise(WISH, {"folder": folder}),
                library=library,
                old=old,
                new=new,
                prefix=prefixes[0],
            )
