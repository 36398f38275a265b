"""The range of a job array is one that qsub refuses.

## Why is this bad?
`-J` takes `first-last` or `first-last:step`, with the smaller number first and at least two tasks. With `-J 10-1`, a
single number, a list or a step of 0 `qsub` answers "illegal -J value" and does not take the job.

## What to do
`#PBS -J 1-10`, or with a step `#PBS -J 0-100:10`. One task needs no array. Torque has `-t` for it, which takes lists.

## Fix safety
Nothing is changed: which tasks are meant is yours to say.

## References
- qsub(1B) of OpenPBS, option `-J`; its source, `chk_Jrange.c`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Pbs
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pbs.reader import flavour
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.values import number_of

NUMBERS = re.compile(r"[\d,:.-]+\Z", re.ASCII)
DOTS = re.compile(r"(\d+)\.\.+(\d+)\Z", re.ASCII)
RANGE = re.compile(r"(?P<first>\d+)-(?P<last>\d+)(?::(?P<step>\d*))?\Z", re.ASCII)
BACKWARDS = msg("-J {value} counts backwards: qsub refuses it; write -J {meant}")
WRITTEN = msg("qsub refuses -J {value}: a range is written -J {meant}")
FORM = msg("qsub refuses -J {value}; it takes first-last or first-last:step, with two tasks or more")


@rule("PBS121", "malformed-pbs-array", severity=Severity.ERROR, words=("-J",))
def malformed_pbs_array(source: SourceFile, pbs: Pbs) -> Iterator[Finding]:
    """One finding for each such `-J`; none where letters stand for what is yet to be filled in."""
    keys = Keys()
    for directive in pbs.directives:
        value = (directive.value or "").partition("%")[0]
        if directive.option != "J" or not NUMBERS.match(value):
            continue
        found = RANGE.match(value)
        first, last = (number_of(found[name]) for name in ("first", "last")) if found else (0, 0)
        step = found["step"] if found else ""
        if (found and first < last and (step is None or number_of(step or "0") > 0)) or flavour(pbs) in (
            "nqsv",
            "torque",
        ):
            continue
        dots = DOTS.match(value)
        yield Finding(
            WRITTEN if dots else BACKWARDS if first > last else FORM,
            place=source.path,
            key=keys("J"),
            location=at(source.path, directive.value_span or directive.span),
            value=value,
            meant=f"{dots[1]}-{dots[2]}" if dots else f"{last}-{first}" + (f":{step}" if step else ""),
        )
