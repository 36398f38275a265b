"""What a job is to wait for is written in a way that Slurm refuses.

## Why is this bad?
`sbatch` itself does not look at `--dependency`; the controller does, and answers "Job dependency problem": a kind that
it does not know, no job behind the colon, a comma at the end. From Slurm 25.11 on it also refuses `,` (all of them)
and `?` (one of them) in one list.

## What to do
A kind, a colon and the jobs' numbers: `--dependency=afterok:123:124`. The kinds are `after`, `afterok`, `afterany`,
`afternotok`, `aftercorr`, `afterburstbuffer`; `singleton` stands alone.

## Fix safety
Nothing is changed: which jobs are meant, only you know.

## References
- sbatch(1), option `--dependency`.
- Slurm's source, `job_scheduler.c`: how the list is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from envdoctor import Finding, Severity, msg, rule
from envdoctor.facts.jobs import Slurm
from envdoctor.facts.site import Target
from envdoctor.facts.types import SourceFile
from envdoctor.late import pattern
from envdoctor.syntax.jobs.fill_ins import unknown
from envdoctor.syntax.jobs.pointing import at, last_of

TEXTS = {
    "kind": msg("Slurm knows no {word} and refuses the job; it takes afterok, afterany, after, afternotok, singleton"),
    "no-job": msg("{word} names no job, so Slurm refuses the job; write {word}:123"),
    "refused": msg("Slurm refuses --dependency={value}; it takes a list like afterok:123:124,afterany:125"),
}
BOTH = msg("from Slurm 25.11 on , and ? in one list are refused")

BOTH_REFUSED = (25, 11)
KINDS = frozenset("after afterok afterany afternotok aftercorr afterburstbuffer expand".split())
SINGLETON = pattern(r"singleton(?:\(\w+\))?\Z", re.I)
JOBS = pattern(r"\d+(?:_(?:\*|\d+))?(?:\+0*[1-9]\d*)?(?:\(\w+\))?\Z", re.ASCII)
"""Digits; a task of an array; minutes after it has begun."""
PLAIN = pattern(r"\d+(?:_(?:\*|\d+))?\Z", re.ASCII)
WORD = pattern(r"(?:\W|\d)*\Z")
"""What stands for a number that somebody fills in has letters."""


def _wrong(item: str) -> tuple[str, str] | None:
    """Which text says what the controller has against one item of the list, and the word it is about."""
    kind, colon, jobs = item.partition(":")
    if SINGLETON.match(item) or PLAIN.match(item) or not WORD.match(jobs):
        return None
    if kind.lower() not in KINDS:
        return ("kind", kind) if colon and kind.isalpha() else ("refused", "")
    if not colon or not jobs:
        return "no-job", kind
    each = jobs.split(":")
    return None if all(JOBS.match(job) and job.strip("0") for job in each) else ("refused", "")


@rule("SLU134", "malformed-dependency", severity=Severity.ERROR, words=("-d",))
def malformed_dependency(source: SourceFile, slurm: Slurm, target: Target) -> Iterator[Finding]:
    """At most one finding a script; none where a word stands for a number that is yet to be filled in."""
    asked = last_of(slurm).get("dependency")
    value = (asked.value or "") if asked else ""
    if asked is None or value in ("", "0") or unknown(value) or "#" in source.text[asked.span.end :][:1]:
        return
    where = at(source.path, asked.value_span or asked.span)
    wrong = next(filter(None, (_wrong(item) for item in re.split("[,?]", value))), None)
    if wrong:
        yield Finding(TEXTS[wrong[0]], place=source.path, key="dependency", location=where, word=wrong[1], value=value)
    elif "," in value and "?" in value and (target.version is None or target.version >= BOTH_REFUSED):
        note = None if target.version else Severity.NOTE
        yield Finding(BOTH, place=source.path, key="both", location=where, severity=note)
