"""A job for a slice of a card does not pick a free slice, or fixes one.

## Why is this bad?
The scheduler of this site gives the job a card, not a slice of it, and the program takes the first slice: the one that
everybody else's program takes too. A slice that is written into the script is right only if the scheduler happens to
give the job that slice's card; else the program sees no card at all and runs on the CPU.

## What to do
Let the site's program pick a free slice on the card that the job was given:
`export CUDA_VISIBLE_DEVICES=$(PROGRAM)`, with the program that the finding names. For DPDispatcher the line belongs
into `prepend_script`: from version 1.1 on a command in `envs` is not run. `nvidia-smi -L` inside the job lists the
slices that are visible there.

## Fix safety
Nothing is changed: the line is for you to place, after the modules and before the program.

## References
- NVIDIA Multi-Instance GPU user guide, "Device enumeration".
- The policy's `scheduler.slice_picker`, and `picker` in a profile's `require`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.profiled import Profiled
from envdoctor.facts.site import Site
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.profiles import PICKER, Held, Judged
from envdoctor.syntax.jobs.values import Span

FIXED = re.compile(r"\bMIG-[0-9A-Za-z]")
NONE = msg("no free slice is picked ({profile}): the program takes the first one, as everybody's does")
WRITTEN = msg("a fixed slice: only slices of the card that the job is given are visible; pick one with {picker}")
OTHER = msg("{name} is set by hand: pick a free slice with {picker}")
IN_SCRIPT, IN_JSON = msg("set the variable from {picker} before the program starts"), msg("in prepend_script: {line}")


def _lacking(judged: Judged) -> Held | None:
    """What to point at where a profile wants a picked slice and none is picked; the value itself if one is set."""
    if judged.swap is not None:
        return None
    for miss in judged.misses:
        if miss.wanted == PICKER:
            return miss.held or judged.anchor
    return None


@rule("JOB412", "slice-without-picker", severity=Severity.WARNING, fix=Safety.MANUAL, signs=("profiles",))
def slice_without_picker(source: SourceFile, profiled: Profiled, site: Site) -> Iterator[Finding]:
    """One finding for each script, or each set of DPDispatcher's resources, that a profile wants to pick a slice."""
    keys, line = Keys(), f"export CUDA_VISIBLE_DEVICES=$({site.slice_picker})"
    for path, judged in profiled.found:
        held = _lacking(judged)
        span: Span | None = held.span if held is not None else None
        if held is None or span is None:
            continue
        set_here = held is not judged.anchor
        said = WRITTEN if set_here and FIXED.search(held.text) else OTHER if set_here else NONE
        yield Finding(
            said,
            place=source.path,
            key=keys(f"{path}:{judged.profile.name}" if path else judged.profile.name),
            location=at(source.path, span),
            wish=Advise(IN_JSON, {"line": line})
            if profiled.json
            else Advise(IN_SCRIPT, {"picker": site.slice_picker}, (line,)),
            profile=judged.profile.name,
            picker=site.slice_picker,
            name="CUDA_VISIBLE_DEVICES",
        )
