"""A job array has numbers that LSF does not give to tasks.

## Why is this bad?
The tasks of an array have numbers from 1 on. With `[0-9]`, a range that counts backwards or a step of 0, `bsub` answers
that the array index is bad and does not take the job.

## What to do
`#BSUB -J "train[1-10]"`; a program that counts from 0 takes one off: `$((LSB_JOBINDEX - 1))`.

## Fix safety
Nothing is changed: which tasks are meant is known to you.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-J job_name[index_list]%job_slot_limit`; OpenLava's `idx.y`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import number_of

LIST = re.compile(r"[^\[\]]+\[([\d,:-]+)\](?:%\d+)?\Z", re.ASCII)
PART = re.compile(r"(?P<first>\d+)(?:-(?P<last>\d+))?(?::(?P<step>\d+))?\Z", re.ASCII)
TEXTS = {
    "zero": msg("[{part}]: the tasks of an LSF array are counted from 1, bsub refuses 0"),
    "backwards": msg("[{part}] counts backwards: bsub refuses it; write [{meant}]"),
    "step": msg("[{part}] has no step above 0: bsub refuses it"),
}


def _wrong(part: str) -> tuple[str, str] | None:
    """Which text holds for one part of the list, and what is meant if that can be told."""
    found = PART.match(part)
    if found is None:
        return None
    first, last = number_of(found["first"]), number_of(found["last"] or found["first"])
    if first == 0:
        return "zero", ""
    if first > last:
        return "backwards", f"{last}-{first}"
    return ("step", "") if found["step"] and number_of(found["step"]) == 0 else None


@rule("LSF122", "array-index-refused", severity=Severity.ERROR, words=("-J",))
def array_index_refused(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each `-J`, at its first such part."""
    keys = Keys()
    for directive in lsf.directives:
        found = LIST.match(directive.value or "") if directive.option == "J" else None
        for part in found[1].split(",") if found else ():
            if wrong := _wrong(part):
                yield Finding(
                    TEXTS[wrong[0]],
                    place=source.path,
                    key=keys("J"),
                    location=at(source.path, directive.value_span or directive.span),
                    part=part,
                    meant=wrong[1],
                )
                break
