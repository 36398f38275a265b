"""The bracket of a job array is never closed.

## Why is this bad?
`-J "train[1-10"` is no name that LSF takes: a `[` begins the list of an array's tasks. `bsub` answers that the job name
or the array is bad and refuses the job.

## What to do
Close the bracket: `#BSUB -J "train[1-10]"`. A limit stands behind it: `"train[1-10]%4"`.

## Fix safety
Safe: the bracket is closed where nothing but numbers stands behind it, and before a limit.

## References
- bsub(1) of IBM Spectrum LSF 10.1, option `-J job_name[index_list]%job_slot_limit`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, ReplaceSpan, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Lsf
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.lsf.words import unquoted
from envdoctor.syntax.jobs.pointing import Keys, at, swap
from envdoctor.syntax.jobs.values import Span

LIST = re.compile(r"\[[0-9][0-9,:-]*(?=(?:%[0-9]+)?\Z)")


def _wish(source: SourceFile, span: Span) -> ReplaceSpan | None:
    inner, front = unquoted(source.text[span.start : span.end])
    found = LIST.search(inner)
    if found is None:
        return None
    end = span.start + front + found.end()
    return swap(source.path, source.text, end, end, "]")


@rule("LSF120", "unclosed-job-array", severity=Severity.ERROR, fix=Safety.SAFE)
def unclosed_job_array(source: SourceFile, lsf: Lsf) -> Iterator[Finding]:
    """One finding for each such name. One whose quote stays open as well is told by the rule about quotes."""
    keys = Keys()
    broken = [fault.directive for fault in lsf.faults if fault.kind == "open-quote"]
    for directive in lsf.directives:
        value, span = directive.value or "", directive.value_span
        if directive.option != "J" or span is None or "[" not in value or "]" in value or unknown(value):
            continue
        if directive not in broken:
            yield Finding(
                msg("the [ of the array is never closed: bsub refuses {value}; write -J {meant}"),
                place=source.path,
                key=keys("J"),
                location=at(source.path, span),
                wish=_wish(source, span),
                value=value,
                meant=LIST.sub(lambda found: found[0] + "]", value) if LIST.search(value) else '"name[1-10]"',
            )
